import { describe, expect, it } from 'vitest';
import { CONFIRM_DENIALS, CONFIRM_SPAN_MS } from '#lib/core/finding/confirmation.ts';
import { adviseOn } from '#lib/core/finding/advise.ts';
import type { Finding } from '#lib/core/finding/all-findings.ts';
import { diagnose } from '#lib/core/verdict/diagnose.ts';
import type { OwnerDescription, RealRun } from '#lib/core/finding/evidence.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { DENIAL_SOURCES, PROBE_FAULTS, type ProbeReport } from '#lib/core/probe/report.ts';
import {
  after,
  allCells,
  aContext,
  aRecord,
  aRegionView,
  aReport,
  ARN,
  aUsableRecord,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  someCircumstances,
  someFacts,
  testedAt,
} from '#lib/core/verdict/checks.test-support.ts';

const confirmed = { denialCount: CONFIRM_DENIALS, firstDenialAt: after(-CONFIRM_SPAN_MS) };

const SUBJECT_OF_ADVICE = {
  arn: ARN,
  region: 'eu-west-1',
  vendorAccountId: '444455556666',
  timeZone: null,
  sendsContext: false,
  now: NOW,
};

const findingsOf = (
  report: ProbeReport,
  record: KeyRecord = aRecord(),
  denials: { denialCount: number; firstDenialAt: Date | null } = confirmed,
) => diagnose(someCircumstances({ report, record, ...denials }));
const codesOf = (...given: Parameters<typeof findingsOf>) => findingsOf(...given).map((item) => item.code);

describe('a denial of a key that never gave us access', () => {
  it('is "access never granted" when every call was denied', () => {
    expect(codesOf(allCells(CATCH_ALL))).toEqual(['no_access_yet']);
  });

  it('is "a permission is missing" when another call was allowed, and names the denied action', () => {
    expect(findingsOf(aReport({ decrypt: CATCH_ALL }))).toMatchObject([
      { code: 'partial_access', detail: { actions: ['Decrypt'] } },
    ]);
  });

  it('is "state not visible" when only DescribeKey was denied', () => {
    expect(codesOf(aReport({ facts: null, describe: CATCH_ALL }))).toEqual(['describe_denied']);
  });

  it('is "not found" when DescribeKey finds no key', () => {
    expect(codesOf(allCells('denied:not_found'))).toEqual(['key_not_found']);
  });
});

describe('a denial of a key that was usable', () => {
  it.each([
    ['the first one', { denialCount: 1, firstDenialAt: NOW }],
    ['two denials over an hour', { denialCount: 2, firstDenialAt: after(-12 * CONFIRM_SPAN_MS) }],
    [
      'three denials, one millisecond short of 5 minutes',
      { denialCount: 3, firstDenialAt: after(1 - CONFIRM_SPAN_MS) },
    ],
    ['a hundred denials in a minute', { denialCount: 100, firstDenialAt: after(-60_000) }],
  ])('stays unconfirmed after %s', (_, denials) => {
    const [found] = findingsOf(allCells(CATCH_ALL), aUsableRecord(), denials);
    expect(found).toMatchObject({ code: 'access_denied_unconfirmed', confidence: 'one_of_several' });
    const confirmAt = found !== undefined && 'confirmAt' in found.detail ? found.detail.confirmAt : null;
    expect(confirmAt?.getTime()).toBeGreaterThanOrEqual(after(CONFIRM_SPAN_MS, denials.firstDenialAt).getTime());
    expect(confirmAt?.getTime()).toBeGreaterThan(NOW.getTime());
  });

  it('is confirmed by the third denial after exactly 5 minutes', () => {
    expect(codesOf(allCells(CATCH_ALL), aUsableRecord(), confirmed)).toEqual(['access_lost']);
  });
});

describe('who is at fault for a denial', () => {
  it.each(DENIAL_SOURCES)('H12 is never confirmed by the message alone: %s', (source) => {
    for (const record of [aRecord(), aUsableRecord()])
      for (const denials of [{ denialCount: 1, firstDenialAt: NOW }, confirmed])
        for (const report of [allCells(`denied:${source}`), aReport({ generate: `denied:${source}` })])
          for (const { confidence } of findingsOf(report, record, denials)) expect(confidence).not.toBe('certain');
  });

  it.each([
    'identity_policy',
    'permissions_boundary',
    'session_policy',
    'service_control_policy',
    'vpc_endpoint_policy',
  ] as const)('H12 is us when the message names a policy on our side: %s', (source) => {
    expect(codesOf(allCells(`denied:${source}`), aUsableRecord())).toEqual(['vendor_permission_fault']);
  });

  it('H12 is unclear for the cross-account catch-all message', () => {
    expect(findingsOf(allCells(CATCH_ALL))).toMatchObject([{ confidence: 'one_of_several' }]);
  });

  it('is both sides when calls were denied by both', () => {
    const report = aReport({ generate: CATCH_ALL, decrypt: 'denied:identity_policy' });
    expect(findingsOf(report)).toMatchObject([
      { code: 'partial_access', detail: { actions: ['GenerateDataKey'] } },
      { code: 'vendor_permission_fault', detail: { actions: ['Decrypt'] } },
    ]);
  });
});

