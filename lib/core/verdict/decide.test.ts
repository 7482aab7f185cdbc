import { describe, expect, it } from 'vitest';
import { CONFIRM_SPAN_MS } from '#lib/core/finding/confirmation.ts';
import { decide, NO_CONTEXT, GAP_MS } from '#lib/core/verdict/decide.ts';
import { TESTS_VALID_MS } from '#lib/core/probe/which-tests.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { PROBE_FAULTS, type ProbeReport } from '#lib/core/probe/report.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  aFinding,
  after,
  allCells,
  aRecord,
  aReport,
  aUsableRecord,
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
  type CellWord,
  type RecordWords,
} from '#lib/core/verdict/checks.test-support.ts';

const judged = (record: KeyRecord, report: ProbeReport, now = NOW) =>
  decide(record, report, now, POLICY, 0.5, NO_CONTEXT);
const verdictOf = (...given: Parameters<typeof judged>) => judged(...given).verdict;

/** The record after an outcome was written. */
const following = (record: KeyRecord, report: ProbeReport, now = NOW): KeyRecord => {
  const { verdict, verdictSince, facts, rotation, check } = judged(record, report, now);
  return { ...record, verdict, verdictSince, facts, rotation, check };
};

const disabled = aReport(inState('Disabled'));
const pendingDeletion = aReport(pendingUntil(after(7 * DAY_MS)));
const unreachable = allCells('could_not_tell:unreachable');

