import { describe, expect, it } from 'vitest';
import { someFacts } from '#lib/core/verdict/checks.test-support.ts';
import {
  approvalEnd,
  BASIS_PARTS,
  basisOf,
  changedSince,
  lineFlags,
  settles,
  SWITCH_BLOCKS,
  switchBlocks,
  type BasisPart,
  type SwitchBlock,
} from './gate.ts';
import type { LineFacts } from './line-facts.ts';
import {
  aMoveTest,
  anApproval,
  anApprovedLine,
  aSide,
  DAY_MS,
  hoursAgo,
  NEW_KEY,
  NOW,
  results,
  someLine,
} from './line-facts.test-support.ts';
import { REPLACEMENT_STATES, SETTLING_STATES, stateAfter } from './replacement.ts';

const OVERRIDE = { id: 'o', staffId: 'sam', by: 'Sam', at: hoursAgo(1), reason: 'It is lost for good.' };
const ELSEWHERE = aSide(2, { role: 'candidate', awsAccountId: '444455556666' });
const LOST = aSide(1, { status: 'unusable', facts: someFacts({ keyState: 'Disabled' }) });
const at = (time: Date) => ({ id: 'c', startedAt: time, finishedAt: time });

describe('what is missing before a switch', () => {
  it('is nothing of a line that has everything', () => {
    expect(switchBlocks(someLine(), NOW)).toEqual([]);
    expect(lineFlags(someLine())).toEqual([]);
  });

  const CASES: readonly [SwitchBlock, string, Partial<LineFacts>][] = [
    ['key', 'no key came in', { newKey: null, keyReceivedAt: null }],
    ['stopped', 'another customer holds the new key', { heldByAnother: true }],
    ['stopped', 'the new key is in another region', { newKey: aSide(2, { region: 'us-west-2' }) }],
    ['stopped', 'both keys are one', { newKey: aSide(1) }],
    ['ownership', 'it is not proven whose the new key is', { newKey: aSide(2, { proven: false, status: null }) }],
    ['confirmation', 'H17 nobody confirmed another AWS account', { newKey: ELSEWHERE }],
    ['confirmation', 'H17 it was confirmed before this key came in', { newKey: ELSEWHERE, confirmedAt: hoursAgo(6) }],
    ['not_usable', 'the new key needs attention', { newKey: aSide(2, { status: 'attention' }) }],
    ['not_usable', 'no check of the new key was conclusive', { newKey: aSide(2, { status: null }) }],
    ['checks', 'no full check passed', { passedChecks: [] }],
    ['checks', 'one full check passed', { passedChecks: [at(hoursAgo(1))] }],
    [
      'checks',
      'two full checks passed within five minutes',
      { passedChecks: [at(hoursAgo(1)), at(new Date(hoursAgo(1).getTime() + 299_999))] },
    ],
    ['encrypt_test', 'no encrypt/decrypt test worked', { encryptTest: null }],
    ['old_key', 'the old key is not usable', { oldKey: LOST }],
    ['old_key', 'no check of the old key was conclusive', { oldKey: aSide(1, { status: null }) }],
    ['move_test', 'the move was not tested', { moveTest: null }],
    [
      'move_test',
      'the test of the move told nothing',
      { moveTest: aMoveTest({ result: 'could_not_tell', fault: 'throttled' }) },
    ],
    [
      'move_test',
      'AWS was just creating the key',
      { moveTest: aMoveTest({ result: 'wrong_state', by: 'new', refusal: 'creating' }) },
    ],
  ];
  it.each(CASES)('%s: %s', (block, _when, given) => {
    expect(switchBlocks(someLine(given), NOW)).toEqual([block]);
  });

  it('covers every block', () => {
    expect([...new Set(CASES.map(([block]) => block))]).toEqual(SWITCH_BLOCKS);
  });

  it('counts tests of exactly 24 hours, and none that is older or ends in the future (H26)', () => {
    const day = new Date(NOW.getTime() - DAY_MS);
    const before = new Date(day.getTime() - 1);
    const line = (first: Date) =>
      someLine({
        passedChecks: [at(first), at(hoursAgo(1))],
        encryptTest: at(first),
        moveTest: aMoveTest({ result: 'allowed' }, first),
      });
    expect(switchBlocks(line(day), NOW)).toEqual([]);
    expect(switchBlocks(line(before), NOW)).toEqual(['checks', 'encrypt_test', 'move_test']);
    expect(switchBlocks(line(hoursAgo(-1)), NOW)).toEqual(['checks', 'encrypt_test', 'move_test']);
  });

  it('H16 says of a key that is not proven only that, whatever else is missing', () => {
    const line = someLine({
      newKey: aSide(2, { proven: false, status: null }),
      passedChecks: [],
      encryptTest: null,
      moveTest: null,
    });
    expect(switchBlocks(line, NOW)).toEqual(['ownership']);
  });

  it('asks for no move test of an old key that is out of use (H21), where an approver decided to go on', () => {
    expect(switchBlocks(someLine({ oldKey: LOST, moveTest: null, override: OVERRIDE }), NOW)).toEqual([]);
  });

  it('H17 is met by a confirmation from after the key came in, and needed for another account only', () => {
    const received = hoursAgo(5);
    expect(switchBlocks(someLine({ newKey: ELSEWHERE, confirmedAt: received }), NOW)).toEqual([]);
    expect(switchBlocks(someLine({ confirmedAt: null }), NOW)).toEqual([]);
  });

  it('is listed in the order to work on it', () => {
    const line = someLine({
      newKey: { ...ELSEWHERE, status: 'unusable' },
      heldByAnother: true,
      oldKey: LOST,
      passedChecks: [],
      encryptTest: null,
    });
    expect(switchBlocks(line, NOW)).toEqual([
      'stopped',
      'confirmation',
      'not_usable',
      'checks',
      'encrypt_test',
      'old_key',
    ]);
  });

  it('is not a test that says that data can’t be moved: the reviewer weighs that', () => {
    const line = someLine({ moveTest: aMoveTest({ result: 'denied', by: 'new', denial: 'cross_account_catch_all' }) });
    expect(switchBlocks(line, NOW)).toEqual([]);
    expect(lineFlags(line).map(({ code }) => code)).toEqual(['cannot_move']);
  });
});

