import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readyFactsAt } from './line-facts.test-support.ts';
import { gateBlocks, gateChecks, secondCheckFrom, SETUP_STEPS, stageOf, stepsDone, type LineFacts } from './stage.ts';

const NOW = new Date('2026-03-14T09:00:00.000Z');
const MINUTE_MS = 60_000;
const { ago, checkAgo, ready: READY } = readyFactsAt(NOW);
const facts = (given: Partial<LineFacts> = {}): LineFacts => ({ ...READY, ...given });

describe('the checks that count', () => {
  it.each<[string, Partial<LineFacts>, [string, string] | null]>([
    [
      'the newest, and the newest of those five minutes before it',
      { passedChecks: [1, 3, 6, 20].map(checkAgo) },
      ['check 6', 'check 1'],
    ],
    ['none, where they are less than five minutes apart', { passedChecks: [checkAgo(4.99), checkAgo(0)] }, null],
    ['two that are exactly five minutes apart', { passedChecks: [checkAgo(5), checkAgo(0)] }, ['check 5', 'check 0']],
    ['none older than 24 hours', { passedChecks: [checkAgo(24 * 60 + 0.01), checkAgo(1)] }, null],
    ['one of exactly 24 hours ago', { passedChecks: [checkAgo(24 * 60), checkAgo(1)] }, ['check 1440', 'check 1']],
    ['none of the future, by a clock that was set back', { passedChecks: [checkAgo(-10), checkAgo(1)] }, null],
    ['none without an encrypt/decrypt test', { encryptTest: null }, null],
    ['none with an encrypt/decrypt test of yesterday', { encryptTest: checkAgo(25 * 60) }, null],
  ])('are %s', (_what, given, expected) => {
    const found = gateChecks(facts(given), NOW);
    expect(found === null ? null : [found.first.id, found.second.id]).toEqual(expected);
  });
});

