import type { LineFacts } from './line-facts.ts';
import type { ReplacementState } from './replacement.ts';

/** One thing that happens in a replacement, and until when it can be undone. */
export type PlanStep = { what: string; undo: string; state: 'done' | 'now' | 'later' };

type Step = { what: string; undo: string; doneFrom: readonly ReplacementState[] };

const AFTER_SWITCH = ['switched', 'acknowledged', 'released', 'rolled_back'] as const;

const STEPS: readonly Step[] = [
  {
    what: 'We test the new key beside the old one. Nothing changes for backups.',
    undo: 'Reject or withdraw at any time.',
    doneFrom: ['awaiting_approval', 'approved', ...AFTER_SWITCH],
  },
  {
    what: 'A second person approves, for a time window.',
    undo: 'The approval ends with its window, or when anything it rests on changes.',
    doneFrom: ['approved', ...AFTER_SWITCH],
  },
  {
    what: 'Somebody orders the switch: both keys are tested once more, then the new key becomes active and the old one is retained.',
    undo: 'Roll back at any time while the old key is usable.',
    doneFrom: AFTER_SWITCH,
  },
  {
    what: 'Our product acknowledges it and makes new backups with the new key. Both keys must stay enabled.',
    undo: 'Roll back. The new key must then stay enabled too: backups were made with it.',
    doneFrom: ['acknowledged', 'released'],
  },
  {
    what: 'Older backups are moved to the new key or expire. Nothing may depend on the old key for seven days.',
    undo: 'Roll back, as long as the old key is usable.',
    doneFrom: ['released'],
  },
  {
    what: 'An approver releases the old key. What the customer then does with it is their decision.',
    undo: 'Nothing undoes a deletion by AWS. A key that is needed again is watched again.',
    doneFrom: ['released'],
  },
];

/** What will happen, when, and until when it can be undone. */
export function planOf({ state }: Pick<LineFacts, 'state'>): PlanStep[] {
  const firstOpen = STEPS.findIndex(({ doneFrom }) => !doneFrom.includes(state));
  const isOver = state === 'rejected' || state === 'withdrawn' || state === 'rolled_back';
  return STEPS.map(({ what, undo, doneFrom }, index) => ({
    what,
    undo,
    state: doneFrom.includes(state) ? 'done' : index === firstOpen && !isOver ? 'now' : 'later',
  }));
}
