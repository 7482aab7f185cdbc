import { describe, expect, it } from 'vitest';
import {
  aContext,
  after,
  allCells,
  aRecord,
  aRegionView,
  aControl,
  aReport,
  aUsableRecord,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  POLICY,
  someFacts,
  testedAt,
  withMessage,
} from '#lib/core/verdict/checks.test-support.ts';
import { lossOf } from '#lib/core/finding/earliest-loss.ts';
import { decide, NO_CONTEXT, type CheckContext, type CheckOutcome } from '#lib/core/verdict/decide.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';

// A key's checks one after the other: what each of them sees and when, and what is stored of it.

type Check = { atMs: number; report: (at: Date) => ProbeReport; context?: CheckContext };

/** Every outcome of the checks, and the record after the last one. */
function lived(record: KeyRecord, checks: readonly Check[]): { outcomes: CheckOutcome[]; record: KeyRecord } {
  let known = record;
  const outcomes = checks.map(({ atMs, report, context = NO_CONTEXT }) => {
    const at = after(atMs);
    const outcome = decide(known, report(at), at, POLICY, 0.5, context);
    known = { ...known, ...outcome, check: outcome.check };
    return outcome;
  });
  return { outcomes, record: known };
}

const material = (id: string) => (at: Date) =>
  aReport({ facts: someFacts({ currentKeyMaterialId: id.repeat(64) }) }, at);
const inState = (keyState: string) => (at: Date) =>
  aReport({ facts: someFacts({ keyState }), generate: 'not_run', decrypt: 'not_run' }, at);
const healthy = (at: Date) => aReport({}, at);
const denied = (at: Date) => allCells(CATCH_ALL, at);
const silent = (at: Date) => allCells('could_not_tell:timed_out', at);

const eventsOf = (outcomes: readonly CheckOutcome[], kind: string) =>
  outcomes.flatMap(({ events }) => events.filter((event) => event.kind === kind));

describe('answers that go back to what was true minutes before, because KMS is eventually consistent', () => {
  it('H26 tell one rotation, however often old and new key material alternate', () => {
    const { outcomes, record } = lived(aUsableRecord(), [
      { atMs: 0, report: material('b') },
      { atMs: MINUTE_MS, report: material('a') },
      { atMs: 2 * MINUTE_MS, report: material('b') },
      { atMs: 3 * MINUTE_MS, report: material('a') },
      { atMs: 4 * MINUTE_MS, report: material('b') },
      { atMs: HOUR_MS, report: material('b') },
    ]);
    expect(eventsOf(outcomes, 'key_material_changed')).toHaveLength(1);
    for (const outcome of outcomes) expect(outcome.facts?.currentKeyMaterialId).toBe('b'.repeat(64));
    expect(record.check.recentChanges).toEqual([]);
  });

  it('H11 H26 tell one change of a key state, and one status: a bad one counts at once, “Enabled” only when it stays', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: inState('Disabled') },
      { atMs: MINUTE_MS, report: healthy },
      { atMs: 2 * MINUTE_MS, report: inState('Disabled') },
    ]);
    expect(eventsOf(outcomes, 'key_state_changed')).toEqual([
      { kind: 'key_state_changed', from: 'Enabled', to: 'Disabled' },
    ]);
    expect(outcomes.map(({ verdict }) => verdict.status)).toEqual(['unusable', 'unusable', 'unusable']);
    expect(outcomes[1]?.check.nextCheckAt.getTime()).toBeLessThanOrEqual(after(6 * MINUTE_MS).getTime());
    for (const { notUsableSince } of outcomes) expect(notUsableSince).toEqual(NOW);
  });

  it('become a change when KMS still says so after ten minutes, and the key is checked then', () => {
    const checks = [
      { atMs: 0, report: inState('Disabled') },
      { atMs: 3 * MINUTE_MS, report: healthy },
    ];
    const { outcomes } = lived(aUsableRecord(), checks);
    expect(outcomes.at(-1)?.check.nextCheckAt.getTime()).toBeLessThanOrEqual(after(11 * MINUTE_MS).getTime());
    const later = lived(aUsableRecord(), [...checks, { atMs: 11 * MINUTE_MS, report: healthy }]);
    expect(eventsOf(later.outcomes, 'key_state_changed')).toEqual([
      { kind: 'key_state_changed', from: 'Enabled', to: 'Disabled' },
      { kind: 'key_state_changed', from: 'Disabled', to: 'Enabled' },
    ]);
  });

  it('tell one change of a permission', () => {
    const decryptDenied = (at: Date) => aReport({ decrypt: CATCH_ALL }, at);
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: decryptDenied },
      { atMs: MINUTE_MS, report: healthy },
      { atMs: 2 * MINUTE_MS, report: decryptDenied },
    ]);
    expect(eventsOf(outcomes, 'permission_changed')).toHaveLength(1);
  });

  it('do not swallow a second, different change', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: inState('Disabled') },
      { atMs: MINUTE_MS, report: inState('PendingDeletion') },
    ]);
    expect(eventsOf(outcomes, 'key_state_changed')).toHaveLength(2);
  });
});