describe('usable', () => {
  it('H9 is given to a key seen Enabled with every test allowed', () => {
    expect(verdictOf(aRecord(), aReport())).toEqual({ status: 'usable', cause: null });
  });

  const answers: CellWord[] = [
    CATCH_ALL,
    'denied:identity_policy',
    'denied:not_found',
    'wrong_state:disabled',
    'wrong_state:unrecognised',
    'could_not_tell:throttled',
    'could_not_tell:unrecognised',
    'not_run',
  ];
  const lacking = REQUIRED_ACTIONS.flatMap((action) => answers.map((word) => [action, word] as const));
  it.each(lacking)('H9 is not given to a new key when %s gives %s', (action, word) => {
    const row = {
      DescribeKey: 'describe',
      Encrypt: 'encrypt',
      Decrypt: 'decrypt',
      ReEncryptFrom: 'reEncryptFrom',
      ReEncryptTo: 'reEncryptTo',
      GenerateDataKey: 'generate',
      GenerateDataKeyWithoutPlaintext: 'withoutPlaintext',
    } as const;
    const report = aReport({ [row[action]]: word, ...(action === 'DescribeKey' && { facts: null }) });
    expect(verdictOf(aRecord(), report).status).not.toBe('usable');
  });

  it.each([
    'Disabled',
    'PendingDeletion',
    'PendingReplicaDeletion',
    'PendingImport',
    'Unavailable',
    'Creating',
    'Updating',
    'Suspended',
    'enabled',
  ])('H10 is not given to a key in %s whose dry runs were allowed', (keyState) => {
    expect(verdictOf(aUsableRecord(), aReport({ facts: someFacts({ keyState }) })).status).not.toBe('usable');
  });

  it('H10 is not given to a key reported as Enabled that refused a call as disabled', () => {
    const report = aReport({ generate: 'wrong_state:disabled', decrypt: 'wrong_state:disabled' });
    expect(verdictOf(aUsableRecord(), report)).toEqual({ status: 'unusable', cause: 'key_disabled' });
  });

  it('H10 is not given to that key while DescribeKey still says Enabled and the other calls get no answer', () => {
    const refused = following(
      aUsableRecord(),
      aReport({ generate: 'wrong_state:disabled', decrypt: 'wrong_state:disabled' }),
    );
    const report = aReport({ generate: 'could_not_tell:timed_out', decrypt: 'could_not_tell:timed_out' });
    expect(verdictOf(refused, report)).toEqual({ status: 'unusable', cause: 'key_disabled' });
  });

  it('H2 is not given by dry runs to a key in a custom key store', () => {
    const report = aReport({ facts: someFacts({ customKeyStoreId: 'cks-1' }) });
    expect(verdictOf(aRecord(), report)).toEqual({ status: 'unverified', cause: 'permission_tests_overdue' });
  });

  it('H2 is given to it after a real data key was made in its store', () => {
    const facts = someFacts({ customKeyStoreId: 'cks-1' });
    const usable = following(aRecord(), aReport({ facts, real: true }));
    expect(usable.verdict).toEqual({ status: 'usable', cause: null });
    expect(verdictOf(usable, aReport({ facts, kind: 'short' }))).toEqual({ status: 'usable', cause: null });
    expect(verdictOf(usable, aReport({ facts, withoutPlaintext: 'wrong_state:unrecognised' }))).toEqual({
      status: 'unusable',
      cause: 'key_store_refuses',
    });
  });

  it('H9 is not given back by three successful tests: a recovery needs a full check', () => {
    const lost = aUsableRecord({ verdict: { status: 'unusable', cause: 'access_lost' } });
    expect(verdictOf(lost, aReport({ kind: 'short' }))).toEqual(lost.verdict);
    expect(verdictOf(lost, aReport())).toEqual({ status: 'usable', cause: null });
  });

  it('H9 is not given to a key whose tests were never all run', () => {
    expect(verdictOf(aRecord(), aReport({ kind: 'short' }))).toEqual({
      status: 'unverified',
      cause: 'permission_tests_overdue',
    });
  });

  it('H9 is kept without the permissions that backups do not need', () => {
    for (const rotationStatus of [CATCH_ALL, 'could_not_tell:throttled', 'not_testable'] as const) {
      const outcome = judged(aUsableRecord(), aReport({ rotationStatus }));
      expect(outcome).toMatchObject({ conclusive: true, verdict: { status: 'usable' }, check: { denialCount: 0 } });
      expect(outcome.findings.map(({ code }) => code)).not.toContain('throttled');
    }
  });

  it('H9 accepts tests of exactly 24 hours, and not a millisecond more', () => {
    const oldest = (ageMs: number) => aUsableRecord({ check: { actions: testedAt(after(-ageMs)) } });
    expect(verdictOf(oldest(TESTS_VALID_MS), unreachable).status).toBe('usable');
    expect(verdictOf(oldest(TESTS_VALID_MS + 1), unreachable)).toEqual({
      status: 'unverified',
      cause: 'permission_tests_overdue',
    });
  });

  it('H9 is lost when a single test is too old', () => {
    const actions = { ...testedAt(after(-HOUR_MS)), Decrypt: { result: 'allowed' as const, at: after(-DAY_MS - 1) } };
    expect(verdictOf(aUsableRecord({ check: { actions } }), unreachable).status).toBe('unverified');
  });

  it('is given back by one successful full check after a confirmed denial', () => {
    const lost = aUsableRecord({
      verdict: { status: 'unusable', cause: 'access_lost' },
      check: { denialCount: 9, firstDenialAt: after(-DAY_MS), actions: testedAt(after(-HOUR_MS), 'denied') },
    });
    const outcome = judged(lost, aReport());
    expect(outcome.verdict).toEqual({ status: 'usable', cause: null });
    expect(outcome.check).toMatchObject({ denialCount: 0, firstDenialAt: null });
  });
});

