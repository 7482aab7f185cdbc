import { describe, expect, it } from 'vitest';
import { CONFIRM_DENIALS, CONFIRM_SPAN_MS } from '#lib/core/confirmation.ts';
import { diagnose } from '#lib/core/diagnose.ts';
import type { KeyRecord } from '#lib/core/key-record.ts';
import { DENIAL_SOURCES, PROBE_FAULTS, type ProbeReport } from '#lib/core/probe.ts';
import {
  after,
  allCells,
  aRecord,
  aReport,
  aUsableRecord,
  DAY_MS,
  NOW,
  someFacts,
} from '#lib/core/probe.test-support.ts';

const CATCH_ALL = 'denied:cross_account_catch_all';
const confirmed = { denialCount: CONFIRM_DENIALS, firstDenialAt: after(-CONFIRM_SPAN_MS) };

const findingsOf = (
  report: ProbeReport,
  record: KeyRecord = aRecord(),
  denials: { denialCount: number; firstDenialAt: Date | null } = { denialCount: 1, firstDenialAt: NOW },
) => diagnose({ report, record, ...denials, now: NOW });
const codesOf = (...given: Parameters<typeof findingsOf>) => findingsOf(...given).map((item) => item.code);

describe('a denial of a key that was never let in', () => {
  it('is no access yet, where every call was denied', () => {
    expect(codesOf(allCells(CATCH_ALL))).toEqual(['no_access_yet']);
  });

  it('is partial access, where another call was allowed, and names what was denied', () => {
    expect(findingsOf(aReport({ decrypt: CATCH_ALL }))).toMatchObject([
      { code: 'partial_access', detail: { actions: ['Decrypt'] } },
    ]);
  });

  it('is a state that cannot be seen, where only DescribeKey was denied', () => {
    expect(codesOf(aReport({ facts: null, describe: CATCH_ALL }))).toEqual(['describe_denied']);
  });

  it('is no such key, where DescribeKey found none', () => {
    expect(codesOf(allCells('denied:not_found'))).toEqual(['key_not_found']);
  });
});

describe('a denial of a key that was usable', () => {
  it.each([
    ['the first', { denialCount: 1, firstDenialAt: NOW }],
    ['two denials over an hour', { denialCount: 2, firstDenialAt: after(-12 * CONFIRM_SPAN_MS) }],
    ['three within a millisecond less than 5 minutes', { denialCount: 3, firstDenialAt: after(1 - CONFIRM_SPAN_MS) }],
    ['a hundred in a minute', { denialCount: 100, firstDenialAt: after(-60_000) }],
  ])('stays unconfirmed: %s', (_, denials) => {
    expect(findingsOf(allCells(CATCH_ALL), aUsableRecord(), denials)).toMatchObject([
      {
        code: 'access_denied_unconfirmed',
        confidence: 'one_of_several',
        detail: { confirmAt: after(CONFIRM_SPAN_MS, denials.firstDenialAt) },
      },
    ]);
  });

  it('is believed at the third denial and exactly 5 minutes', () => {
    expect(codesOf(allCells(CATCH_ALL), aUsableRecord(), confirmed)).toEqual(['access_lost']);
  });
});

describe('whose fault a denial is', () => {
  it.each(DENIAL_SOURCES)('H12 is never certain from the text alone: %s', (source) => {
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
  ] as const)('H12 is ours where the text names a policy of our side: %s', (source) => {
    expect(codesOf(allCells(`denied:${source}`), aUsableRecord())).toEqual(['vendor_permission_fault']);
  });

  it('H12 stays open for the cross-account catch-all: one of several', () => {
    expect(findingsOf(allCells(CATCH_ALL))).toMatchObject([{ confidence: 'one_of_several' }]);
  });

  it('is told of both sides, where calls were denied by both', () => {
    const report = aReport({ generate: CATCH_ALL, decrypt: 'denied:identity_policy' });
    expect(findingsOf(report)).toMatchObject([
      { code: 'partial_access', detail: { actions: ['GenerateDataKey'] } },
      { code: 'vendor_permission_fault', detail: { actions: ['Decrypt'] } },
    ]);
  });
});

describe('a key that was pending deletion and now denies', () => {
  const pending = (deletionAt: Date | null, keyState = 'PendingDeletion') =>
    aUsableRecord({
      facts: someFacts({ keyState, deletionAt }),
      verdict: { status: 'unusable', cause: 'pending_deletion' },
    });
  const denied = (describe: typeof CATCH_ALL | 'denied:not_found' = CATCH_ALL) =>
    aReport({ facts: null, describe, generate: 'not_run', decrypt: 'not_run' });

  it('is denied while pending until the date', () => {
    expect(codesOf(denied(), pending(after(1)))).toEqual(['denied_while_pending_deletion']);
    expect(codesOf(denied(), pending(null))).toEqual(['denied_while_pending_deletion']);
    expect(codesOf(denied(), pending(null, 'PendingReplicaDeletion'))).toEqual(['denied_while_pending_deletion']);
  });

  it.each([CATCH_ALL, 'denied:not_found'] as const)(
    'H13 is presumed deleted from exactly the date on, never certain: %s',
    (word) => {
      expect(findingsOf(denied(word), pending(NOW))).toMatchObject([
        { code: 'presumed_deleted', confidence: 'likely' },
      ]);
      expect(codesOf(denied(word), pending(after(-30 * DAY_MS)), confirmed)).toEqual(['presumed_deleted']);
    },
  );

  it('H13 is not presumed deleted when our own side denied', () => {
    const report = aReport({
      facts: null,
      describe: 'denied:identity_policy',
      generate: 'not_run',
      decrypt: 'not_run',
    });
    expect(codesOf(report, pending(NOW))).toEqual(['vendor_permission_fault']);
  });

  it('is told like any other denial once the key is seen enabled again', () => {
    expect(codesOf(aReport({ generate: CATCH_ALL }), pending(NOW))).toEqual(['access_denied_unconfirmed']);
  });
});

describe('what could not be told', () => {
  it.each(PROBE_FAULTS)('has a finding of its own and accuses nobody: %s', (fault) => {
    const codes = codesOf(allCells(`could_not_tell:${fault}`), aUsableRecord());
    expect(codes).toHaveLength(1);
    expect(codes).not.toContain('access_lost');
    expect(codes).not.toContain('access_denied_unconfirmed');
  });
});