describe('since when a key is not usable', () => {
  it('H27 is the start of the bad time, whatever the causes were since', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: denied },
      { atMs: 3 * MINUTE_MS, report: denied },
      { atMs: 6 * MINUTE_MS, report: denied },
      { atMs: HOUR_MS, report: inState('Disabled') },
      { atMs: 2 * HOUR_MS, report: silent },
      { atMs: 3 * HOUR_MS, report: inState('PendingDeletion') },
    ]);
    expect(outcomes.map(({ verdict }) => verdict.cause)).toEqual([
      'access_denied_unconfirmed',
      'access_denied_unconfirmed',
      'access_lost',
      'key_disabled',
      'key_disabled',
      'pending_deletion',
    ]);
    for (const { notUsableSince } of outcomes) expect(notUsableSince).toEqual(NOW);
    expect(outcomes.at(-1)?.verdictSince).toEqual(after(3 * HOUR_MS));
  });

  it('ends when the key works, and begins anew', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: inState('Disabled') },
      { atMs: HOUR_MS, report: healthy },
      { atMs: 2 * HOUR_MS, report: inState('Disabled') },
    ]);
    expect(outcomes.map(({ notUsableSince }) => notUsableSince)).toEqual([NOW, null, after(2 * HOUR_MS)]);
  });

  it('H15 is not told of a key whose state alone we may not see', () => {
    const describeOnly = (at: Date) => aReport({ facts: null, describe: CATCH_ALL }, at);
    const { outcomes } = lived(
      aUsableRecord(),
      [0, 3, 6].map((minutes) => ({ atMs: minutes * MINUTE_MS, report: describeOnly })),
    );
    expect(outcomes.at(-1)).toMatchObject({ verdict: { cause: 'describe_denied' }, notUsableSince: null });
  });

  it('H15 is not told of a key whose tests are only overdue', () => {
    const old = aUsableRecord({ check: { actions: testedAt(after(-25 * HOUR_MS)) } });
    const { outcomes } = lived(old, [{ atMs: 0, report: silent }]);
    expect(outcomes[0]).toMatchObject({ verdict: { status: 'unverified' }, notUsableSince: null });
  });
});