describe('a scheduled deletion', () => {
  it('H11 makes the key unusable at once, with the date, and usable again only step by step', () => {
    const scheduled = following(aUsableRecord(), pendingDeletion);
    expect(scheduled.verdict).toEqual({ status: 'unusable', cause: 'pending_deletion' });
    expect(scheduled.facts?.deletionAt).toEqual(after(7 * DAY_MS));

    const cancelled = following(scheduled, disabled, after(HOUR_MS));
    expect(cancelled.verdict).toEqual({ status: 'unusable', cause: 'key_disabled' });
    expect(cancelled.facts?.deletionAt).toBeNull();

    expect(following(cancelled, aReport({}, after(2 * HOUR_MS)), after(2 * HOUR_MS)).verdict.status).toBe('usable');
  });

  it('H11 is followed by Unknown, not Usable, when the key is seen enabled again but its calls get no answer', () => {
    const report = aReport({ generate: 'could_not_tell:timed_out', decrypt: 'could_not_tell:timed_out' });
    expect(verdictOf(following(aUsableRecord(), disabled), report, after(HOUR_MS))).toEqual({
      status: 'unverified',
      cause: 'permission_tests_overdue',
    });
  });

  it.each([
    ['a fault on our side', allCells('denied:identity_policy')],
    ['a region that cannot be reached', unreachable],
    ['throttling', allCells('could_not_tell:throttled')],
  ])('H3 stays on the screen after %s', (_, report) => {
    const scheduled = following(aUsableRecord(), pendingDeletion);
    expect(verdictOf(scheduled, report)).toEqual({ status: 'unusable', cause: 'pending_deletion' });
  });

  /** The same denial at three checks within six minutes, which confirm it. */
  const deniedOften = (record: KeyRecord, report: ProbeReport, from: Date): KeyRecord =>
    [0, 3 * MINUTE_MS, 6 * MINUTE_MS].reduce((known, ms) => following(known, report, after(ms, from)), record);

  it('H11 keeps its cause after one denial, and gets it back when the denial was a fault of ours', () => {
    const scheduled = following(aUsableRecord(), pendingDeletion);
    const denied = aReport({ facts: null, describe: CATCH_ALL, generate: 'not_run', decrypt: 'not_run' });
    const after1 = following(scheduled, denied, after(HOUR_MS));
    expect(after1.verdict).toEqual({ status: 'unusable', cause: 'pending_deletion' });
    expect(following(after1, pendingDeletion, after(2 * HOUR_MS)).verdict).toEqual(after1.verdict);
  });

  it('H13 becomes presumed deleted when DescribeKey is denied after the date', () => {
    const scheduled = following(aUsableRecord(), pendingDeletion);
    const denied = aReport({ facts: null, describe: CATCH_ALL, generate: 'not_run', decrypt: 'not_run' });
    expect(deniedOften(scheduled, denied, after(6 * DAY_MS)).verdict).toEqual({
      status: 'unusable',
      cause: 'denied_while_pending_deletion',
    });
    const gone = deniedOften(scheduled, denied, after(8 * DAY_MS));
    expect(gone.verdict).toEqual({ status: 'unusable', cause: 'presumed_deleted' });
    expect(verdictOf(gone, denied, after(90 * DAY_MS))).toEqual(gone.verdict);
    expect(gone.facts?.deletionAt).toEqual(after(7 * DAY_MS));
  });
});

