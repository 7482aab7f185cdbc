import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';
import {
  after,
  aRecord,
  aRegionView,
  aReport,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  inState,
  MINUTE_MS,
  NOW,
  pendingUntil,
  POLICY,
  someFacts,
  testedAt,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import { decide, NO_CONTEXT } from '#lib/core/verdict/decide.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { NEEDED_AGAIN_STEP, toTell, withNeededAgain } from '#lib/core/verdict/tell-digest.ts';

const usable = (): KeyRecord =>
  aRecord({
    role: 'active',
    verdict: { status: 'usable', cause: null },
    check: { lastUsableAt: NOW, lastDescribedAt: NOW, lastConclusiveAt: NOW, actions: testedAt(NOW) },
  });

/** Checks a key once for each report, in steps of some minutes, and gives the digests. */
function digestsOf(
  reports: readonly (ReportWords | ((at: Date) => ProbeReport))[],
  { from = usable(), stepMs = 3 * MINUTE_MS, context = NO_CONTEXT } = {},
): string[] {
  let record = from;
  let at = NOW;
  return reports.map((words) => {
    at = after(stepMs, at);
    const report = typeof words === 'function' ? words(at) : aReport(words, at);
    const outcome = decide(record, report, at, POLICY, 0.5, context);
    record = { ...record, ...outcome, check: outcome.check };
    return outcome.tellDigest;
  });
}

const DENIED: ReportWords = { generate: CATCH_ALL };
const DISABLED = inState('Disabled');
const last = (digests: readonly string[]): string => digests.at(-1) ?? 'none';

describe('what the customer must be told', () => {
  it('is nothing while the key is usable', () => {
    expect(digestsOf([{}, {}])).toEqual(['', '']);
  });

  it('H7 is nothing until a denial is confirmed, and then begins with the first denial', () => {
    const digests = digestsOf([DENIED, DENIED, DENIED]);
    expect(digests.slice(0, 2)).toEqual(['', '']);
    expect(toTell(last(digests))).toEqual({
      began: after(3 * MINUTE_MS).toISOString(),
      cause: 'access_lost',
      deadline: '',
      steps: ['access_lost:GenerateDataKey'],
    });
  });

  it('H25 is nothing while the denial belongs to an incident of its region', () => {
    const context = { ...NO_CONTEXT, region: aRegionView({ incidentSince: after(4 * MINUTE_MS) }) };
    expect(new Set(digestsOf([DENIED, DENIED, DENIED, DENIED], { context }))).toEqual(new Set(['']));
  });

  it('H11 is a key state at once', () => {
    expect(toTell(last(digestsOf([DISABLED])))).toMatchObject({ cause: 'key_disabled', steps: ['key_disabled'] });
  });

  it('stays the same whatever later checks of an unchanged key answer or leave open', () => {
    const anyLater = fc.constantFrom<ReportWords>(
      DENIED,
      { ...DENIED, encrypt: 'could_not_tell:throttled' },
      { facts: null, generate: 'could_not_tell:timed_out', decrypt: 'could_not_tell:timed_out' },
      { facts: null, describe: 'could_not_tell:timed_out', generate: CATCH_ALL },
    );
    fc.assert(
      fc.property(fc.array(anyLater, { maxLength: 8 }), fc.constantFrom(1, 3, 60), (later, minutes) => {
        const [, , told, ...more] = digestsOf([DENIED, DENIED, DENIED, ...later], { stepMs: minutes * MINUTE_MS * 3 });
        expect(new Set([told, ...more]).size).toBe(1);
      }),
    );
  });

  it.each<[string, ReportWords[], ReportWords[]]>([
    ['the cause', [DISABLED], [pendingUntil(after(9 * DAY_MS))]],
    ['the deadline', [pendingUntil(after(9 * DAY_MS))], [pendingUntil(after(8 * DAY_MS))]],
    [
      'the steps',
      [DENIED, DENIED, DENIED],
      Array.from({ length: 3 }, () => ({ ...DENIED, encrypt: CATCH_ALL as `denied:cross_account_catch_all` })),
    ],
    [
      'the steps: AWS names an explicit Deny',
      [DENIED, DENIED, DENIED],
      [{ ...DENIED, generate: 'denied:resource_policy:explicit' }],
    ],
    ['the beginning: a relapse', [DISABLED], [{}, {}, DISABLED]],
  ])('changes with %s', (_, before, later) => {
    const digests = digestsOf([...before, ...later], { stepMs: 6 * MINUTE_MS });
    expect(digests[before.length - 1]).not.toBe('');
    expect(last(digests)).not.toBe('');
    expect(last(digests)).not.toBe(digests[before.length - 1]);
  });

  it('keeps an explicit Deny over a check that gets no answer for its action', () => {
    const explicit: ReportWords = { generate: 'denied:resource_policy:explicit' };
    const digests = digestsOf([explicit, explicit, explicit, { generate: 'could_not_tell:throttled' }]);
    expect(toTell(last(digests))?.steps).toEqual(['access_lost:GenerateDataKey:GenerateDataKey']);
    expect(new Set(digests.slice(2)).size).toBe(1);
  });

  it('has no beginning for what is only ahead, so that a day without an answer changes nothing', () => {
    const expiring = { facts: someFacts({ materialExpiresAt: after(9 * DAY_MS), origin: 'EXTERNAL' }) };
    const silent = { facts: null, generate: 'could_not_tell:timed_out', decrypt: 'could_not_tell:timed_out' } as const;
    const digests = digestsOf([expiring, silent, silent, expiring], { stepMs: 13 * HOUR_MS });
    expect(toTell(last(digests))).toMatchObject({ began: '', cause: 'material_expiring' });
    expect(new Set(digests).size).toBe(1);
  });

  it('is the same of a key in a setup, and nothing of a released key', () => {
    const of = (role: KeyRecord['role']) => last(digestsOf([DENIED, DENIED, DENIED], { from: { ...usable(), role } }));
    expect(of('candidate')).toBe(of('active'));
    expect(toTell(of('candidate'))).not.toBeNull();
    expect(of('released')).toBe('');
  });

  it('names every action that a policy must allow, once', () => {
    const all = { generate: CATCH_ALL, decrypt: CATCH_ALL, describe: 'allowed' } as const;
    const [step = ''] = toTell(last(digestsOf([all, all, all])))?.steps ?? [];
    expect(step.split(':')[1]?.split(',')).toEqual(REQUIRED_ACTIONS.filter((action) => action !== 'DescribeKey'));
  });

  it('H19 asks to keep a key that is needed again, also while it is usable', () => {
    expect(toTell(withNeededAgain(''))?.steps).toEqual([NEEDED_AGAIN_STEP]);
    const both = withNeededAgain(last(digestsOf([DISABLED])));
    expect(toTell(both)).toMatchObject({ cause: 'key_disabled', steps: ['key_disabled', NEEDED_AGAIN_STEP] });
    expect(withNeededAgain(both)).toBe(both);
  });
});