describe('the one deadline', () => {
  const deletion = (deletionAt: Date) => (at: Date) =>
    aReport(
      { facts: someFacts({ keyState: 'PendingDeletion', deletionAt }), generate: 'not_run', decrypt: 'not_run' },
      at,
    );
  const describeDenied = (at: Date) =>
    aReport({ facts: null, describe: CATCH_ALL, generate: 'not_run', decrypt: 'not_run' }, at);

  it('H27 is AWS’s date while we see it, and the earliest possible loss once we cannot', () => {
    const far = after(29 * DAY_MS);
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: deletion(far) },
      { atMs: MINUTE_MS, report: silent },
      ...[5, 8, 11].map((minutes) => ({ atMs: minutes * MINUTE_MS, report: describeDenied })),
    ]);
    expect(outcomes.map(({ deadlineAt }) => deadlineAt)).toEqual([far, far, far, far, after(7 * DAY_MS)]);
    expect(outcomes.at(-1)?.verdict.cause).toBe('denied_while_pending_deletion');
  });

  it('is the expiry of imported material even while a denial stands in front', () => {
    const expiresAt = after(HOUR_MS);
    const expiring = (at: Date) =>
      aReport({ facts: someFacts({ origin: 'EXTERNAL', materialExpiresAt: expiresAt }), decrypt: CATCH_ALL }, at);
    const { outcomes } = lived(aUsableRecord(), [{ atMs: 0, report: expiring }]);
    expect(outcomes[0]).toMatchObject({ verdict: { cause: 'access_denied_unconfirmed' }, deadlineAt: expiresAt });
  });

  it('is none after the deletion was canceled', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: deletion(after(9 * DAY_MS)) },
      { atMs: HOUR_MS, report: inState('Disabled') },
    ]);
    expect(outcomes.map(({ deadlineAt }) => deadlineAt)).toEqual([after(9 * DAY_MS), null]);
  });
});

describe('a real call that failed', () => {
  const proofFails = (at: Date) => aReport({ kind: 'proof', encrypt: CATCH_ALL }, at);
  const proofPasses = (at: Date) => aReport({ kind: 'proof' }, at);

  it('H2 reaches the status, and dry runs that are allowed do not outweigh it', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: proofFails },
      { atMs: MINUTE_MS, report: healthy },
      { atMs: HOUR_MS, report: healthy },
    ]);
    expect(outcomes.slice(1).map(({ verdict }) => verdict)).toEqual([
      { status: 'attention', cause: 'real_call_failed' },
      { status: 'attention', cause: 'real_call_failed' },
    ]);
    expect(outcomes.at(-1)?.findings[0]).toMatchObject({
      code: 'real_call_failed',
      detail: { failure: { at: NOW, action: 'Encrypt' } },
    });
  });

  it('H2 is over when a real call of the same action succeeds', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: proofFails },
      { atMs: HOUR_MS, report: proofPasses },
      { atMs: HOUR_MS + MINUTE_MS, report: healthy },
    ]);
    expect(outcomes.at(-1)?.verdict.status).toBe('usable');
    expect(outcomes.at(-1)?.check.realFailures).toEqual([]);
  });

  it('is no refusal for a key state, because DescribeKey shows when that is over', () => {
    const refused = (at: Date) => aReport({ kind: 'proof', encrypt: 'wrong_state:disabled' }, at);
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: refused },
      { atMs: HOUR_MS, report: healthy },
    ]);
    expect(outcomes.map(({ verdict }) => verdict.status)).toEqual(['unusable', 'usable']);
  });

  it('is no slow network', () => {
    const slow = (at: Date) => aReport({ kind: 'proof', encrypt: 'could_not_tell:timed_out' }, at);
    const { outcomes } = lived(aUsableRecord(), [{ atMs: 0, report: slow }]);
    expect(outcomes[0]?.check.realFailures).toEqual([]);
  });
});

describe('what is bad and then changes', () => {
  it('lost access that turns into “changing in AWS” stays unusable', () => {
    const lost = aUsableRecord({
      verdict: { status: 'unusable', cause: 'access_lost' },
      check: { actions: testedAt(after(-HOUR_MS), 'denied'), denialCount: 5, firstDenialAt: after(-2 * HOUR_MS) },
    });
    const { outcomes } = lived(lost, [{ atMs: 0, report: inState('Updating') }]);
    expect(outcomes[0]?.verdict).toEqual({ status: 'unusable', cause: 'access_lost' });
  });

  it('H11 a key store that is unavailable stays that after one denial during a fault of ours', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: inState('Unavailable') },
      { atMs: MINUTE_MS, report: denied },
    ]);
    expect(outcomes[1]?.verdict).toEqual({ status: 'unusable', cause: 'key_store_unavailable' });
  });
});