describe('a denial of a key that was usable', () => {
  it('is Attention until three denials span five minutes, then access lost, each with its own time', () => {
    const first = following(aUsableRecord(), allCells(CATCH_ALL));
    const second = following(first, allCells(CATCH_ALL), after(2 * MINUTE_MS));
    const third = following(second, allCells(CATCH_ALL), after(CONFIRM_SPAN_MS - 1));
    const fourth = following(third, allCells(CATCH_ALL), after(CONFIRM_SPAN_MS));
    expect([first, second, third, fourth].map((record) => record.verdict.cause)).toEqual([
      'access_denied_unconfirmed',
      'access_denied_unconfirmed',
      'access_denied_unconfirmed',
      'access_lost',
    ]);
    expect(third.verdictSince).toEqual(NOW);
    expect(fourth.verdictSince).toEqual(after(CONFIRM_SPAN_MS));
  });

  it('is confirmed across checks without an answer, which neither count nor start the count again', () => {
    let record = following(aUsableRecord(), allCells(CATCH_ALL));
    record = following(record, allCells('could_not_tell:throttled'), after(MINUTE_MS));
    expect(record.check).toMatchObject({ denialCount: 1, firstDenialAt: NOW });
    record = following(record, allCells(CATCH_ALL), after(2 * MINUTE_MS));
    record = following(record, allCells(CATCH_ALL), after(CONFIRM_SPAN_MS));
    expect(record.verdict.cause).toBe('access_lost');
  });

  it('starts the count again after a successful check', () => {
    let record = following(aUsableRecord(), allCells(CATCH_ALL));
    record = following(record, aReport({}, after(MINUTE_MS)), after(MINUTE_MS));
    record = following(record, allCells(CATCH_ALL), after(CONFIRM_SPAN_MS));
    expect(record.check).toMatchObject({ denialCount: 1, firstDenialAt: after(CONFIRM_SPAN_MS) });
    expect(record.verdict.cause).toBe('access_denied_unconfirmed');
  });

  it('does not improve a key known to be disabled before it is confirmed', () => {
    const denied = aReport({ facts: null, describe: CATCH_ALL, generate: 'not_run', decrypt: 'not_run' });
    let record = following(aUsableRecord(), disabled);
    record = following(record, denied, after(MINUTE_MS));
    expect(record.verdict).toEqual({ status: 'unusable', cause: 'key_disabled' });
    record = following(record, denied, after(3 * MINUTE_MS));
    record = following(record, denied, after(MINUTE_MS + CONFIRM_SPAN_MS));
    expect(record.verdict).toEqual({ status: 'unusable', cause: 'access_lost' });
  });

  it('needs confirming also when only expiring material or a key store kept the key from being usable', () => {
    for (const facts of [someFacts({ materialExpiresAt: after(DAY_MS) }), someFacts({ customKeyStoreId: 'cks-1' })]) {
      const green = following(aRecord(), aReport({ facts }));
      expect(green.verdict.status).not.toBe('usable');
      const denied = following(green, aReport({ facts, generate: CATCH_ALL }), after(MINUTE_MS));
      expect(denied.verdict.cause).toBe('access_denied_unconfirmed');
    }
  });

  it('H7 is re-checked first for a key that never gave us access, too', () => {
    const first = following(aRecord(), allCells(CATCH_ALL));
    expect(first.verdict).toEqual({ status: 'attention', cause: 'access_denied_unconfirmed' });
    const second = following(first, allCells(CATCH_ALL), after(3 * MINUTE_MS));
    expect(second.verdict).toEqual(first.verdict);
    const third = following(second, allCells(CATCH_ALL), after(5 * MINUTE_MS));
    expect(third.verdict).toEqual({ status: 'unusable', cause: 'no_access_yet' });
  });
});

describe('a check without an answer', () => {
  it.each(PROBE_FAULTS)('keeps the status and its time, which gets older: %s', (fault) => {
    for (const record of [
      aUsableRecord(),
      following(aUsableRecord(), disabled),
      following(aUsableRecord(), allCells(CATCH_ALL)),
    ]) {
      const outcome = judged(record, allCells(`could_not_tell:${fault}`), after(MINUTE_MS));
      expect(outcome.conclusive).toBe(false);
      expect(outcome.verdict).toEqual(record.verdict);
      expect(outcome.verdictSince).toEqual(record.verdictSince);
      expect(outcome.events).toEqual([]);
      expect(outcome.span).toBe('none');
      expect(outcome.check).toMatchObject({
        lastAttemptAt: after(MINUTE_MS),
        lastConclusiveAt: record.check.lastConclusiveAt,
        actions: record.check.actions,
        inconclusiveCount: 1,
      });
    }
  });

  it('does not improve a key that lost access because its state was still seen', () => {
    const lost = aUsableRecord({ verdict: { status: 'unusable', cause: 'access_lost' } });
    const expiring = someFacts({ materialExpiresAt: after(DAY_MS) });
    const report = aReport({
      facts: expiring,
      generate: 'could_not_tell:timed_out',
      decrypt: 'could_not_tell:timed_out',
    });
    expect(verdictOf(lost, report)).toEqual(lost.verdict);
  });

  it('keeps the facts seen before', () => {
    expect(judged(aUsableRecord(), unreachable)).toMatchObject({ facts: someFacts(), factsChanged: false });
  });

  it('is forgotten after the next check with an answer', () => {
    const record = aUsableRecord({ check: { inconclusiveCount: 5 } });
    expect(judged(record, aReport()).check).toMatchObject({ inconclusiveCount: 0, lastConclusiveAt: NOW });
  });
});