describe('a denial of a key that was pending deletion', () => {
  const pending = (deletionAt: Date | null, keyState = 'PendingDeletion') =>
    aUsableRecord({
      facts: someFacts({ keyState, deletionAt }),
      verdict: { status: 'unusable', cause: 'pending_deletion' },
    });
  const denied = (describe: typeof CATCH_ALL | 'denied:not_found' = CATCH_ALL) =>
    aReport({ facts: null, describe, generate: 'not_run', decrypt: 'not_run' });

  it('means that the deletion is still pending until its date', () => {
    expect(codesOf(denied(), pending(after(1)))).toEqual(['denied_while_pending_deletion']);
    expect(codesOf(denied(), pending(null))).toEqual(['denied_while_pending_deletion']);
    expect(codesOf(denied(), pending(null, 'PendingReplicaDeletion'))).toEqual(['denied_while_pending_deletion']);
  });

  it.each([CATCH_ALL, 'denied:not_found'] as const)(
    'H13 means presumed deleted from the exact date on, never confirmed: %s',
    (word) => {
      expect(findingsOf(denied(word), pending(NOW))).toMatchObject([
        { code: 'presumed_deleted', confidence: 'likely' },
      ]);
      expect(codesOf(denied(word), pending(after(-30 * DAY_MS)), confirmed)).toEqual(['presumed_deleted']);
    },
  );

  it('H13 does not mean presumed deleted when our own side denied', () => {
    const report = aReport({
      facts: null,
      describe: 'denied:identity_policy',
      generate: 'not_run',
      decrypt: 'not_run',
    });
    expect(codesOf(report, pending(NOW))).toEqual(['vendor_permission_fault']);
  });

  it('is like any other denial after the key was seen enabled again', () => {
    expect(codesOf(aReport({ generate: CATCH_ALL }), pending(NOW))).toEqual(['access_lost']);
  });
});

describe('a call without an answer', () => {
  it.each(PROBE_FAULTS)('has its own finding and blames nobody: %s', (fault) => {
    const codes = codesOf(allCells(`could_not_tell:${fault}`), aUsableRecord());
    expect(codes).toHaveLength(1);
    expect(codes).not.toContain('access_lost');
    expect(codes).not.toContain('access_denied_unconfirmed');
  });
});

describe('a denial with the owner’s own description of the key', () => {
  const denialStart = after(-HOUR_MS);
  const described = (
    content: Partial<Extract<OwnerDescription, { exists: true }>> | null,
    asOf = after(-MINUTE_MS),
  ) => ({
    asOf,
    content:
      content === null
        ? ({ kind: 'describe_key', exists: false } as const)
        : ({
            kind: 'describe_key',
            exists: true,
            keyState: 'Enabled',
            deletionAt: null,
            materialExpiresAt: null,
            currentKeyMaterialId: null,
            ...content,
          } as const),
  });
  const findingsWith = (describeKey: ReturnType<typeof described>, record = aUsableRecord()) =>
    diagnose(
      someCircumstances({
        report: allCells(CATCH_ALL),
        record,
        ...confirmed,
        firstDenialAt: denialStart,
        context: aContext(aRegionView(), { describeKey }),
      }),
    );
  const pendingRecord = aUsableRecord({
    facts: someFacts({ keyState: 'PendingDeletion', deletionAt: after(-DAY_MS) }),
    verdict: { status: 'unusable', cause: 'pending_deletion' },
  });

  it('H13 is a pending deletion with the owner’s date, which may be later than ours', () => {
    const rescheduled = described({ keyState: 'PendingDeletion', deletionAt: after(9 * DAY_MS) });
    expect(findingsWith(rescheduled)).toMatchObject([
      {
        code: 'denied_while_pending_deletion',
        confidence: 'one_of_several',
        detail: { deletionAt: after(9 * DAY_MS) },
      },
    ]);
    expect(findingsWith(rescheduled, pendingRecord)[0]?.code).toBe('denied_while_pending_deletion');
  });

  it('H13 is not presumed deleted when the owner saw the key without a deletion after our denial began', () => {
    expect(findingsWith(described({ keyState: 'Enabled' }), pendingRecord).map(({ code }) => code)).toEqual([
      'access_lost',
    ]);
    expect(findingsWith(described({ keyState: 'Enabled' }, after(-2 * HOUR_MS)), pendingRecord)[0]?.code).toBe(
      'presumed_deleted',
    );
  });

  it('H13 is presumed deleted on the owner’s own NotFoundException, and at most likely', () => {
    expect(findingsWith(described(null))).toMatchObject([{ code: 'presumed_deleted', confidence: 'likely' }]);
  });
});