describe('the organization whose policy denies us', () => {
  const byPolicy = (message: string) => (at: Date) =>
    withMessage(allCells('denied:resource_control_policy', at), message);
  const policy = 'arn:aws:organizations::777788889999:policy/o-exampleorg1/resource_control_policy/p-examp1e0';

  it.each([
    [`… with an explicit deny in a resource control policy: ${policy}`, 'o-exampleorg1'],
    ['… with an explicit deny in a resource control policy', ''],
  ])('H25 is kept from AWS’s message, so that its customers count as one cause', (message, group) => {
    const { outcomes } = lived(aUsableRecord(), [{ atMs: 0, report: byPolicy(message) }]);
    expect(outcomes[0]?.check.denialGroup).toBe(group);
  });

  it('is none for any other denial', () => {
    expect(lived(aUsableRecord(), [{ atMs: 0, report: denied }]).outcomes[0]?.check.denialGroup).toBeNull();
  });
});

describe('times in the future', () => {
  it('H26 H9 make no test fresh: a usable key whose tests lie in the future becomes Unknown', () => {
    const ahead = aUsableRecord({ check: { actions: testedAt(after(DAY_MS)), lastConclusiveAt: after(DAY_MS) } });
    const { outcomes } = lived(ahead, [{ atMs: 0, report: silent }]);
    expect(outcomes[0]?.verdict).toEqual({ status: 'unverified', cause: 'permission_tests_overdue' });
  });

  it('H26 H7 count no denial that began in the future towards a confirmation', () => {
    const ahead = aUsableRecord({ check: { denialCount: 9, firstDenialAt: after(DAY_MS) } });
    const { outcomes } = lived(ahead, [{ atMs: 0, report: denied }]);
    expect(outcomes[0]?.verdict).toEqual({ status: 'attention', cause: 'access_denied_unconfirmed' });
    expect(outcomes[0]?.check).toMatchObject({ denialCount: 1, firstDenialAt: NOW });
  });

  it('H26 H13 of evidence from the customer outweigh nothing that we saw ourselves', () => {
    const asOf = after(DAY_MS);
    const context = aContext(aRegionView(), {
      describeKey: { asOf, content: { kind: 'describe_key', exists: false } },
    });
    const { outcomes } = lived(aUsableRecord(), [{ atMs: 0, report: denied, context }]);
    expect(outcomes[0]?.verdict.cause).toBe('access_denied_unconfirmed');
  });

  it('H26 H13 give no earliest date of a loss', () => {
    const record = aUsableRecord({ check: { lastDescribedAt: after(DAY_MS) } });
    expect(lossOf(record, NOW)).toMatchObject({ says: 'cannot_tell', why: 'clock_error' });
  });

  it('H26 are never since when a key is not usable', () => {
    const ahead = aRecord({ verdict: { status: 'unusable', cause: 'key_disabled' }, notUsableSince: after(DAY_MS) });
    const { outcomes } = lived(ahead, [{ atMs: 0, report: inState('Disabled') }]);
    expect(outcomes[0]?.notUsableSince?.getTime()).toBeLessThanOrEqual(NOW.getTime());
  });
});