describe('a permission denied by our own side', () => {
  it('is ours to fix: Attention, and not counted as the customer’s denial', () => {
    const outcome = judged(aUsableRecord(), allCells('denied:identity_policy'));
    expect(outcome.verdict).toEqual({ status: 'attention', cause: 'vendor_permission_fault' });
    expect(outcome.check).toMatchObject({ denialCount: 0, firstDenialAt: null });
  });

  it('does not improve a key that lost access', () => {
    const lost = aUsableRecord({ verdict: { status: 'unusable', cause: 'access_lost' } });
    expect(verdictOf(lost, aReport({ generate: 'denied:identity_policy' }))).toEqual(lost.verdict);
  });
});

describe('a key’s events', () => {
  it('are none for a check that found no change', () => {
    const outcome = judged(aUsableRecord(), aReport());
    expect(outcome).toMatchObject({ events: [], factsChanged: false, span: 'extend' });
  });

  it('report every change of a check, the status last', () => {
    const facts = someFacts({
      keyState: 'PendingDeletion',
      deletionAt: after(7 * DAY_MS),
      currentKeyMaterialId: 'b'.repeat(64),
    });
    const outcome = judged(
      aUsableRecord(),
      aReport({ facts, generate: 'wrong_state:pending_deletion', decrypt: 'not_run' }),
    );
    expect(outcome.events).toEqual([
      { kind: 'key_state_changed', from: 'Enabled', to: 'PendingDeletion' },
      {
        kind: 'deletion_date_changed',
        from: null,
        to: after(7 * DAY_MS).toISOString(),
        keyState: 'PendingDeletion',
      },
      {
        kind: 'key_material_changed',
        from: 'a'.repeat(64),
        to: 'b'.repeat(64),
        seenBetween: { after: after(-HOUR_MS).toISOString(), before: NOW.toISOString() },
        how: 'either',
        origin: 'AWS_KMS',
      },
      { kind: 'permission_changed', action: 'GenerateDataKey', from: 'allowed', to: 'wrong_state' },
      {
        kind: 'verdict_changed',
        from: { status: 'usable', cause: null },
        to: { status: 'unusable', cause: 'pending_deletion' },
      },
    ]);
  });

  it('call the first key material a baseline, not a rotation', () => {
    const kinds = judged(aRecord(), aReport()).events.map((event) => event.kind);
    expect(kinds).toContain('key_material_first_seen');
    expect(kinds).not.toContain('key_material_changed');
  });

  it('report a rotation, which needs no action: the key stays usable', () => {
    const outcome = judged(aUsableRecord(), aReport({ facts: someFacts({ currentKeyMaterialId: 'c'.repeat(64) }) }));
    expect(outcome.events.map((event) => event.kind)).toEqual(['key_material_changed']);
    expect(outcome).toMatchObject({
      verdict: { status: 'usable' },
      verdictSince: after(-30 * DAY_MS),
      factsChanged: true,
    });
  });

  it('are silent about material that this answer did not name', () => {
    expect(judged(aUsableRecord(), aReport({ facts: someFacts({ currentKeyMaterialId: null }) })).events).toEqual([]);
  });
});