describe('a line', () => {
  it.each<[string, Partial<LineFacts>, string | null, string]>([
    ['customer', { hasExternalId: false }, 'external_id', 'us'],
    ['customer', { jobsAttestedAt: null }, 'jobs', 'us'],
    ['customer', { planAttestedAt: null }, 'plan', 'account_executive'],
    ['customer', { planAttestedAt: null, workspaceAttestedAt: null }, 'plan', 'us'],
    ['customer', { planAttestedAt: null, hasExternalId: false }, 'plan', 'us'],
    ['instructions', { instructionsToldAt: null, keyReceivedAt: null }, 'key', 'us'],
    ['key', { keyReceivedAt: null }, 'key', 'customer'],
    ['ownership', { ownershipProvenAt: null }, 'ownership', 'customer'],
    ['ownership', { ownershipWithdrawnAt: ago(1) }, 'ownership_withdrawn', 'us'],
    ['tests', { usable: null, passedChecks: [] }, 'not_usable', 'time'],
    ['tests', { usable: false, passedChecks: [] }, 'not_usable', 'us'],
    ['tests', { usable: false, passedChecks: [], resultToldAt: ago(1) }, 'not_usable', 'customer'],
    ['tests', { usable: false, passedChecks: [], statusWaitsForUs: true }, 'not_usable', 'us'],
    ['tests', { usable: false, passedChecks: [], openNextAction: 'nobody' }, 'not_usable', 'time'],
    ['tests', { usable: false, passedChecks: [], openNextAction: 'one_of_several' }, 'not_usable', 'us'],
    ['tests', { passedChecks: [checkAgo(1)] }, 'checks', 'time'],
    ['tests', { encryptTest: null }, 'encrypt_test', 'us'],
    ['our_side', { ourSideAt: null }, 'our_side', 'us'],
    ['clear', {}, null, 'us'],
  ])('is at the step %s with %j', (step, given, block, waitsFor) => {
    expect(stageOf(facts(given), NOW)).toMatchObject({ step, waitsFor });
    const blocks = gateBlocks(facts(given), NOW);
    if (block === null) expect(blocks).toEqual([]);
    else expect(blocks).toContain(block);
  });

  it('stays cleared when its tests run out', () => {
    const later = new Date(NOW.getTime() + 48 * 60 * MINUTE_MS);
    expect(stageOf(facts({ clearedAt: NOW }), later)?.step).toBe('told');
    expect(stageOf(facts({ clearedAt: NOW, toldAt: NOW }), later)).toMatchObject({
      step: 'first_backup',
      waitsFor: 'customer',
    });
    expect(stageOf(facts({ clearedAt: NOW, toldAt: NOW, firstBackupAt: NOW }), later)).toBeNull();
  });

  const TOLD = { ourSideAt: ago(950), clearedAt: ago(900), toldAt: ago(800), firstBackupDueAt: ago(-10) };
  it.each<[string, Partial<LineFacts>, string | null, Date]>([
    [
      'it is unclear who must act on the status',
      { usable: false, statusSince: ago(40), openNextAction: 'one_of_several' },
      'status_unclear',
      ago(40),
    ],
    ['the first backup is not due', TOLD, null, ago(800)],
    ['none was recorded when it was due', { ...TOLD, firstBackupDueAt: ago(0) }, 'no_first_backup', ago(0)],
    ['it used another key', { ...TOLD, otherKeyAt: ago(30) }, 'other_key', ago(30)],
    [
      'it used another key and is due',
      { ...TOLD, firstBackupDueAt: ago(20), otherKeyAt: ago(30) },
      'other_key',
      ago(30),
    ],
    ['the proof was withdrawn', { ownershipWithdrawnAt: ago(3) }, 'ownership_withdrawn', ago(3)],
    [
      'the status is ours to correct',
      { usable: false, statusSince: ago(40), statusWaitsForUs: true },
      'our_status',
      ago(40),
    ],
  ])('needs us exactly where something went wrong, and since then: %s', (_what, given, attention, waitsSince) => {
    expect(stageOf(facts(given), NOW)).toMatchObject({
      attention,
      waitsSince,
      waitsFor: attention === null ? 'customer' : 'us',
    });
  });

  it('is settled when a backup with the right key is recorded', () => {
    expect(stageOf(facts({ ...TOLD, firstBackupAt: ago(1) }), NOW)).toBeNull();
  });

  it('waits since the last thing that was done before its step', () => {
    expect(stageOf(facts({ ourSideAt: null }), NOW)?.since).toEqual(ago(5));
    expect(stageOf(facts({ hasExternalId: false }), NOW)?.since).toEqual(READY.createdAt);
  });

  it.each<[string, Partial<LineFacts>, string, Date]>([
    ['the first check, since the proof', { usable: null, statusSince: null, passedChecks: [] }, 'time', ago(1_000)],
    ['us to tell what they found, since the key is not usable', { usable: false, statusSince: ago(30) }, 'us', ago(30)],
    [
      'the customer, since they were told that',
      { usable: false, statusSince: ago(30), resultToldAt: ago(20) },
      'customer',
      ago(20),
    ],
    ['us to test, since the key is usable', { encryptTest: null, statusSince: ago(7) }, 'us', ago(7)],
    ['the second check, since that test', { passedChecks: [checkAgo(7)], statusSince: ago(7) }, 'time', ago(5)],
  ])('says since when its tests wait for what they wait for: %s', (_what, given, waitsFor, waitsSince) => {
    expect(stageOf(facts(given), NOW)).toMatchObject({ step: 'tests', waitsFor, waitsSince });
  });

  it('does not begin to wait anew with every further check that passes', () => {
    const passedChecks = [60, 50, 40, 1].map(checkAgo);
    const given = facts({ passedChecks, encryptTest: checkAgo(45), ourSideAt: null, statusSince: ago(60) });
    expect(stageOf(given, NOW)).toMatchObject({ step: 'our_side', waitsSince: ago(45) });
  });

  it.each<[string, number[], Date | null]>([
    ['five minutes after the first', [2, 1], ago(-3)],
    ['never, while none passed', [], null],
    ['never, once two passed', [6, 1], null],
  ])('says from when its second check counts: %s', (_what, passed, expected) => {
    expect(secondCheckFrom(facts({ passedChecks: passed.map(checkAgo) }), NOW)).toEqual(expected);
  });

  const time = fc.option(fc.integer({ min: -100, max: 3_000 }).map(ago), { nil: null });
  const passed = fc.integer({ min: -100, max: 3_000 }).map(checkAgo);
  const anyFacts = fc.record<LineFacts>({
    createdAt: fc.constant(ago(5_000)),
    hasExternalId: fc.boolean(),
    planAttestedAt: time,
    workspaceAttestedAt: time,
    jobsAttestedAt: time,
    instructionsToldAt: time,
    keyReceivedAt: time,
    ownershipProvenAt: time,
    ownershipWithdrawnAt: time,
    passedChecks: fc.array(passed, { maxLength: 5 }),
    encryptTest: fc.option(passed, { nil: null }),
    usable: fc.constantFrom(true, false, null),
    statusSince: time,
    resultToldAt: time,
    statusWaitsForUs: fc.boolean(),
    ourSideAt: time,
    clearedAt: fc.constant(null),
    toldAt: fc.constant(null),
    firstBackupDueAt: time,
    otherKeyAt: time,
    firstBackupAt: fc.constant(null),
    openNextAction: fc.constantFrom('nobody', 'one_of_several', null),
  });

  it('can be cleared exactly where no block is left, and then it is at the step "clear"', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const open = gateBlocks(given, NOW).length === 0;
        const done = stepsDone(given, NOW);
        const before = SETUP_STEPS.slice(0, SETUP_STEPS.indexOf('clear'));
        expect(before.every((step) => done[step] !== null)).toBe(open);
        if (open) expect(gateChecks(given, NOW)).not.toBeNull();
        expect(stageOf(given, NOW)?.step === 'clear').toBe(open);
      }),
    );
  });
});