describe('what one answer says while others are missing', () => {
  const noDescribe = (at: Date) => aReport({ facts: null, describe: CATCH_ALL }, at);
  const refused = (at: Date) =>
    aReport(
      {
        facts: null,
        describe: CATCH_ALL,
        generate: 'wrong_state:disabled',
        decrypt: 'wrong_state:disabled',
        encrypt: 'wrong_state:disabled',
      },
      at,
    );

  it('H21 a key state that only a refusal named stays the cause until another answer replaces it', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: noDescribe },
      { atMs: DAY_MS, report: noDescribe },
      { atMs: 2 * DAY_MS, report: refused },
      { atMs: 2 * DAY_MS + 3 * MINUTE_MS, report: silent },
      { atMs: 2 * DAY_MS + 6 * MINUTE_MS, report: refused },
    ]);
    expect(outcomes.slice(2).map(({ verdict }) => verdict.cause)).toEqual(Array(3).fill('key_disabled'));
    expect(outcomes.at(-1)?.check.namedState).toMatchObject({ state: 'Disabled', by: 'refusal' });
  });

  it('H25 one permission that was missing for days confirms nothing about the others', () => {
    const withoutReEncrypt = (at: Date) => aReport({ reEncryptTo: CATCH_ALL }, at);
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: withoutReEncrypt },
      { atMs: HOUR_MS, report: withoutReEncrypt },
      { atMs: 2 * HOUR_MS, report: withoutReEncrypt },
      { atMs: DAY_MS, report: denied },
      { atMs: DAY_MS + 3 * MINUTE_MS, report: denied },
      { atMs: DAY_MS + 6 * MINUTE_MS, report: denied },
    ]);
    const codes = outcomes.map(({ findings }) => findings.map(({ code }) => code));
    expect(codes[3]).toContain('access_denied_unconfirmed');
    expect(codes[5]).not.toContain('access_denied_unconfirmed');
    expect(outcomes[3]?.check.denials.Decrypt).toMatchObject({ count: 1, firstAt: after(DAY_MS), wasAllowed: true });
    expect(outcomes[5]?.check.lostAt).toEqual(after(DAY_MS));
  });

  it('H13 a key that still allows a call is not presumed deleted, whatever the calendar says', () => {
    const { outcomes } = lived(aUsableRecord(), [
      {
        atMs: 0,
        report: (at) => aReport({ facts: someFacts({ keyState: 'PendingDeletion', deletionAt: after(DAY_MS) }) }, at),
      },
      ...[0, 3, 6].map((minutes) => ({ atMs: 2 * DAY_MS + minutes * MINUTE_MS, report: noDescribe })),
    ]);
    expect(outcomes.flatMap(({ findings }) => findings.map(({ code }) => code))).not.toContain('presumed_deleted');
  });

  it.each<[string, string[]]>([
    ['a state after another bad one', ['Disabled', 'PendingDeletion', 'Enabled']],
    ['a new key', ['PendingDeletion', 'Enabled']],
  ])('H9 H10 H26 “Enabled” a minute later makes no key usable: %s', (_, states) => {
    const { outcomes } = lived(
      aRecord(),
      states.map((keyState, minute) => ({
        atMs: minute * MINUTE_MS,
        report: keyState === 'Enabled' ? healthy : inState(keyState),
      })),
    );
    expect(outcomes.at(-1)?.verdict).toEqual({ status: 'unusable', cause: 'pending_deletion' });
    expect(outcomes.at(-1)?.findings.map(({ code }) => code)).toContain('recovery_unconfirmed');
  });

  it('a canceled deletion goes over Disabled to Enabled, and is believed at once', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: inState('PendingDeletion') },
      { atMs: MINUTE_MS, report: inState('Disabled') },
      { atMs: 2 * MINUTE_MS, report: healthy },
    ]);
    expect(outcomes.map(({ verdict }) => verdict.cause)).toEqual(['pending_deletion', 'key_disabled', null]);
  });

  it('H9 H10 “Enabled” a minute after a refusal that named a state makes no key usable', () => {
    const refusedOnly = (at: Date) =>
      aReport(
        { generate: 'wrong_state:disabled', decrypt: 'wrong_state:disabled', encrypt: 'wrong_state:disabled' },
        at,
      );
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: refusedOnly },
      { atMs: MINUTE_MS, report: healthy },
      { atMs: 6 * MINUTE_MS, report: healthy },
    ]);
    expect(outcomes.map(({ verdict }) => verdict.status)).toEqual(['unusable', 'unusable', 'usable']);
  });

  it('H10 H11 a worse state that the same report names does not wait', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: inState('Disabled') },
      {
        atMs: MINUTE_MS,
        report: (at) =>
          aReport(
            {
              generate: 'wrong_state:pending_deletion',
              decrypt: 'wrong_state:pending_deletion',
              encrypt: 'wrong_state:pending_deletion',
            },
            at,
          ),
      },
    ]);
    expect(outcomes[1]?.verdict.cause).toBe('pending_deletion');
  });

  it('H7 H12 a first denial of everything does not widen an older denial of one action', () => {
    const { outcomes } = lived(aUsableRecord(), [
      ...[0, 3, 6].map((minutes) => ({ atMs: minutes * MINUTE_MS, report: noDescribe })),
      { atMs: DAY_MS, report: denied },
    ]);
    expect(outcomes[3]?.verdict.cause).toBe('access_denied_unconfirmed');
  });

  it('H25 a denial that first named our policy and then none counts as a loss', () => {
    const ours = (at: Date) => allCells('denied:service_control_policy', at);
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: ours },
      { atMs: HOUR_MS, report: denied },
    ]);
    expect(outcomes[1]?.check.lostAt).toEqual(after(HOUR_MS));
  });

  it('H4 H13 H27 the owner’s “not found” does not end a deletion that we saw and that cannot be over', () => {
    const pendingDeletion = (at: Date) =>
      aReport({ facts: someFacts({ keyState: 'PendingDeletion', deletionAt: after(10 * DAY_MS) }) }, at);
    const ownerFindsNone = aContext(aRegionView(), {
      describeKey: { asOf: after(HOUR_MS), content: { kind: 'describe_key', exists: false } },
    });
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: pendingDeletion },
      { atMs: HOUR_MS + MINUTE_MS, report: denied, context: ownerFindsNone },
    ]);
    expect(outcomes[1]).toMatchObject({ verdict: { cause: 'pending_deletion' }, deadlineAt: after(10 * DAY_MS) });
  });

  it('H27 a denied DescribeKey under which the calls went on is no start of the bad time', () => {
    const alsoDisabled = (at: Date) =>
      aReport(
        {
          facts: null,
          describe: CATCH_ALL,
          generate: 'wrong_state:disabled',
          decrypt: 'wrong_state:disabled',
          encrypt: 'wrong_state:disabled',
        },
        at,
      );
    const { outcomes } = lived(aUsableRecord(), [
      ...[0, 3, 6].map((minutes) => ({ atMs: minutes * MINUTE_MS, report: noDescribe })),
      { atMs: 30 * DAY_MS, report: alsoDisabled },
    ]);
    expect(outcomes[3]).toMatchObject({ verdict: { cause: 'key_disabled' }, notUsableSince: after(30 * DAY_MS) });
  });

  it('H27 a denial that is over is not told because of a new one', () => {
    const decryptDenied = (at: Date) => aReport({ decrypt: CATCH_ALL }, at);
    const { outcomes } = lived(aUsableRecord(), [
      ...[0, 3, 6].map((minutes) => ({ atMs: minutes * MINUTE_MS, report: decryptDenied })),
      { atMs: HOUR_MS, report: noDescribe },
    ]);
    expect(outcomes[2]?.verdict.cause).toBe('access_lost');
    expect(outcomes[3]?.verdict.cause).toBe('access_denied_unconfirmed');
  });

  it('H14 an error from production without an action is told although DescribeKey has been denied for months', () => {
    const context = aContext(aRegionView(), {
      productionErrors: [
        {
          asOf: after(DAY_MS),
          content: {
            kind: 'production_error',
            errorName: 'AccessDeniedException',
            action: null,
            principalArn: null,
            deniedBy: null,
          },
        },
      ],
    });
    const { outcomes } = lived(aUsableRecord(), [
      ...[0, 3, 6].map((minutes) => ({ atMs: minutes * MINUTE_MS, report: noDescribe })),
      { atMs: DAY_MS + MINUTE_MS, report: noDescribe, context },
    ]);
    expect(outcomes[3]?.findings.map(({ code }) => code)).toContain('production_denied_probe_allowed');
  });

  it('H26 an owner’s word that is older than a call that AWS allowed is not used', () => {
    const pendingLongAgo = aContext(aRegionView(), {
      describeKey: {
        asOf: after(-80 * DAY_MS),
        content: {
          kind: 'describe_key',
          exists: true,
          keyState: 'PendingDeletion',
          deletionAt: after(-60 * DAY_MS),
          materialExpiresAt: null,
          currentKeyMaterialId: null,
        },
      },
    });
    const neverDescribed = aUsableRecord({ check: { lastDescribedAt: null } });
    const { outcomes } = lived(neverDescribed, [{ atMs: HOUR_MS, report: denied, context: pendingLongAgo }]);
    expect(outcomes[0]?.verdict.cause).toBe('access_denied_unconfirmed');
  });

  it('tells that “Enabled” minutes after a bad key state is not believed yet, and until when', () => {
    const { outcomes } = lived(aUsableRecord(), [
      { atMs: 0, report: inState('Disabled') },
      { atMs: MINUTE_MS, report: healthy },
      { atMs: 6 * MINUTE_MS, report: healthy },
    ]);
    expect(outcomes[1]?.findings.find(({ code }) => code === 'recovery_unconfirmed')?.detail).toEqual({
      settlesAt: after(5 * MINUTE_MS),
    });
    expect(outcomes[1]?.facts?.keyState).toBe('Disabled');
    expect(outcomes[2]?.verdict.status).toBe('usable');
  });
});

