import { describe, expect, it } from 'vitest';
import { PROBE_ACTIONS, REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { DENIAL_SOURCES, PROBE_FAULTS, STATE_REFUSALS } from '#lib/core/probe/report.ts';
import { someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { FLAG_WEIGHTS, flagsOf, toldOfMove, type Compared, type ComparedKey, type FlagCode } from './flags.ts';
import { aMoveTest, arnOf, results } from './line-facts.test-support.ts';
import type { MoveResult } from './move-test.ts';

const facts = someFacts();
const aKey = (id: number): ComparedKey => ({
  arn: arnOf(id),
  region: 'eu-west-1',
  awsAccountId: '111122223333',
  multiRegion: false,
  facts,
  results: results(),
});
const GOOD: Compared = {
  oldKey: aKey(1),
  newKey: aKey(2),
  heldByAnother: false,
  askedByVerifiedContact: true,
  namedLikeContact: false,
  moveTest: aMoveTest(),
};
const oldKey = (changed: Partial<ComparedKey>): Partial<Compared> => ({ oldKey: { ...GOOD.oldKey, ...changed } });
const newKey = (changed: Partial<ComparedKey>): Partial<Compared> => ({ newKey: { ...GOOD.newKey, ...changed } });
const moved = (result: MoveResult): Partial<Compared> => ({ moveTest: aMoveTest(result) });
const codes = (changed: Partial<Compared> = {}): FlagCode[] => flagsOf({ ...GOOD, ...changed }).map(({ code }) => code);

it('a good request has no flag, also while nothing was seen of the new key or tested', () => {
  expect(codes()).toEqual([]);
  expect(codes({ ...newKey({ facts: null, results: {} }), moveTest: null })).toEqual([]);
});

const CASES: readonly [FlagCode, Partial<Compared>][] = [
  ['old_key_pending_deletion', oldKey({ facts: { ...facts, keyState: 'PendingDeletion' } })],
  ['old_key_pending_deletion', oldKey({ facts: { ...facts, deletionAt: new Date('2026-04-14T09:12:00.000Z') } })],
  ['old_key_disabled', oldKey({ facts: { ...facts, keyState: 'Disabled' } })],
  ['same_key', { newKey: GOOD.oldKey }],
  ['held_by_another', { heldByAnother: true }],
  ['other_region', newKey({ region: 'us-west-2' })],
  ['other_account', newKey({ awsAccountId: '444455556666' })],
  ['unknown_requester', { askedByVerifiedContact: false }],
  ['named_like_contact', { namedLikeContact: true }],
  ['access_narrower', newKey({ results: results({ Decrypt: 'denied' }) })],
  ['cannot_move', moved({ result: 'denied', by: 'new', denial: 'cross_account_catch_all' })],
  ['access_broader', newKey({ results: results({ CreateGrant: 'allowed' }) })],
  ['new_key_imported', newKey({ facts: { ...facts, origin: 'EXTERNAL' } })],
  ['new_key_in_store', newKey({ facts: { ...facts, customKeyStoreId: 'cks-1' } })],
  ['new_key_multi_region', newKey({ multiRegion: true })],
];
it.each(CASES)('%s is raised alone', (code, changed) => {
  const compared =
    code === 'access_broader' ? { ...oldKey({ results: results({ CreateGrant: 'denied' }) }), ...changed } : changed;
  expect(codes(compared)).toEqual([code]);
});

it('the clock of the old key stands above everything else, and each flag is said in a sentence', () => {
  const all = flagsOf({
    ...GOOD,
    ...oldKey({ facts: { ...facts, keyState: 'PendingDeletion' } }),
    heldByAnother: true,
    askedByVerifiedContact: false,
  });
  for (const { weight, words } of all) {
    expect(FLAG_WEIGHTS).toContain(weight);
    expect(words).toMatch(/^[A-Z].*\.$/);
  }
  expect(all.map(({ code }) => code)).toEqual(['old_key_pending_deletion', 'held_by_another', 'unknown_requester']);
});

it('only what can never be approved stops', () => {
  const stops = CASES.filter(([code, changed]) =>
    flagsOf({ ...GOOD, ...changed }).some((flag) => flag.code === code && flag.weight === 'stops'),
  );
  expect(stops.map(([code]) => code)).toEqual(['same_key', 'held_by_another', 'other_region']);
});

describe('what the two keys allow us', () => {
  it.each(PROBE_ACTIONS)('is narrower only where a required permission is lost, and broader for any: %s', (action) => {
    const isNeeded = (REQUIRED_ACTIONS as readonly string[]).includes(action);
    const [allowed, denied] = [results({ [action]: 'allowed' }), results({ [action]: 'denied' })];
    expect(codes({ ...oldKey({ results: allowed }), ...newKey({ results: denied }) })).toEqual(
      isNeeded ? ['access_narrower'] : [],
    );
    expect(codes({ ...oldKey({ results: denied }), ...newKey({ results: allowed }) })).toEqual(['access_broader']);
  });

  it('is not compared where one side was not tested, or not conclusively (H15)', () => {
    for (const other of [{}, results({ Decrypt: 'wrong_state' }), results({ Decrypt: 'not_testable' })]) {
      expect(codes(newKey({ results: other }))).toEqual([]);
      expect(codes(oldKey({ results: other }))).toEqual([]);
    }
  });
});

describe('whether data can be moved', () => {
  const PASSING = ['creating', 'updating'];
  it.each([...DENIAL_SOURCES])('is flagged where it is denied: %s', (denial) => {
    for (const by of ['old', 'new', 'unclear'] as const)
      expect(codes(moved({ result: 'denied', by, denial }))).toEqual(['cannot_move']);
  });

  it.each([...STATE_REFUSALS])('is flagged where a state refuses it that doesn’t pass by itself: %s', (refusal) => {
    const test = { result: 'wrong_state', by: 'new', refusal } as const;
    expect(codes(moved(test))).toEqual(PASSING.includes(refusal) ? [] : ['cannot_move']);
    expect(toldOfMove(aMoveTest(test))).toBe(!PASSING.includes(refusal));
  });

  it('is flagged where it wasn’t asked about because a key is out of use (H21)', () => {
    expect(codes(moved({ result: 'not_run', outOfUse: [{ key: 'old', state: 'disabled' }] }))).toEqual(['cannot_move']);
  });

  it.each([...PROBE_FAULTS])('is not flagged where AWS gave no answer: %s (H15)', (fault) => {
    expect(codes(moved({ result: 'could_not_tell', fault }))).toEqual([]);
    expect(toldOfMove(aMoveTest({ result: 'could_not_tell', fault }))).toBe(false);
  });
});
