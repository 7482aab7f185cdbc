/**
 * The states of one line of a replacement: one old key of one workspace, and the key that the customer wants instead.
 * `announced` has a date and no ARN yet. The last three are ends, beside `released`.
 */
export const REPLACEMENT_STATES = [
  'announced',
  'requested',
  'testing',
  'awaiting_approval',
  'approved',
  'switched',
  'acknowledged',
  'released',
  'rejected',
  'withdrawn',
  'rolled_back',
] as const;
export type ReplacementState = (typeof REPLACEMENT_STATES)[number];

/** What moves a line from one state to another. */
export const REPLACEMENT_EVENTS = [
  'key_received',
  'key_changed',
  'test_started',
  'tests_passed',
  'test_failed',
  'approved',
  'approval_void',
  'switched',
  'acknowledged',
  'released',
  'rejected',
  'withdrawn',
  'rolled_back',
  'reopened',
] as const;
export type ReplacementEvent = (typeof REPLACEMENT_EVENTS)[number];

type Moves = Partial<Record<ReplacementEvent, ReplacementState>>;

const GIVE_UP = { rejected: 'rejected', withdrawn: 'withdrawn' } as const satisfies Moves;

/**
 * Every move that is allowed; all others are refused, and the database refuses those that could lose data. An approval
 * that is void goes back to the tests, because what it rested on changed. After the switch nothing is rejected or
 * withdrawn: backups may exist under the new key, so the way back is `rolled_back`, with both keys kept.
 */
const MOVES = {
  announced: { key_received: 'requested', withdrawn: 'withdrawn' },
  requested: { key_changed: 'requested', test_started: 'testing', ...GIVE_UP },
  testing: { key_changed: 'requested', tests_passed: 'awaiting_approval', ...GIVE_UP },
  awaiting_approval: { key_changed: 'requested', test_failed: 'testing', approved: 'approved', ...GIVE_UP },
  approved: { key_changed: 'requested', approval_void: 'testing', switched: 'switched', ...GIVE_UP },
  switched: { acknowledged: 'acknowledged', rolled_back: 'rolled_back' },
  acknowledged: { released: 'released', rolled_back: 'rolled_back' },
  released: {},
  rejected: { reopened: 'announced' },
  withdrawn: { reopened: 'announced' },
  rolled_back: {},
} as const satisfies Record<ReplacementState, Moves>;

/** The state after an event; null where the event is not allowed in this state. */
export const stateAfter = (state: ReplacementState, event: ReplacementEvent): ReplacementState | null =>
  (MOVES[state] as Moves)[event] ?? null;

/** What a person did to a request, so that the same person can't approve it. */
export const PARTS_TAKEN = ['created', 'edited', 'tested', 'took_over'] as const;
export type PartTaken = (typeof PARTS_TAKEN)[number];

/**
 * What this person did that keeps them from approving; empty where they may approve. The database holds it too.
 * @param taken what each person did, in any order
 * @param overriddenBy who let the request go on although the old key is not usable; null where nobody had to
 */
export function approvalBlocks(
  staffId: string,
  taken: readonly { staffId: string; part: PartTaken }[],
  overriddenBy: string | null,
): (PartTaken | 'overrode')[] {
  const own = new Set(taken.filter((one) => one.staffId === staffId).map(({ part }) => part));
  return [...PARTS_TAKEN.filter((part) => own.has(part)), ...(overriddenBy === staffId ? (['overrode'] as const) : [])];
}