describe('our clock', () => {
  it.each([
    [59_000, []],
    [-60_000, ['clock_differs']],
    [600_000, ['clock_differs']],
    [null, []],
  ])('H26 is told to differ from AWS’s from a minute on, and the status stays: %s ms', (clockSkewMs, codes) => {
    const outcome = decide(aUsableRecord(), { ...aReport(), clockSkewMs }, NOW, POLICY, 0.5, NO_CONTEXT);
    expect(outcome.findings.map(({ code }) => code)).toEqual(codes);
    expect(outcome.verdict.status).toBe('usable');
  });
});

describe('many customers denied together', () => {
  const lostLongAgo = aUsableRecord({ check: { denialCount: 2, firstDenialAt: after(-40 * MINUTE_MS) } });
  const region = (given: Parameters<typeof aRegionView>[0]) =>
    aContext(
      aRegionView({
        control: aControl('allowed'),
        roleCoversEveryKey: true,
        incidentSince: after(-35 * MINUTE_MS),
        deniedTogether: 1,
        stillDenied: { customers: 45, accounts: 45 },
        ...given,
      }),
    );
  const causeIn = (context: CheckContext) =>
    lived(lostLongAgo, [{ atMs: 0, report: denied, context }]).outcomes[0]?.verdict.cause;

  it('H25 are blamed only after a person recorded that our own side was checked, although our control key works', () => {
    expect(causeIn(region({}))).toBe('region_incident');
    expect(causeIn(region({ ourSideCheckedAt: after(-36 * MINUTE_MS) }))).toBe('region_incident');
    expect(causeIn(region({ ourSideCheckedAt: after(-MINUTE_MS) }))).toBe('access_lost');
  });

  it('H25 are not blamed by a record of our own side that lies in the future', () => {
    expect(causeIn(region({ ourSideCheckedAt: after(HOUR_MS) }))).toBe('region_incident');
  });

  it('H12 a customer who may have lost access at the same time as another is never certainly the cause', () => {
    const lostWithThis = (customers: number) => ({
      context: aContext(
        aRegionView({ control: aControl('allowed'), roleCoversEveryKey: true, lostWithThis: customers }),
      ),
    });
    const confidenceWith = (customers: number) =>
      lived(lostLongAgo, [
        { atMs: 0, report: denied, ...lostWithThis(customers) },
        { atMs: DAY_MS, report: denied, ...lostWithThis(customers) },
      ]).outcomes[1]?.findings[0]?.confidence;
    expect(confidenceWith(1)).toBe('certain');
    expect(confidenceWith(2)).toBe('likely');
  });

  it('H25 are each judged alone when only one of them is still denied', () => {
    expect(causeIn(region({ stillDenied: { customers: 1, accounts: 1 } }))).toBe('access_lost');
  });
});
