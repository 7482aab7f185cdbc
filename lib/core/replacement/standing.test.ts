import { describe, expect, it } from 'vitest';
import { someFacts } from '#lib/core/verdict/checks.test-support.ts';
import type { KeySide, LineFacts } from './line-facts.ts';
import {
  aMoveTest,
  anApprovedLine,
  aSide,
  HOUR_MS,
  hoursAgo,
  NEW_KEY,
  NOW,
  OLD_KEY,
  someLine,
  zeroFor,
} from './line-facts.test-support.ts';
import { REPLACEMENT_STATES, type ReplacementState } from './replacement.ts';
import {
  LINE_ALARM_WORD,
  LINE_NEXT_WORD,
  LINE_WAITS_FOR_WORD,
  lineHeadingWords,
  lineNextWords,
} from './replacement-words.ts';
import { LINE_NEXT, standingOf, type LineNext, type LineWaitsFor } from './standing.ts';

const PLANNED = hoursAgo(-48);
const ACTIVE_NEW = { ...NEW_KEY, role: 'active' as const };
const RETAINED_OLD: KeySide = { ...OLD_KEY, role: 'retained' };
const switchedLine = (state: ReplacementState, given: Partial<LineFacts> = {}): LineFacts =>
  someLine({
    state,
    oldKey: RETAINED_OLD,
    newKey: ACTIVE_NEW,
    switchedAt: hoursAgo(0.5),
    acknowledgedAt: state === 'switched' ? null : hoursAgo(200),
    ...given,
  });
const ELSEWHERE = { ...NEW_KEY, awsAccountId: '444455556666' };
const onePassed = [{ id: 'c', startedAt: hoursAgo(1), finishedAt: hoursAgo(1) }];
const hourAfter = (at: Date) => new Date(at.getTime() + HOUR_MS);

