import { describe, expect, it } from 'vitest';
import {
  approvalBlocks,
  bothNeeded,
  isOpen,
  mayYetBeApproved,
  PARTS_TAKEN,
  REPLACEMENT_EVENTS,
  REPLACEMENT_STATES,
  SETTLING_STATES,
  STATE_MOVES,
  stateAfter,
  typedEnd,
  TYPED_CHARACTERS,
  type ReplacementEvent,
  type ReplacementState,
} from './replacement.ts';

// Written out again, so that a change of the table has to be made twice.
const ALLOWED: readonly [ReplacementState, ReplacementEvent, ReplacementState][] = [
  ['announced', 'key_received', 'requested'],
  ['announced', 'withdrawn', 'withdrawn'],
  ['requested', 'key_changed', 'requested'],
  ['requested', 'test_started', 'testing'],
  ['requested', 'rejected', 'rejected'],
  ['requested', 'withdrawn', 'withdrawn'],
  ['testing', 'key_changed', 'requested'],
  ['testing', 'tests_passed', 'awaiting_approval'],
  ['testing', 'rejected', 'rejected'],
  ['testing', 'withdrawn', 'withdrawn'],
  ['awaiting_approval', 'key_changed', 'requested'],
  ['awaiting_approval', 'test_failed', 'testing'],
  ['awaiting_approval', 'approved', 'approved'],
  ['awaiting_approval', 'rejected', 'rejected'],
  ['awaiting_approval', 'withdrawn', 'withdrawn'],
  ['approved', 'key_changed', 'requested'],
  ['approved', 'approval_void', 'testing'],
  ['approved', 'switched', 'switched'],
  ['approved', 'rejected', 'rejected'],
  ['approved', 'withdrawn', 'withdrawn'],
  ['switched', 'acknowledged', 'acknowledged'],
  ['switched', 'rolled_back', 'rolled_back'],
  ['acknowledged', 'released', 'released'],
  ['acknowledged', 'rolled_back', 'rolled_back'],
  ['rejected', 'reopened', 'announced'],
  ['withdrawn', 'reopened', 'announced'],
];
const allowed = (from: ReplacementState, event: ReplacementEvent) =>
  ALLOWED.find(([state, happened]) => state === from && happened === event)?.[2] ?? null;

describe('the states of a replacement', () => {
  for (const state of REPLACEMENT_STATES)
    for (const event of REPLACEMENT_EVENTS) {
      const to = allowed(state, event);
      it(to === null ? `${state}: ${event} is refused` : `${state}: ${event} leads to ${to}`, () =>
        expect(stateAfter(state, event)).toBe(to),
      );
    }

  it('lead to the switch only through an approval', () => {
    const before = REPLACEMENT_STATES.filter((state) => stateAfter(state, 'switched') !== null);
    expect(before).toEqual(['approved']);
  });

  it('are given to the database without the moves that stay where they are, each once and in order', () => {
    const moves = ALLOWED.filter(([from, , to]) => from !== to).map(([from, , to]) => `${from}>${to}`);
    expect(STATE_MOVES).toEqual([...new Set(moves)].toSorted());
  });

  it('end only in states that nothing leads out of, apart from what is opened again', () => {
    const ends = REPLACEMENT_STATES.filter((state) => !STATE_MOVES.some((move) => move.startsWith(`${state}>`)));
    expect(ends).toEqual(['released', 'rolled_back']);
  });

  const IN: Readonly<Record<ReplacementState, string>> = {
    announced: 'open approvable',
    requested: 'open approvable settling',
    testing: 'open approvable settling',
    awaiting_approval: 'open approvable settling',
    approved: 'open approvable settling',
    switched: 'both',
    acknowledged: 'both',
    released: '',
    rejected: 'approvable',
    withdrawn: 'approvable',
    rolled_back: 'both',
  };
  it.each(REPLACEMENT_STATES)('say what may still happen, and whether both keys must stay enabled: %s', (state) => {
    const words = [
      ...(isOpen(state) ? ['open'] : []),
      ...(mayYetBeApproved(state) ? ['approvable'] : []),
      ...((SETTLING_STATES as readonly string[]).includes(state) ? ['settling'] : []),
      ...(bothNeeded(state) ? ['both'] : []),
    ];
    expect(words.join(' ')).toBe(IN[state]);
  });
});

describe('the characters that an approver types', () => {
  it('are the last eight of the key’s id, of a multi-Region key too', () => {
    expect(TYPED_CHARACTERS).toBe(8);
    expect(typedEnd('arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-0000-4000-8000-00001234abcd')).toBe('1234abcd');
    expect(typedEnd('arn:aws:kms:eu-west-1:111122223333:key/mrk-1a2b3c4d00004000800000001234abcd')).toBe('1234abcd');
  });
});

describe('who may approve', () => {
  it('is a person who did nothing to the request', () => {
    expect(approvalBlocks('priya', [{ staffId: 'aidan', part: 'created' }], null)).toEqual([]);
  });

  for (const part of PARTS_TAKEN)
    it(`is nobody who ${part.replace('_', ' ')} it`, () => {
      expect(approvalBlocks('priya', [{ staffId: 'priya', part }], null)).toEqual([part]);
    });

  it('is nobody who overrode that the old key is not usable', () => {
    expect(approvalBlocks('priya', [], 'priya')).toEqual(['overrode']);
    expect(approvalBlocks('priya', [], 'ada')).toEqual([]);
  });
});
