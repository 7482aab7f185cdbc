import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProbeKind } from '#lib/core/probe/actions.ts';
import { CATCH_ALL, HOUR_MS, inState, MINUTE_MS, type ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { addKey, AGENT, aGate, checkDeps, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { evidenceFor, judgeKey } from '#lib/use-cases/verdict/judge-key.ts';
import { proveKey } from '#lib/use-cases/verdict/prove-key.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
beforeEach(() => desk.owner.query('delete from region_status'));
afterAll(() => desk.close());

const REGION = 'eu-west-1';

const stored = async (customerKeyId: string) => {
  const key = await findKey(desk.db, customerKeyId);
  if (key === null) throw new Error('There is no such key.');
  return key;
};

/** A key that a first full check found usable, and the calls of later checks. */
async function aUsableKey(answer: () => ReportWords) {
  const { customerKeyId } = await addKey(desk.db);
  let words: ReportWords = {};
  const base = checkDeps(desk.db, () => words);
  const kinds: ProbeKind[] = [];
  const deps = {
    ...base,
    probeKey: (...given: Parameters<typeof base.probeKey>) => {
      kinds.push(given[1]);
      return base.probeKey(...given);
    },
  };
  await checkKey(deps, { customerKeyId }, AGENT);
  kinds.length = 0;
  words = answer();
  deps.clock.advance(HOUR_MS);
  return { customerKeyId, deps, kinds };
}

describe('a scheduled check', () => {
  it('is a quick check while nothing changed', async () => {
    const { customerKeyId, deps, kinds } = await aUsableKey(() => ({}));
    await sweepBatch(deps, { region: REGION, customerKeyIds: [customerKeyId] });
    expect(kinds).toEqual(['short']);
    expect((await stored(customerKeyId)).record.verdict.status).toBe('usable');
  });

  it('becomes a full check after a quick check that saw a change, and counts its denial once', async () => {
    const { customerKeyId, deps, kinds } = await aUsableKey(() => ({ generate: CATCH_ALL, decrypt: CATCH_ALL }));
    await sweepBatch(deps, { region: REGION, customerKeyIds: [customerKeyId] });
    expect(kinds).toEqual(['short', 'grid']);
    const { record } = await stored(customerKeyId);
    expect(record.verdict).toEqual({ status: 'attention', cause: 'access_denied_unconfirmed' });
    expect(record.check).toMatchObject({ denialCount: 1 });
    expect(record.check.actions.Encrypt?.result).toBe('denied');
  });

  it('is a full check at least once a day', async () => {
    const { customerKeyId, deps, kinds } = await aUsableKey(() => ({}));
    deps.clock.advance(20 * HOUR_MS);
    await sweepBatch(deps, { region: REGION, customerKeyIds: [customerKeyId] });
    expect(kinds).toEqual(['grid']);
  });
});

describe('evidence from a customer', () => {
  const policyWithoutUs = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' },
    ],
  });
  const send = (deps: Awaited<ReturnType<typeof aUsableKey>>['deps'], customerKeyId: string) =>
    addEvidence(deps, { customerKeyId, kind: 'key_policy', pasted: policyWithoutUs, takenAt: null }, AGENT);

  it('settles at the next check who is at fault, without a control key', async () => {
    const { customerKeyId, deps } = await aUsableKey(() => ({
      facts: null,
      describe: CATCH_ALL,
      generate: CATCH_ALL,
      decrypt: CATCH_ALL,
    }));
    const check = async () => {
      await checkKey(deps, { customerKeyId }, AGENT);
      deps.clock.advance(3 * MINUTE_MS);
    };
    for (let time = 0; time < 3; time += 1) await check();
    expect((await stored(customerKeyId)).record.check.findings[0]).toMatchObject({
      code: 'access_lost',
      confidence: 'one_of_several',
    });
    expect(await send(deps, customerKeyId)).toMatchObject({ ok: true });
    await check();
    const [finding] = (await stored(customerKeyId)).record.check.findings;
    expect(finding).toMatchObject({ code: 'access_lost', confidence: 'likely' });
    expect(finding?.detail).toMatchObject({ policyCopy: { lacks: expect.arrayContaining(['Decrypt']) } });
  });

  it('leaves the key due when it was added during a check', async () => {
    const { customerKeyId, deps } = await aUsableKey(() => ({}));
    const gate = aGate();
    const slow = {
      ...deps,
      probeKey: async (...given: Parameters<typeof deps.probeKey>) => {
        await gate.wait();
        return deps.probeKey(...given);
      },
    };
    const checking = checkKey(slow, { customerKeyId }, AGENT);
    await gate.reached;
    deps.clock.advance(1_000);
    expect(await send(deps, customerKeyId)).toMatchObject({ ok: true });
    gate.open();
    expect(await checking).toMatchObject({ value: { how: 'written' } });
    expect((await stored(customerKeyId)).nextCheckAt.getTime()).toBeLessThanOrEqual(deps.clock().getTime());
  });

  it('H9 makes no key usable', async () => {
    const { customerKeyId, deps } = await aUsableKey(() => inState('Disabled'));
    await checkKey(deps, { customerKeyId }, AGENT);
    const { arn } = (await stored(customerKeyId)).record;
    const pasted = JSON.stringify({
      KeyMetadata: {
        Arn: arn,
        KeyId: arn.split('/')[1],
        AWSAccountId: '111122223333',
        KeyState: 'Enabled',
        Enabled: true,
      },
    });
    expect(
      await addEvidence(deps, { customerKeyId, kind: 'describe_key', pasted, takenAt: null }, AGENT),
    ).toMatchObject({ ok: true });
    const key = await stored(customerKeyId);
    const { outcome } = await judgeKey(deps, key, { kind: 'grid', evidence: await evidenceFor(desk.db, key) });
    expect(outcome.verdict).toEqual({ status: 'unusable', cause: 'key_disabled' });
  });
});

describe('an encrypt/decrypt test', () => {
  it('keeps the page’s evidence from the full check for permissions that it did not test', async () => {
    const { customerKeyId, deps } = await aUsableKey(() => ({}));
    const before = (await stored(customerKeyId)).lastReportId;
    expect(await proveKey(deps, { customerKeyId }, AGENT)).toMatchObject({ value: { result: 'worked' } });
    const after = await stored(customerKeyId);
    expect(after.lastReportId).toBe(before);
    expect(after.record.check.lastProofAt).toEqual(deps.clock());
  });
});