type Case = [string, LineFacts, LineWaitsFor, LineNext, Date | null];
const CASES: readonly Case[] = [
  [
    'announced',
    someLine({ state: 'announced', newKey: null, plannedFor: PLANNED }),
    'customer',
    'get_the_key',
    PLANNED,
  ],
  [
    'requested, not proven',
    someLine({ state: 'requested', newKey: { ...NEW_KEY, proven: false, status: null } }),
    'customer',
    'prove_ownership',
    null,
  ],
  [
    'requested, not checked',
    someLine({ state: 'requested', newKey: { ...NEW_KEY, status: null } }),
    'us',
    'run_tests',
    null,
  ],
  ['requested, of another customer', someLine({ state: 'requested', heldByAnother: true }), 'us', 'reject', null],
  ['testing, another AWS account', someLine({ state: 'testing', newKey: ELSEWHERE }), 'us', 'confirm_account', null],
  [
    'testing, not usable',
    someLine({ state: 'testing', newKey: { ...NEW_KEY, status: 'unusable' }, plannedFor: PLANNED }),
    'customer',
    'correct_new_key',
    PLANNED,
  ],
  [
    'testing, no current answer',
    someLine({ state: 'testing', newKey: { ...NEW_KEY, status: 'unverified' } }),
    'us',
    'run_tests',
    null,
  ],
  ['testing, no full check', someLine({ state: 'testing', passedChecks: [] }), 'us', 'run_tests', null],
  ['testing, one full check', someLine({ state: 'testing', passedChecks: onePassed }), 'time', 'wait_for_checks', null],
  ['testing, no encrypt/decrypt test', someLine({ state: 'testing', encryptTest: null }), 'us', 'run_tests', null],
  ['testing, no move test', someLine({ state: 'testing', moveTest: null }), 'us', 'run_tests', null],
  [
    'testing, old key not usable',
    someLine({ state: 'testing', oldKey: aSide(1, { status: 'attention' }) }),
    'us',
    'decide_old_key',
    null,
  ],
  [
    'awaiting approval, asked for by somebody we don’t know',
    someLine({ plannedFor: PLANNED, askedByVerifiedContact: false }),
    'approver',
    'approve',
    null,
  ],
  ['awaiting approval', someLine({ plannedFor: PLANNED }), 'approver', 'approve', PLANNED],
  ['approved, before its window', anApprovedLine({ from: hoursAgo(-1) }), 'time', 'wait_for_window', hoursAgo(-1)],
  ['approved, in its window', anApprovedLine(), 'us', 'switch', hoursAgo(-2)],
  [
    'approved, one full check of the last day: the switch runs the second one',
    { ...anApprovedLine(), passedChecks: onePassed, moveTest: aMoveTest({ result: 'allowed' }, hoursAgo(30)) },
    'us',
    'switch',
    hoursAgo(-2),
  ],
  [
    'approved, encrypt/decrypt test too old',
    { ...anApprovedLine(), encryptTest: null },
    'us',
    'run_tests',
    hoursAgo(-2),
  ],
  [
    'approved, no full check of the last day',
    { ...anApprovedLine(), passedChecks: [] },
    'us',
    'run_tests',
    hoursAgo(-2),
  ],
  ['approved, and something changed', { ...anApprovedLine(), askedBy: 'Alex' }, 'us', 'run_tests', hoursAgo(-2)],
  ['switched', switchedLine('switched'), 'product', 'acknowledge', hourAfter(hoursAgo(0.5))],
  ['acknowledged', switchedLine('acknowledged'), 'product', 'first_backup', null],
  [
    'acknowledged, something depends on the old key',
    switchedLine('acknowledged', {
      firstBackupAt: hoursAgo(100),
      oldKey: { ...RETAINED_OLD, known: { ...zeroFor(8), counts: { ...zeroFor(8).counts, jobs: 3 }, zeroSince: null } },
    }),
    'time',
    'wait_for_zero',
    null,
  ],
  [
    'acknowledged, what depends on the old key was never reported',
    switchedLine('acknowledged', { firstBackupAt: hoursAgo(100) }),
    'us',
    'get_report',
    null,
  ],
  [
    'acknowledged, and the last report is old',
    switchedLine('acknowledged', {
      firstBackupAt: hoursAgo(100),
      oldKey: { ...RETAINED_OLD, known: zeroFor(8, hoursAgo(30)) },
    }),
    'us',
    'get_report',
    null,
  ],
  [
    'acknowledged, nothing has depended on the old key for a week',
    switchedLine('acknowledged', { firstBackupAt: hoursAgo(100), oldKey: { ...RETAINED_OLD, known: zeroFor(8) } }),
    'approver',
    'release',
    null,
  ],
  [
    'acknowledged less than a week ago',
    switchedLine('acknowledged', {
      acknowledgedAt: hoursAgo(167),
      firstBackupAt: hoursAgo(100),
      oldKey: { ...RETAINED_OLD, known: zeroFor(8) },
    }),
    'time',
    'wait_for_zero',
    null,
  ],
  [
    'acknowledged, and the old key is in use in another workspace',
    switchedLine('acknowledged', { firstBackupAt: hoursAgo(100), oldKey: { ...OLD_KEY, known: zeroFor(8) } }),
    'time',
    'wait_for_zero',
    null,
  ],
  [
    'rolled back',
    switchedLine('rolled_back', { oldKey: OLD_KEY, newKey: { ...NEW_KEY, role: 'retained' } }),
    'time',
    'watch_both',
    null,
  ],
  [
    'rolled back, and the new key is released',
    switchedLine('rolled_back', { oldKey: OLD_KEY, newKey: { ...NEW_KEY, role: 'released' } }),
    'nobody',
    'none',
    null,
  ],
  ['released', switchedLine('released', { oldKey: { ...OLD_KEY, role: 'released' } }), 'nobody', 'none', null],
  ['rejected', someLine({ state: 'rejected' }), 'nobody', 'none', null],
  ['withdrawn', someLine({ state: 'withdrawn', newKey: null }), 'nobody', 'none', null],
];