describe('a denial in production', () => {
  const errorAt = (asOf: Date, errorName = 'AccessDeniedException', action: string | null = 'Decrypt') => ({
    asOf,
    content: { kind: 'production_error', errorName, action, principalArn: null } as const,
  });
  const foundWith = (errors: readonly ReturnType<typeof errorAt>[], record: KeyRecord, report = aReport()) =>
    diagnose(
      someCircumstances({
        report,
        record,
        denialCount: 0,
        firstDenialAt: null,
        context: aContext(aRegionView(), { productionErrors: errors }),
      }),
    ).filter(({ code }) => code === 'production_denied_probe_allowed');
  const anHourAgo = after(-HOUR_MS);

  it.each([
    ['a successful test since', aUsableRecord({ verdictSince: after(1 - HOUR_MS), check: { actions: testedAt(NOW) } })],
    ['a denial of our own that ended', aUsableRecord({ check: { firstDenialAt: anHourAgo } })],
    ['the time before our last full check', aUsableRecord({ verdictSince: after(-DAY_MS) })],
  ])('H14 stays told after %s', (_, record) => {
    expect(foundWith([errorAt(anHourAgo)], record)).toHaveLength(1);
  });

  it('H14 stays told after a year, and beside another error', () => {
    const errors = [errorAt(NOW, 'ThrottlingException'), errorAt(after(-365 * DAY_MS))];
    expect(foundWith(errors, aUsableRecord())).toMatchObject([
      { detail: { productionErrors: [{ asOf: after(-365 * DAY_MS), action: 'Decrypt' }] } },
    ]);
  });

  it('H14 is told with the time of our own test of that action, which may be older than the error', () => {
    const [found] = foundWith([errorAt(NOW)], aUsableRecord());
    expect(found).toMatchObject({ detail: { productionErrors: [{ ourTest: { testedAt: anHourAgo } }] } });
    const words = adviseOn(found as Finding, SUBJECT_OF_ADVICE).cause;
    expect(words).toContain('Our last test of it is older');
    expect(words).not.toContain('was allowed');
  });

  it('H14 stays told beside a real backup that succeeded since, which is named as what may settle it', () => {
    const told = (realRuns: readonly RealRun[]) => {
      const found = diagnose(
        someCircumstances({
          report: aReport(),
          record: aUsableRecord(),
          denialCount: 0,
          firstDenialAt: null,
          context: aContext(aRegionView(), { productionErrors: [errorAt(anHourAgo)], realRuns }),
        }),
      ).find(({ code }) => code === 'production_denied_probe_allowed');
      return adviseOn(found as Finding, SUBJECT_OF_ADVICE);
    };
    const since = told([{ kind: 'backup', at: after(-60_000), result: 'succeeded' }]);
    expect(since.settles).toContain('Our product reports a backup that succeeded since');
    expect(since.because.join(' ')).toContain('its last backup with this key succeeded on');
    for (const [at, result] of [
      [after(-2 * HOUR_MS), 'succeeded'],
      [after(-60_000), 'failed'],
    ] as const)
      expect(told([{ kind: 'restore', at, result }]).settles).toContain('a person who closes the error with a reason');
  });

  it('is left to our own finding while our tests are denied the same action, and comes back after that', () => {
    const denied = aUsableRecord({ check: { actions: testedAt(anHourAgo, 'denied') } });
    expect(foundWith([errorAt(anHourAgo)], denied)).toEqual([]);
    expect(foundWith([errorAt(anHourAgo)], aUsableRecord())).toHaveLength(1);
  });

  it('is left to our own finding while we see the same key state, and comes back after that', () => {
    const errors = [errorAt(anHourAgo, 'DisabledException')];
    expect(foundWith(errors, aUsableRecord(), aReport({ facts: someFacts({ keyState: 'Disabled' }) }))).toEqual([]);
    expect(foundWith(errors, aUsableRecord())).toHaveLength(1);
  });

  it.each(['ThrottlingException', 'ExpiredTokenException', 'ValidationException', 'InvalidCiphertextException'])(
    'is not told for %s, which refuses nothing',
    (errorName) => {
      expect(foundWith([errorAt(anHourAgo, errorName)], aUsableRecord())).toEqual([]);
    },
  );
});

describe('an action that AWS hid behind a denied one', () => {
  it('is listed with the denial but not called denied', () => {
    const report = aReport({ reEncryptFrom: CATCH_ALL, reEncryptTo: 'could_not_tell:hidden_by_denial' });
    expect(findingsOf(report)).toMatchObject([
      { detail: { actions: ['ReEncryptFrom'], hiddenActions: ['ReEncryptTo'] } },
    ]);
  });
});
