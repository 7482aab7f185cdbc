import { DisableKeyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS } from '#lib/core/verdict/checks.test-support.ts';
import { CHECK_CLAIM_MS, claimCheck } from '#lib/db/verdict/check-claims.ts';
import { newId } from '#lib/db/new-id.ts';
import { AGENT, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { startGatewaySandbox } from '#lib/kms/test-gateway.test-support.ts';
import { aHostedPlace, recordOf, type CustomersKey, type Place } from '#lib/use-cases/hosted-place.test-support.ts';
import { proveKey } from '#lib/use-cases/verdict/prove-key.ts';
import type { TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';
import { trustingPolicy } from '#sandbox/demo/key-policies.ts';

let aws: TestSandbox;
let desk: TestDesk;
let place: Place;
beforeAll(async () => {
  [aws, desk] = await Promise.all([startGatewaySandbox(), openTestDesk()]);
  place = await aHostedPlace(aws, desk);
});
afterAll(async () => {
  await Promise.all([aws.close(), desk.close()]);
});

const prove = ({ customerKeyId }: { customerKeyId: string }) =>
  proveKey(place.deps, { customerKeyId }, AGENT, 'request-of-the-test');

/** Everything that encrypt/decrypt tests have written about one key. */
const written = async ({ customerKeyId }: CustomersKey) => ({
  reports: await desk.rows<{
    id: string;
    conclusive: boolean;
    cells: { action: string; result: string; real?: true }[];
  }>(`select id, conclusive, cells from probe_reports where key_id = $1 and kind = 'proof'`, [customerKeyId]),
  events: await desk.rows<{ detail: unknown; report_id: string }>(
    `select detail, report_id from key_events where key_id = $1 and kind = 'proved'`,
    [customerKeyId],
  ),
  audit: await desk.rows<{ action: string; after: unknown; request_id: string | null }>(
    'select action, after, request_id from audit_log where target_id = $1',
    [customerKeyId],
  ),
});

const callsFor = async ({ arn }: CustomersKey) =>
  (await aws.control.calls.recent())
    .filter(({ keyArn }) => keyArn === arn)
    .map(({ operation, dryRun }) => (dryRun ? `${operation}, dry` : operation))
    .toReversed();

/** A key that a check found usable an hour ago. */
async function aUsableKey(): Promise<CustomersKey> {
  const key = await place.addCustomersKey();
  expect((await place.check(key)).verdict.status).toBe('usable');
  place.deps.clock.advance(HOUR_MS);
  return key;
}

describe('an encrypt/decrypt test', () => {
  it('H2 makes real calls, and writes report, event and audit entry together', async () => {
    const key = await aUsableKey();
    await aws.control.calls.clear();
    expect(await prove(key)).toEqual({ ok: true, value: { customerKeyId: key.customerKeyId, result: 'worked' } });
    expect(await callsFor(key)).toEqual(['DescribeKey', 'Encrypt', 'Decrypt']);

    const { reports, events, audit } = await written(key);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.cells.map(({ action, real }) => [action, real === true])).toEqual([
      ['DescribeKey', false],
      ['Encrypt', true],
      ['Decrypt', true],
    ]);
    expect(events).toEqual([{ detail: { kind: 'proved', worked: true }, report_id: reports[0]?.id }]);
    expect(audit).toEqual([
      {
        action: 'key.proved',
        after: { status: 'usable', cause: null, result: 'worked' },
        request_id: 'request-of-the-test',
      },
    ]);
    expect((await recordOf(desk, key.customerKeyId)).check.lastProofAt).toEqual(place.deps.clock());
  });

  it('H9 makes no key usable without a full check, even if it passes', async () => {
    const key = await place.addCustomersKey();
    expect(await prove(key)).toMatchObject({ value: { result: 'worked' } });
    expect((await recordOf(desk, key.customerKeyId)).verdict).toMatchObject({ status: 'unverified' });
  });

  it('reports a refusal by KMS, which counts like any other denial: written, shown and not yet confirmed', async () => {
    const key = await aUsableKey();
    const without = trustingPolicy(key.account, place.region.vendorAccountId, ['kms:Decrypt']);
    await aws
      .kms(key.account, place.region.code)
      .send(new PutKeyPolicyCommand({ KeyId: key.arn, Policy: JSON.stringify(without) }));
    expect(await prove(key)).toMatchObject({ value: { result: 'refused' } });
    const { reports, events, audit } = await written(key);
    expect(reports).toHaveLength(1);
    expect(events).toEqual([{ detail: { kind: 'proved', worked: false }, report_id: reports[0]?.id }]);
    expect(audit).toMatchObject([{ after: { result: 'refused' } }]);
    const { verdict, check } = await recordOf(desk, key.customerKeyId);
    expect(verdict).toEqual({ status: 'attention', cause: 'access_denied_unconfirmed' });
    expect(check.lastProofAt).toBeNull();
  });

  it('H21 is not run on a key that is not enabled: only DescribeKey is sent, and the key’s state counts', async () => {
    const key = await aUsableKey();
    await aws.kms(key.account, place.region.code).send(new DisableKeyCommand({ KeyId: key.arn }));
    await aws.control.calls.clear();
    expect(await prove(key)).toMatchObject({ value: { result: 'not_run' } });
    expect(await callsFor(key)).toEqual(['DescribeKey']);
    expect((await recordOf(desk, key.customerKeyId)).verdict).toEqual({ status: 'unusable', cause: 'key_disabled' });
    expect((await written(key)).events).toEqual([]);
  });

  it('keeps the status of the key when it gets no answer, and is written anyway', async () => {
    const key = await aUsableKey();
    const before = await recordOf(desk, key.customerKeyId);
    const effect = { kind: 'serviceError', name: 'KMSInternalException' } as const;
    const { id } = await aws.control.faults.add({ match: { keyArn: key.arn }, effect });
    expect(await prove(key)).toMatchObject({ value: { result: 'no_answer' } });
    await aws.control.faults.remove(id);
    const { reports, events, audit } = await written(key);
    expect(reports).toMatchObject([{ conclusive: false }]);
    expect(events).toEqual([]);
    expect(audit).toMatchObject([{ after: { status: 'usable', result: 'no_answer' } }]);
    expect(await recordOf(desk, key.customerKeyId)).toMatchObject({
      verdict: before.verdict,
      verdictSince: before.verdictSince,
      check: { actions: before.check.actions, inconclusiveCount: 1 },
    });
  });

  it('writes no report, event or status when the audit entry cannot be written', async () => {
    const key = await aUsableKey();
    const before = { record: await recordOf(desk, key.customerKeyId), written: await written(key) };
    await desk.owner.query('revoke insert on audit_log from keydesk_app');
    try {
      await expect(prove(key)).rejects.toMatchObject({
        cause: { message: 'permission denied for table audit_log' },
      });
    } finally {
      await desk.owner.query('grant insert on audit_log to keydesk_app');
    }
    expect(await written(key)).toEqual(before.written);
    expect(await recordOf(desk, key.customerKeyId)).toEqual(before.record);
  });
});

describe('an encrypt/decrypt test is refused before any call', () => {
  const refused = async (key: { customerKeyId: string }, reason: string) => {
    await aws.control.calls.clear();
    expect(await prove(key)).toEqual({ ok: false, reason });
    expect(await aws.control.calls.recent()).toEqual([]);
  };

  it('H16 for a key whose ownership is unproven', async () => {
    const key = await place.addCustomersKey({ role: 'candidate', proven: false });
    await refused(key, 'ownership_unproven');
    expect(await written(key)).toEqual({ reports: [], events: [], audit: [] });
  });

  it('for a retired key and for an unknown key', async () => {
    await refused(await place.addCustomersKey({ role: 'retired' }), 'retired');
    await refused({ customerKeyId: newId() }, 'not_found');
  });

  it('H24 for a key that somebody checked within 15 seconds; it shares no result, because nothing was proved', async () => {
    const key = await aUsableKey();
    await claimCheck(desk.db, key.customerKeyId, place.deps.clock());
    place.deps.clock.advance(CHECK_CLAIM_MS - 1);
    await refused(key, 'asked_just_now');
    expect((await written(key)).audit).toEqual([]);
    place.deps.clock.advance(1);
    expect(await prove(key)).toMatchObject({ value: { result: 'worked' } });
  });
});

describe('an encrypt/decrypt test that comes after a newer result', () => {
  it('H26 is not written and says so, and the audit says that real calls were made', async () => {
    const key = await aUsableKey();
    const { probeKey } = place.deps;
    const overtaken = {
      ...place.deps,
      probeKey: async (...asked: Parameters<typeof probeKey>) => {
        const report = await probeKey(...asked);
        await desk.owner.query('update key_checks set revision = revision + 1 where key_id = $1', [key.customerKeyId]);
        return report;
      },
    };
    expect(await proveKey(overtaken, key, AGENT)).toEqual({ ok: false, reason: 'superseded' });
    expect(await written(key)).toMatchObject({
      reports: [],
      events: [],
      audit: [{ after: { result: 'worked', superseded: true } }],
    });
  });
});
