import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { after, HOUR_MS, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { callsPerSecond, type CallBudget } from '#lib/core/probe/quota.ts';
import { callsIn, reserveCalls, reserveCallsOf } from '#lib/db/probe/call-budgets.ts';
import { createDatabase, createPool } from '#lib/db/database.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

let stores = 0;
const aStore = (): CallBudget => ({ kind: 'store', customKeyStoreId: `cks-${(stores += 1)}` });
const reserve = (budget: CallBudget, calls: number, now = NOW) => reserveCalls(desk.db, budget, calls, now, HOUR_MS);

describe('a budget of calls', () => {
  it('H24 allows the first call at once, and later ones no sooner than its rate', async () => {
    const store = aStore();
    expect(await reserve(store, 1)).toBe(0);
    expect(await reserve(store, 1)).toBe(1_000);
    expect(await reserve(store, 3, after(500))).toBe(1_500);
    expect(await reserve(store, 1, after(500))).toBe(4_500);
    expect(await reserve(store, 1, after(20_000))).toBe(0);
  });

  it.each([
    [{ kind: 'describe', region: 'eu-west-1' }, 200],
    [{ kind: 'crypto', region: 'eu-west-1' }, 5_000],
    [{ kind: 'crypto', region: 'ap-southeast-2' }, 1_000],
    [{ kind: 'store', customKeyStoreId: 'cks-pace' }, 1],
  ] as const)(
    'H24 gives %j exactly %i calls a second, in whatever portions they are taken',
    async (budget, aSecond) => {
      expect(callsPerSecond(budget)).toBe(aSecond);
      const portion = Math.max(1, aSecond / 10);
      const waits: (number | null)[] = [];
      for (let taken = 0; taken < 2 * aSecond; taken += portion) waits.push(await reserve(budget, portion));
      const startsIn = (second: number) =>
        waits.filter((ms) => ms !== null && ms >= second * 1_000 && ms < (second + 1) * 1_000);
      for (const second of [0, 1]) expect(startsIn(second).length * portion).toBe(aSecond);
      expect(await reserve(budget, 1)).toBe(2_000);
    },
  );

  it('H24 gives no two processes the same slot', async () => {
    const store = aStore();
    const pool = createPool({
      url: desk.url,
      applicationName: 'keydesk-other',
      maxConnections: 5,
      statementTimeoutMs: 5_000,
      onError: () => undefined,
    });
    try {
      const other = createDatabase(pool);
      const waits = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          reserveCalls(index % 2 === 0 ? desk.db : other, store, 2, NOW, HOUR_MS),
        ),
      );
      expect(waits.toSorted((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 20 }, (_, turn) => turn * 2_000),
      );
    } finally {
      await pool.end();
    }
  });

  it('counts each region, key store and kind of call separately', async () => {
    const region = 'sa-east-1';
    await reserve({ kind: 'describe', region }, 1_000);
    expect(await reserve({ kind: 'crypto', region }, 1)).toBe(0);
    expect(await reserve({ kind: 'describe', region: 'ca-central-1' }, 1)).toBe(0);
    await reserve(aStore(), 30);
    expect(await reserve(aStore(), 1)).toBe(0);
  });

  it('isn’t blocked after a clock was set back', async () => {
    const store = aStore();
    await reserve(store, 1, after(10 * MINUTE_MS));
    expect(await reserve(store, 1)).toBe(0);
    expect(await reserve(store, 1)).toBe(1_000);
  });

  it('H24 gives away no free call when many small portions are taken', async () => {
    const budget = { kind: 'crypto', region: 'us-east-1' } as const;
    for (let taken = 0; taken < 20; taken += 2) await reserve(budget, 2);
    expect(await reserve(budget, 2)).toBeGreaterThanOrEqual((20 * 1_000) / callsPerSecond(budget));
  });

  it('changes nothing when no calls are taken', async () => {
    const store = aStore();
    expect(await reserve(store, 0)).toBe(0);
    expect(await reserve(store, 1)).toBe(0);
  });
});

describe('calls that would come too late', () => {
  const within = (budget: CallBudget, calls: number, ms: number) => reserveCalls(desk.db, budget, calls, NOW, ms);

  it('H24 aren’t taken, and leave the slot to others', async () => {
    const store = aStore();
    expect(await within(store, 3, 1_000)).toBe(0);
    expect(await within(store, 3, 2_999)).toBeNull();
    expect(await within(store, 3, -1)).toBeNull();
    expect(await within(store, 3, 3_000)).toBe(3_000);
    expect(await within(store, 1, 10_000)).toBe(6_000);
  });

  it('H24 never share a slot, however many processes ask at once', async () => {
    const store = aStore();
    const waits = await Promise.all(Array.from({ length: 40 }, () => within(store, 5, 6_000)));
    expect(waits.filter((ms) => ms !== null).toSorted((a, b) => a - b)).toEqual([0, 5_000]);
  });

  it('H24 is taken together with another one: the call waits for the slower, and each keeps its own pace', async () => {
    const region = 'eu-north-1';
    const both = (describe: number, crypto: number) =>
      reserveCallsOf(desk.db, callsIn(region, describe, crypto), NOW, HOUR_MS);
    expect(await both(0, 0)).toBe(0);
    expect(await both(callsPerSecond({ kind: 'describe', region }), 0)).toBe(0);
    expect(await both(1, callsPerSecond({ kind: 'crypto', region }) * 3)).toBe(1_000);
    expect(await both(1, 1)).toBe(3_000);
    expect(await reserve({ kind: 'describe', region }, 1)).toBeLessThan(1_100);
    expect(await reserve({ kind: 'crypto', region }, 1)).toBeGreaterThanOrEqual(3_000);
  });

  it('H24 lets nobody begin who would wait too long for one of two budgets', async () => {
    const region = 'eu-south-1';
    await reserve({ kind: 'crypto', region }, callsPerSecond({ kind: 'crypto', region }) * 10);
    expect(await reserveCallsOf(desk.db, callsIn(region, 1, 1), NOW, 5_000)).toBeNull();
    expect(await reserveCallsOf(desk.db, callsIn(region, 1, 0), NOW, 5_000)).not.toBeNull();
  });
});
