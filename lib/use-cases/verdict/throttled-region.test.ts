import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { after, HOUR_MS, MINUTE_MS, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import type { ProbeKind } from '#lib/core/probe/actions.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { startGatewaySandbox } from '#lib/kms/test-gateway.test-support.ts';
import { aHostedPlace, runAll, newAccount, type Place } from '#lib/use-cases/hosted-place.test-support.ts';
import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { sweepBatch, type SweptBatch } from '#lib/use-cases/verdict/sweep-batch.ts';
import type { TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';
import { trustingPolicy } from '#sandbox/demo/key-policies.ts';

const KEYS = 1_000;
/** Batches that are processed at the same time, and keys that a batch checks at the same time. */
const BATCHES_AT_ONCE = 4;
const KEYS_AT_ONCE = 8;
/** The SDK's attempts for one of our calls. */
const ATTEMPTS = 3;
const OPERATIONS_OF: Readonly<Record<ProbeKind, readonly string[]>> = {
  short: ['DescribeKey', 'GenerateDataKey', 'Decrypt'],
  grid: [
    'DescribeKey',
    'Encrypt',
    'Decrypt',
    'ReEncrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'GetKeyRotationStatus',
  ],
  proof: ['DescribeKey', 'Encrypt', 'Decrypt'],
};

type StoredVerdict = { id: string; verdict: string; cause: string | null; verdict_since: Date };

let aws: TestSandbox;
let desk: TestDesk;
let place: Place;
/** How often each operation was planned for each key, since the map was cleared. */
const planned = new Map<string, number>();

async function addKeys(): Promise<void> {
  const account = newAccount();
  const kms = aws.kms(account, place.region.code);
  const Policy = JSON.stringify(trustingPolicy(account, place.region.vendorAccountId));
  const added = await runAll(
    Array.from({ length: KEYS }).map((_, index) => index),
    async () => {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy }));
      return place.register(KeyMetadata?.Arn ?? '');
    },
  );
  for (const result of added.values()) if (result.status === 'rejected') throw result.reason;
}

/** One round of the worker: it plans what is due and runs the batches, some at a time. */
async function sweep(): Promise<SweptBatch> {
  const batches: { region: string; customerKeyIds: string[] }[] = [];
  const deps = {
    ...place.deps,
    probeKey: async (...[target, kind]: Parameters<Place['deps']['probeKey']>) => {
      for (const operation of OPERATIONS_OF[kind]) {
        const call = `${target.arn} ${operation}`;
        planned.set(call, (planned.get(call) ?? 0) + 1);
      }
      return place.deps.probeKey(target, kind);
    },
  };
  await planSweep({
    policy: POLICY,
    db: desk.db,
    clock: deps.clock,
    enqueueBatch: async (_, batch) => void batches.push(batch),
  });
  const swept = await runAll(batches, (batch) => sweepBatch(deps, batch), BATCHES_AT_ONCE);
  const sum: SweptBatch = { checked: 0, changed: 0, inconclusive: 0, skipped: 0 };
  for (const result of swept.values()) {
    if (result.status === 'rejected') throw result.reason;
    for (const name of Object.keys(sum) as (keyof SweptBatch)[]) sum[name] += result.value[name];
  }
  return sum;
}

const storedVerdicts = () =>
  desk.rows<StoredVerdict>('select id, verdict, cause, verdict_since from customer_keys order by id');
const region = async () =>
  (
    await desk.rows<{ paused_until: Date | null; throttled_in_a_row: number }>(
      'select paused_until, throttled_in_a_row from region_status',
    )
  )[0];
const countOf = async (where: string, values: unknown[] = []) =>
  (await desk.rows<{ n: number }>(`select count(*)::int as n from key_checks where ${where}`, values))[0]?.n;

/** One round of the worker while the region is throttled, as the worker reported it and as the stand-in counted it. */
type Round = { swept: SweptBatch; pausedForMs: number; asked: number; calls: number };