const CHANGES: readonly [BasisPart, string, Partial<LineFacts>][] = [
  ['arn', 'another new key', { newKey: aSide(3, { role: 'candidate' }) }],
  ['arn', 'another old key', { oldKey: aSide(3) }],
  ['requester', 'another requester', { askedBy: 'Alex Morgan' }],
  ['request', 'what the request says', { reason: 'Something else.' }],
  ['flags', 'a requester whom nobody knows', { askedByVerifiedContact: false }],
  ['flags', 'another customer with the key', { heldByAnother: true }],
  ['old_key', 'the status of the old key', { oldKey: aSide(1, { status: 'attention' }) }],
  ['old_key', 'the expiry of the old material', { oldKey: aSide(1, { facts: someFacts({ materialExpiresAt: NOW }) }) }],
  ['new_key', 'the state of the new key', { newKey: { ...NEW_KEY, facts: someFacts({ keyState: 'Unavailable' }) } }],
  ['new_key', 'a new key that nothing was seen of', { newKey: { ...NEW_KEY, facts: null } }],
  ['old_tests', 'a test of the old key', { oldKey: aSide(1, { results: results({ CreateGrant: 'denied' }) }) }],
  ['new_tests', 'a test of the new key', { newKey: { ...NEW_KEY, results: results({ CreateGrant: 'denied' }) } }],
  ['move_test', 'a move that was not tested', { moveTest: null }],
  ['override', 'a decision about the old key', { override: OVERRIDE }],
];

describe('what an approval rests on', () => {
  const basis = (given: Partial<LineFacts> = {}) => {
    const made = basisOf(someLine(given));
    if (made === null) throw new Error('There is no basis.');
    return made;
  };

  it('is nothing without a new key', () => {
    expect(basisOf(someLine({ newKey: null }))).toBeNull();
  });

  it.each(CHANGES)('is different in %s: %s', (part, _what, given) => {
    expect(changedSince(basis(), basis(given))).toEqual([part]);
  });

  it('covers every part', () => {
    expect([...new Set(CHANGES.map(([part]) => part))]).toEqual(BASIS_PARTS);
  });

  it('is the same when tests are run again with the same results, and after it was stored', () => {
    const later = Object.fromEntries(
      Object.entries(results())
        .toReversed()
        .map(([action, { result }]) => [action, { result, at: NOW }]),
    );
    const again = basis({
      newKey: { ...NEW_KEY, results: later, lastConclusiveAt: NOW },
      moveTest: aMoveTest({ result: 'allowed' }, NOW),
      passedChecks: [],
      plannedFor: NOW,
    });
    expect(changedSince(basis(), again)).toEqual([]);
    expect(changedSince(JSON.parse(JSON.stringify(basis())), again)).toEqual([]);
  });

  it('keeps no time of a test, so that its age changes nothing', () => {
    expect(JSON.stringify(basis())).not.toContain(hoursAgo(1).toISOString());
  });
});

