import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsPerKeyAndDay, estimateCalls, sumEstimates, USD_PER_10_000_CALLS } from '#lib/core/pages/call-estimate.ts';
import { POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { CALL_KINDS, callsPerSecond, CRYPTO_SHARE, DESCRIBE_SHARE } from '#lib/core/probe/quota.ts';
import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';

type Counts = Record<VerdictStatus, number>;
const keys = (given: Partial<Counts> = {}): Counts => ({
  unusable: 0,
  attention: 0,
  unverified: 0,
  usable: 0,
  ...given,
});
const anyCounts = fc.record({
  unusable: fc.nat(1_000_000),
  attention: fc.nat(1_000_000),
  unverified: fc.nat(1_000_000),
  usable: fc.nat(1_000_000),
});
const anyPolicy = fc.record({ intervalMinutes: fc.integer({ min: 1, max: 3 * 24 * 60 }) });
const anyRegion = fc.constantFrom('eu-west-1', 'ap-southeast-2', 'eu-north-1');

describe('the calls for one key per day', () => {
  it('are a quick check per interval for a usable key, with a full check instead every 20 hours', () => {
    const { describe: describeKey, crypto, rotation } = callsPerKeyAndDay('usable', POLICY);
    expect(describeKey).toBe(24);
    expect(rotation).toBeCloseTo(1.2);
    expect(crypto).toBeCloseTo(22.8 * 2 + 1.2 * 5);
  });

  it.each(['unusable', 'attention', 'unverified'] as const)(
    'are a full check every 15 minutes for a key that is %s',
    (status) => {
      expect(callsPerKeyAndDay(status, POLICY)).toEqual({ describe: 96, crypto: 480, rotation: 96 });
    },
  );

  it('are never fewer for another key than for a usable one, at any interval', () => {
    fc.assert(
      fc.property(anyPolicy, fc.constantFrom(...VERDICT_STATUSES), (policy, status) => {
        const [good, other] = [callsPerKeyAndDay('usable', policy), callsPerKeyAndDay(status, policy)];
        for (const kind of CALL_KINDS) expect(other[kind]).toBeGreaterThanOrEqual(good[kind] - 1e-9);
      }),
    );
  });

  it('are full checks only where the interval is longer than a full check may wait', () => {
    const { describe: describeKey, crypto, rotation } = callsPerKeyAndDay('usable', { intervalMinutes: 48 * 60 });
    expect([describeKey, crypto, rotation]).toEqual([0.5, 2.5, 0.5]);
  });
});

describe('H24 the estimate of a region', () => {
  it('is zero without keys', () => {
    const none = estimateCalls('eu-west-1', keys(), POLICY);
    expect(none).toMatchObject({ callsPerDay: 0, usdPerDay: 0, usdPerMonth: 0 });
    expect(none.loads.describe).toEqual({ perDay: 0, perSecond: 0, ofQuota: 0, ofBudget: 0 });
    expect(none.loads.rotation).toEqual({ perDay: 0, perSecond: 0, ofQuota: 0, ofBudget: null });
  });

  it('shows that a million keys in one region exceed its budget, and which share of the quota they use', () => {
    const { loads, usdPerDay, usdPerMonth } = estimateCalls('eu-west-1', keys({ usable: 1_000_000 }), POLICY);
    expect(loads.describe.perDay).toBe(24_000_000);
    expect(loads.describe.perSecond).toBeCloseTo(277.78, 2);
    expect(loads.describe.ofQuota).toBeCloseTo(0.1389, 4);
    expect(loads.describe.ofBudget).toBeCloseTo(1.389, 3);
    expect(loads.crypto.ofBudget).toBeCloseTo(0.1194, 4);
    // 24,000,000 + 51,600,000 + 1,200,000 calls.
    expect(usdPerDay).toBeCloseTo(230.4, 6);
    expect(usdPerMonth).toBeCloseTo(6_912, 4);
  });

  it('uses exactly all of the budget when the calls are as many as it allows', () => {
    const perDay = callsPerSecond({ kind: 'describe', region: 'eu-west-1' }) * 86_400;
    const { loads } = estimateCalls('eu-west-1', keys({ usable: perDay / 24 }), POLICY);
    expect(loads.describe.ofBudget).toBeCloseTo(1, 12);
    expect(loads.describe.ofQuota).toBeCloseTo(DESCRIBE_SHARE, 12);
  });

  it('compares cryptographic calls with the quota of the same region', () => {
    const counts = keys({ usable: 1_000 });
    const [ireland, sydney] = [
      estimateCalls('eu-west-1', counts, POLICY),
      estimateCalls('ap-southeast-2', counts, POLICY),
    ];
    expect(sydney.loads.crypto.perDay).toBe(ireland.loads.crypto.perDay);
    expect(sydney.loads.crypto.ofQuota).toBeCloseTo(ireland.loads.crypto.ofQuota * 5, 12);
    expect(sydney.loads.describe).toEqual(ireland.loads.describe);
  });

  it('never falls when keys are added, at any status, interval, and region', () => {
    fc.assert(
      fc.property(
        anyRegion,
        anyCounts,
        anyPolicy,
        fc.constantFrom(...VERDICT_STATUSES),
        fc.integer({ min: 1, max: 1_000 }),
        (region, counts, policy, status, more) => {
          const before = estimateCalls(region, counts, policy);
          const after = estimateCalls(region, { ...counts, [status]: counts[status] + more }, policy);
          for (const kind of CALL_KINDS) expect(after.loads[kind].perDay).toBeGreaterThan(before.loads[kind].perDay);
          expect(after.usdPerDay).toBeGreaterThan(before.usdPerDay);
        },
      ),
    );
  });

  it('has shares, sums, and costs that agree with each other', () => {
    fc.assert(
      fc.property(anyRegion, anyCounts, anyPolicy, (region, counts, policy) => {
        const { loads, callsPerDay, usdPerDay, usdPerMonth } = estimateCalls(region, counts, policy);
        const { describe: describeKey, crypto, rotation } = loads;
        expect(callsPerDay).toBe(describeKey.perDay + crypto.perDay + rotation.perDay);
        expect((describeKey.ofBudget ?? NaN) * DESCRIBE_SHARE).toBeCloseTo(describeKey.ofQuota, 9);
        expect((crypto.ofBudget ?? NaN) * CRYPTO_SHARE).toBeCloseTo(crypto.ofQuota, 9);
        for (const kind of CALL_KINDS) expect(loads[kind].perSecond * 86_400).toBeCloseTo(loads[kind].perDay, 3);
        expect(usdPerDay).toBeCloseTo((callsPerDay * USD_PER_10_000_CALLS) / 10_000, 6);
        expect(usdPerMonth).toBeCloseTo(usdPerDay * 30, 6);
      }),
    );
  });
});

describe('the estimate of all regions', () => {
  it('is the sum of theirs', () => {
    fc.assert(
      fc.property(anyCounts, anyCounts, anyPolicy, (one, other, policy) => {
        const both = [estimateCalls('eu-west-1', one, policy), estimateCalls('us-west-2', other, policy)];
        const together = keys();
        for (const status of VERDICT_STATUSES) together[status] = one[status] + other[status];
        const whole = estimateCalls('eu-west-1', together, policy);
        const total = sumEstimates(both);
        for (const kind of CALL_KINDS)
          expect(total.perDay[kind] / (whole.loads[kind].perDay || 1)).toBeCloseTo(
            whole.loads[kind].perDay === 0 ? 0 : 1,
            9,
          );
        expect(total.usdPerMonth).toBeCloseTo(whole.usdPerMonth, 3);
      }),
    );
  });

  it('is zero without regions', () => {
    expect(sumEstimates([])).toEqual({
      callsPerDay: 0,
      usdPerDay: 0,
      usdPerMonth: 0,
      perDay: { describe: 0, crypto: 0, rotation: 0 },
    });
  });
});