describe('the periods of a key’s status history', () => {
  const lastSeen = (ageMs: number) => aUsableRecord({ check: { spanLastSeenAt: after(-ageMs) } });

  it('continue after exactly 3 hours without checks', () => {
    expect(judged(lastSeen(GAP_MS), aReport())).toMatchObject({ span: 'extend', check: { spanLastSeenAt: NOW } });
  });

  it('end when the key was last seen, after a longer time without checks', () => {
    expect(judged(lastSeen(GAP_MS + 1), aReport())).toMatchObject({
      span: 'open',
      previousSpanEndsAt: after(-GAP_MS - 1),
      verdictSince: after(-30 * DAY_MS),
    });
  });

  it('end now when the status changes without a gap', () => {
    expect(judged(aUsableRecord(), disabled)).toMatchObject({ span: 'open', previousSpanEndsAt: NOW });
  });

  it('are not extended by a check without an answer', () => {
    expect(judged(lastSeen(HOUR_MS), unreachable)).toMatchObject({
      span: 'none',
      check: { spanLastSeenAt: after(-HOUR_MS) },
    });
  });
});

describe('a report that does not repeat a denied test', () => {
  const denial = { action: 'ReEncryptTo', result: 'denied', at: after(-HOUR_MS) } as const;
  const kept = aFinding('access_lost', 'certain', { actions: ['ReEncryptTo'] });
  const lost = (given: RecordWords = {}) =>
    aUsableRecord({
      verdict: { status: 'unusable', cause: 'access_lost' },
      ...given,
      check: {
        actions: { ...testedAt(after(-HOUR_MS)), [denial.action]: denial },
        denialCount: 4,
        firstDenialAt: after(-3 * HOUR_MS),
        findings: [kept],
      },
    });
  const proof = aReport({ kind: 'proof' });

  it('H2 a successful encrypt/decrypt test does not clear it, nor its details', () => {
    const { verdict, check, findings } = judged(lost(), proof);
    expect(findings).toEqual([]);
    expect(verdict).toEqual({ status: 'unusable', cause: 'access_lost' });
    expect(check).toMatchObject({ denialCount: 4, firstDenialAt: after(-3 * HOUR_MS), findings: [kept] });
  });

  it('an encrypt/decrypt test does not improve it by a lesser finding', () => {
    const expiring = aReport({
      kind: 'proof',
      facts: someFacts({ origin: 'EXTERNAL', materialExpiresAt: after(DAY_MS) }),
    });
    const { verdict, check } = judged(lost(), expiring);
    expect(verdict).toEqual({ status: 'unusable', cause: 'access_lost' });
    expect(check.findings.map(({ code }) => code)).toEqual(['access_lost', 'material_expiring']);
  });

  it('H10 a key state still counts', () => {
    const off = aReport({
      kind: 'proof',
      facts: someFacts({ keyState: 'Disabled' }),
      encrypt: 'not_run',
      decrypt: 'not_run',
    });
    expect(verdictOf(lost(), off)).toEqual({ status: 'unusable', cause: 'key_disabled' });
  });

  it('a full check clears it', () => {
    const { verdict, check } = judged(lost(), aReport());
    expect(verdict.status).toBe('usable');
    expect(check).toMatchObject({ denialCount: 0, firstDenialAt: null, findings: [] });
  });
});

describe('the cause of a rotation', () => {
  const schedule = { enabled: true, periodInDays: 365, nextRotationAt: after(-DAY_MS), onDemandStartedAt: null };
  const rotated = (askedAt: Date, result: 'allowed' | 'denied') => {
    const record = aUsableRecord({
      rotation: schedule,
      check: { actions: { ...testedAt(NOW), GetKeyRotationStatus: { result, at: askedAt } } },
    });
    const report = aReport({
      facts: someFacts({ currentKeyMaterialId: 'c'.repeat(64) }),
      rotation: { ...schedule, nextRotationAt: after(364 * DAY_MS) },
    });
    return judged(record, report).events.flatMap((event) => (event.kind === 'key_material_changed' ? [event.how] : []));
  };

  it('comes from the earlier schedule only if that was seen within 90 days and is still visible', () => {
    expect(rotated(after(-90 * DAY_MS), 'allowed')).toEqual(['automatic']);
    expect(rotated(after(-90 * DAY_MS - 1), 'allowed')).toEqual(['either']);
    expect(rotated(after(-HOUR_MS), 'denied')).toEqual(['either']);
  });
});