describe('the end of an approval', () => {
  it('has not come while nothing changed, until the last moment of its window', () => {
    const line = anApprovedLine();
    expect(approvalEnd(line, NOW)).toBeNull();
    expect(approvalEnd(line, hoursAgo(-2))).toBeNull();
    const until = hoursAgo(-2);
    expect(approvalEnd(line, new Date(until.getTime() + 1))).toEqual({ why: 'window_over', until });
  });

  it('is nothing of a line without one', () => {
    expect(approvalEnd(someLine(), NOW)).toBeNull();
  });

  it.each(CHANGES)('comes when %s is different: %s', (part, _what, given) => {
    expect(approvalEnd({ ...anApprovedLine(), ...given }, NOW)).toEqual({ why: 'changed', parts: [part] });
  });

  it('comes when the new key is taken away, or whoever gave it may not give it any more', () => {
    expect(approvalEnd({ ...anApprovedLine(), newKey: null }, NOW)).toEqual({ why: 'changed', parts: ['arn'] });
    expect(approvalEnd(anApprovedLine({ mayStillApprove: false }), NOW)).toEqual({ why: 'approver' });
  });

  it('comes when something is missing that no test brings back', () => {
    const line = someLine({ newKey: ELSEWHERE, confirmedAt: hoursAgo(1) });
    const approved = { ...line, state: 'approved' as const, approval: anApproval(line) };
    expect(approvalEnd(approved, NOW)).toBeNull();
    expect(approvalEnd({ ...approved, confirmedAt: null }, NOW)).toEqual({ why: 'blocked', blocks: ['confirmation'] });
  });

  it('doesn’t come by the age of tests: a window may begin days later', () => {
    const old = hoursAgo(30);
    const aged = { passedChecks: [], encryptTest: null, moveTest: aMoveTest({ result: 'allowed' }, old) };
    const line = { ...anApprovedLine(), ...aged };
    expect(switchBlocks(line, NOW)).toEqual(['checks', 'encrypt_test', 'move_test']);
    expect(approvalEnd(line, NOW)).toBeNull();
  });
});

describe('what a line does by itself', () => {
  const event = (given: Partial<LineFacts>) => settles(someLine(given), NOW);

  it('begins its tests with the first conclusive check after the key came in', () => {
    const requested = { state: 'requested' as const, keyReceivedAt: hoursAgo(1) };
    expect(event(requested)).toBe('test_started');
    expect(event({ ...requested, newKey: { ...NEW_KEY, lastConclusiveAt: hoursAgo(2) } })).toBeNull();
    expect(event({ ...requested, newKey: { ...NEW_KEY, lastConclusiveAt: null } })).toBeNull();
    expect(event({ ...requested, newKey: { ...NEW_KEY, proven: false } })).toBeNull();
    expect(event({ ...requested, newKey: null })).toBeNull();
  });

  it('waits for an approval as long as nothing is missing', () => {
    expect(event({ state: 'testing' })).toBe('tests_passed');
    expect(event({ state: 'testing', encryptTest: null })).toBeNull();
    expect(event({ state: 'awaiting_approval' })).toBeNull();
    expect(event({ state: 'awaiting_approval', encryptTest: null })).toBe('test_failed');
  });

  it('loses its approval when that ends', () => {
    expect(settles(anApprovedLine(), NOW)).toBeNull();
    expect(settles(anApprovedLine({ until: hoursAgo(0.1) }), NOW)).toBe('approval_void');
    expect(settles({ ...anApprovedLine(), oldKey: LOST }, NOW)).toBe('approval_void');
  });

  it('is nothing in any other state, and always a move of the table', () => {
    for (const state of REPLACEMENT_STATES)
      for (const given of [{}, { encryptTest: null }, { newKey: null }, { oldKey: LOST }]) {
        const line = someLine({ state, keyReceivedAt: hoursAgo(1), approval: anApproval(someLine()), ...given });
        const happens = settles(line, NOW);
        if (happens !== null) {
          expect(SETTLING_STATES).toContain(state);
          expect(stateAfter(state, happens), `${state} ${happens}`).not.toBeNull();
        }
      }
  });
});