describe('a throttled region with a thousand keys', () => {
  let before: StoredVerdict[];
  let history: number[];
  let rounds: Round[];
  let perCall: { call: string; calls: number; allowed: number }[];
  let during: StoredVerdict[];
  let throttledAt: Date;
  let recoveredAfterRounds = 0;

  const written = () => Promise.all(['key_events', 'verdict_spans', 'probe_reports'].map((table) => desk.count(table)));

  beforeAll(async () => {
    [aws, desk] = await Promise.all([startGatewaySandbox(), openTestDesk()]);
    place = await aHostedPlace(aws, desk, { code: 'eu-west-1' });
    const { clock } = place.deps;
    const begun = clock();
    await addKeys();
    // On a busy machine a few of the thousand may get no answer at first.
    do {
      await sweep();
      before = await storedVerdicts();
      clock.advance(2 * MINUTE_MS);
    } while (before.some(({ verdict }) => verdict !== 'usable') && clock() < after(20 * MINUTE_MS, begun));
    history = await written();

    clock.advance(HOUR_MS + 10 * MINUTE_MS);
    throttledAt = clock();
    planned.clear();
    await aws.control.calls.clear();
    await aws.control.faults.add({ match: { region: 'eu-west-1' }, effect: { kind: 'throttle' } });
    rounds = [];
    for (let round = 0; round < 3; round += 1) {
      const [askedBefore, callsBefore] = [sumOf(planned.values()), await callsSoFar()];
      const swept = await sweep();
      const pausedForMs = ((await region())?.paused_until?.getTime() ?? 0) - clock().getTime();
      rounds.push({
        swept,
        pausedForMs,
        asked: sumOf(planned.values()) - askedBefore,
        calls: (await callsSoFar()) - callsBefore,
      });
      // The worker also runs during the pause. It must make no call then.
      clock.advance(pausedForMs - 1_000);
      await sweep();
      // Postponed keys become due again spread over a minute.
      clock.advance(MINUTE_MS + 1_000);
    }
    perCall = (await aws.control.calls.countsByKey()).flatMap(({ keyArn, operations }) =>
      Object.entries(operations).map(([operation, calls]) => ({
        call: `${keyArn} ${operation}`,
        calls,
        allowed: ATTEMPTS * (planned.get(`${keyArn} ${operation}`) ?? 0),
      })),
    );
    during = await storedVerdicts();

    await aws.control.faults.clear();
    for (let round = 1; round <= 10 && recoveredAfterRounds === 0; round += 1) {
      await sweep();
      if ((await countOf('last_conclusive_at > $1', [throttledAt])) === KEYS) recoveredAfterRounds = round;
      else clock.advance(MINUTE_MS);
    }
  }, 300_000);
  afterAll(async () => {
    await Promise.all([aws.close(), desk.close()]);
  });

  const sumOf = (counts: Iterable<number>): number => [...counts].reduce((sum, count) => sum + count, 0);
  const callsSoFar = async (): Promise<number> =>
    sumOf((await aws.control.calls.countsByKey()).map(({ calls }) => calls));

  it('has only usable keys before', () => {
    expect(before).toHaveLength(KEYS);
    expect(before.filter(({ verdict }) => verdict !== 'usable')).toEqual([]);
  });

  it('changes no status and adds no event while it gets no answers', async () => {
    expect(sumOf(rounds.map(({ swept }) => swept.inconclusive))).toBeGreaterThan(0);
    expect(during).toEqual(before);
    expect(await written()).toEqual(history);
  });

  it('H24 causes no retry storm: the stand-in gets at most three times as many calls as planned', () => {
    expect(perCall.length).toBeGreaterThan(0);
    expect(perCall.filter(({ calls, allowed }) => calls > allowed)).toEqual([]);
    // The calls were really refused: without retries this test could not fail.
    expect(perCall.some(({ calls, allowed }) => calls > allowed / ATTEMPTS)).toBe(true);
  });

  it('H24 gets no new calls after the first refusal, except for keys whose check has already begun', () => {
    for (const { asked, swept } of rounds) {
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThanOrEqual(BATCHES_AT_ONCE * KEYS_AT_ONCE * OPERATIONS_OF.short.length);
      expect(swept.checked).toBe(swept.inconclusive);
    }
  });

  it('H24 is paused longer each time it is still throttled', () => {
    expect(rounds.map(({ pausedForMs }) => pausedForMs)).toEqual([30_000, 60_000, 120_000]);
  });

  it('H24 gets no calls at all during the pause', () => {
    expect(sumOf(rounds.map(({ calls }) => calls))).toBe(sumOf(perCall.map(({ calls }) => calls)));
  });

  it('recovers by itself: every key is checked again, its status is unchanged, and the pause ends', async () => {
    expect(recoveredAfterRounds).toBeGreaterThan(0);
    expect(await region()).toEqual({ paused_until: null, throttled_in_a_row: 0 });
    expect(await countOf('inconclusive_count > 0 or last_fault is not null')).toBe(0);
    expect(await storedVerdicts()).toEqual(before);
    expect(await written()).toEqual(history);
  });
});