describe('where a line stands', () => {
  it.each(CASES)('%s', (_name, line, waitsFor, next, dueAt) => {
    expect(standingOf(line, NOW)).toEqual({
      state: line.state,
      // A release waits since the week was over, which is tested below.
      since: next === 'release' ? expect.any(Date) : line.stateAt,
      waitsFor,
      next,
      untold: false,
      dueAt,
      alarms: [],
    });
  });

  it.each(['announced', 'acknowledged', 'released', 'rolled_back', 'rejected'] as const)(
    '%s waits for us while the customer was not told',
    (state) => {
      const standing = standingOf(switchedLine(state, { untold: true }), NOW);
      expect(standing).toMatchObject({ waitsFor: 'us', untold: true });
      expect(lineNextWords(standing)).toMatch(/^(Send|Tell) the customer .*, and record it\.$/);
      expect(lineNextWords({ ...standing, untold: false })).toBe(LINE_NEXT_WORD[standing.next]);
    },
  );

  it('is known for every state, and every next step is reached', () => {
    expect(new Set(CASES.map(([, { state }]) => state))).toEqual(new Set(REPLACEMENT_STATES));
    expect(new Set(CASES.map(([, , , next]) => next))).toEqual(new Set(LINE_NEXT));
  });

  it('is said in words', () => {
    for (const [, line] of CASES) {
      const { waitsFor, next, alarms } = standingOf(line, NOW);
      for (const words of [LINE_NEXT_WORD[next], ...alarms.map((alarm) => LINE_ALARM_WORD[alarm])])
        expect(words).toMatch(/^[A-Z].*\.$/);
      // A heading that is a step says so, and never reads as what happened already.
      expect(lineHeadingWords({ state: line.state, next, untold: false })).toMatch(
        next === 'none' || next === 'watch_both' ? /^(Nothing|We) / : /^Next: [a-z]/,
      );
      expect(LINE_WAITS_FOR_WORD[waitsFor]).not.toBe('');
    }
  });
});

describe('an unacknowledged switch', () => {
  it('needs us from the end of its hour on', () => {
    const line = (minutes: number) => switchedLine('switched', { switchedAt: hoursAgo(minutes / 60) });
    expect(standingOf(line(59.999), NOW)).toMatchObject({ waitsFor: 'product', alarms: [] });
    expect(standingOf(line(60), NOW)).toMatchObject({
      waitsFor: 'us',
      next: 'acknowledge',
      alarms: ['unacknowledged'],
    });
  });
});

describe('a window that was missed', () => {
  it('needs us once it is over', () => {
    const line = anApprovedLine({ until: NOW });
    expect(standingOf(line, NOW).alarms).toEqual([]);
    expect(standingOf(line, new Date(NOW.getTime() + 1))).toMatchObject({ waitsFor: 'us', alarms: ['window_missed'] });
  });
});

const OUT_OF_USE: readonly [string, Partial<KeySide>][] = [
  ['disabled', { facts: someFacts({ keyState: 'Disabled' }) }],
  ['pending deletion', { facts: someFacts({ keyState: 'PendingDeletion', deletionAt: hoursAgo(-200) }) }],
  ['pending deletion of a replica', { facts: someFacts({ keyState: 'PendingReplicaDeletion' }) }],
  ['unusable', { status: 'unusable' }],
];
/** The line of each state, with the roles that its keys have then. */
const lineOf = (state: ReplacementState): LineFacts => {
  const found = CASES.find(([, line]) => line.state === state);
  if (found === undefined) throw new Error(`No line is ${state}.`);
  return found[1];
};
const RAISED_OLD: Readonly<Record<ReplacementState, boolean>> = {
  announced: true,
  requested: true,
  testing: true,
  awaiting_approval: true,
  approved: true,
  switched: true,
  acknowledged: true,
  rolled_back: true,
  released: false,
  rejected: false,
  withdrawn: false,
};
const RAISED_NEW: Readonly<Record<ReplacementState, boolean>> = {
  announced: false,
  requested: false,
  testing: false,
  awaiting_approval: false,
  approved: false,
  switched: true,
  acknowledged: true,
  rolled_back: true,
  released: false,
  rejected: false,
  withdrawn: false,
};

describe.each(OUT_OF_USE)('a key that is %s', (_what, given) => {
  it.each(REPLACEMENT_STATES)('raises the alarm of the old key where it may be needed: %s', (state) => {
    const line = lineOf(state);
    const { alarms, waitsFor } = standingOf({ ...line, oldKey: { ...line.oldKey, ...given } }, NOW);
    expect(alarms.includes('old_key_out_of_use')).toBe(RAISED_OLD[state]);
    if (RAISED_OLD[state]) expect(waitsFor).toBe('us');
  });

  it.each(REPLACEMENT_STATES)('raises the alarm of the new key where backups may exist under it: %s', (state) => {
    const line = lineOf(state);
    const newKey = line.newKey === null ? null : { ...line.newKey, ...given };
    expect(standingOf({ ...line, newKey }, NOW).alarms.includes('new_key_out_of_use')).toBe(RAISED_NEW[state]);
  });

  it('raises none once nothing has depended on it for a week, or it was let go (H19)', () => {
    const old = { ...RETAINED_OLD, ...given };
    const alarmsOf = (state: ReplacementState, keys: Partial<LineFacts>) =>
      standingOf(switchedLine(state, keys), NOW).alarms;
    expect(alarmsOf('acknowledged', { oldKey: { ...old, known: zeroFor(8) } })).toEqual([]);
    expect(alarmsOf('acknowledged', { oldKey: { ...old, known: zeroFor(6.9) } })).toEqual(['old_key_out_of_use']);
    expect(alarmsOf('acknowledged', { oldKey: { ...old, known: zeroFor(8, hoursAgo(25)) } })).toEqual([
      'old_key_out_of_use',
    ]);
    expect(alarmsOf('rolled_back', { newKey: { ...NEW_KEY, ...given, role: 'released' } })).toEqual([]);
    const stateAt = hoursAgo(200);
    const kept = { ...NEW_KEY, ...given, role: 'retained' as const, known: zeroFor(8) };
    expect(alarmsOf('rolled_back', { stateAt, newKey: kept })).toEqual([]);
    expect(alarmsOf('rolled_back', { stateAt: hoursAgo(2), newKey: kept })).toEqual(['new_key_out_of_use']);
  });

  it('raises it although nothing is reported, while it is in use or nobody knows which key is', () => {
    expect(
      standingOf(switchedLine('switched', { oldKey: { ...RETAINED_OLD, ...given, known: zeroFor(30) } }), NOW).alarms,
    ).toEqual(['old_key_out_of_use']);
    const active = { ...OLD_KEY, ...given, known: zeroFor(30) };
    expect(
      standingOf(switchedLine('rolled_back', { oldKey: active, newKey: { ...NEW_KEY, role: 'retained' } }), NOW).alarms,
    ).toEqual(['old_key_out_of_use']);
  });
});

it('H16 nothing is said of a key whose proof is missing', () => {
  const hidden = { ...OLD_KEY, proven: false, status: null, facts: null, results: {} };
  expect(standingOf(someLine({ state: 'testing', oldKey: hidden }), NOW).alarms).toEqual([]);
});

it('a backup with the old key after the acknowledgement is ours to look at, whichever key it was reported for', () => {
  const acknowledgedAt = hoursAgo(200);
  const used = (hours: number) => ({ at: hoursAgo(hours), arn: OLD_KEY.arn });
  const alarmsWith = (given: Partial<LineFacts>) =>
    standingOf(switchedLine('acknowledged', { acknowledgedAt, ...given }), NOW).alarms;
  expect(alarmsWith({ oldKey: { ...RETAINED_OLD, lastBackup: used(5) } })).toContain('old_key_used');
  expect(alarmsWith({ newKey: { ...NEW_KEY, role: 'active', lastBackup: used(5) } })).toContain('old_key_used');
  expect(alarmsWith({ oldKey: { ...RETAINED_OLD, lastBackup: used(300) } })).not.toContain('old_key_used');
});

it('a release waits since the week without dependents was over', () => {
  const line = switchedLine('acknowledged', {
    acknowledgedAt: hoursAgo(24 * 20),
    firstBackupAt: hoursAgo(400),
    oldKey: { ...RETAINED_OLD, known: zeroFor(8) },
  });
  expect(standingOf(line, NOW)).toMatchObject({ next: 'release', since: hoursAgo(24) });
});
