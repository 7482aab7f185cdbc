import { quickWithinMs } from '#lib/core/probe/which-tests.ts';
import { CALL_KINDS, callsPerSecond, CRYPTO_CALLS, quotaPerSecond, type CallKind } from '#lib/core/probe/quota.ts';
import { regularMinutes, type CheckPolicy } from '#lib/core/probe/schedule.ts';
import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';

const DAY_MS = 24 * 3_600_000;
const MINUTES_A_DAY = 24 * 60;
const SECONDS_A_DAY = 24 * 3_600;

/** The most full checks that the scheduler makes of a usable key in a day. */
export const fullChecksADay = (policy: CheckPolicy): number => DAY_MS / Math.max(1, quickWithinMs(policy));

/**
 * USD for 10,000 requests with symmetric keys, including dry runs. The free tier of 20,000 requests a month is not
 * subtracted, because production uses it first. Source: AWS KMS pricing, https://aws.amazon.com/kms/pricing/.
 */
export const USD_PER_10_000_CALLS = 0.03;
/** The length of a month in the estimate. */
export const DAYS_A_MONTH = 30;

/** Calls by the quota that they count against. */
export type CallsByKind = Record<CallKind, number>;

/** Calls of one kind in one region, on average over the day. */
export type CallLoad = {
  perDay: number;
  perSecond: number;
  /** The share of KMS's quota for the region: 1 is all of it. */
  ofQuota: number;
  /** The share of our own budget within that quota (H24): above 1, checks run late. Null where there is no budget. */
  ofBudget: number | null;
};

export type CallCost = { callsPerDay: number; usdPerDay: number; usdPerMonth: number };

/** The estimated KMS calls of scheduled checks for the live keys of a region. */
export type CallEstimate = CallCost & { loads: Record<CallKind, CallLoad> };

/**
 * Calls per day for one live key. A usable key gets a quick check per interval, and a full check once its tests are old;
 * every other key gets a full check each time. A disabled key or one pending deletion only gets DescribeKey (H21), which
 * a count by status doesn't show: for such a key this is an upper bound.
 */
export function callsPerKeyAndDay(status: VerdictStatus, policy: CheckPolicy): CallsByKind {
  const checks = MINUTES_A_DAY / regularMinutes(status === 'usable' ? 'working' : 'unclear', policy);
  const fullChecks = status === 'usable' ? Math.min(checks, fullChecksADay(policy)) : checks;
  return {
    describe: checks,
    crypto: (checks - fullChecks) * CRYPTO_CALLS.short + fullChecks * CRYPTO_CALLS.grid,
    rotation: fullChecks,
  };
}

/** Average calls per second. Scheduled checks are spread and paced, so the real rate is close to it. */
export const averagePerSecond = (perDay: number): number => perDay / SECONDS_A_DAY;

function loadOf(kind: CallKind, region: string, perDay: number): CallLoad {
  const perSecond = averagePerSecond(perDay);
  return {
    perDay,
    perSecond,
    ofQuota: perSecond / quotaPerSecond(kind, region),
    ofBudget: kind === 'rotation' ? null : perSecond / callsPerSecond({ kind, region }),
  };
}

function costOf(callsPerDay: number): CallCost {
  const usdPerDay = (callsPerDay / 10_000) * USD_PER_10_000_CALLS;
  return { callsPerDay, usdPerDay, usdPerMonth: usdPerDay * DAYS_A_MONTH };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/**
 * Estimates the calls of scheduled checks in a region, next to what they may use (H24).
 * @param liveKeys how many live keys in the region have each status
 */
export function estimateCalls(
  region: string,
  liveKeys: Readonly<Record<VerdictStatus, number>>,
  policy: CheckPolicy,
): CallEstimate {
  const perDay = (kind: CallKind): number =>
    sum(VERDICT_STATUSES.map((status) => liveKeys[status] * callsPerKeyAndDay(status, policy)[kind]));
  const loads = {
    describe: loadOf('describe', region, perDay('describe')),
    crypto: loadOf('crypto', region, perDay('crypto')),
    rotation: loadOf('rotation', region, perDay('rotation')),
  };
  return { ...costOf(sum(CALL_KINDS.map((kind) => loads[kind].perDay))), loads };
}

/** All regions together. Each quota is per region, so the sum has no share of one. */
export function sumEstimates(estimates: readonly CallEstimate[]): CallCost & { perDay: CallsByKind } {
  const perDay = (kind: CallKind): number => sum(estimates.map(({ loads }) => loads[kind].perDay));
  return {
    ...costOf(sum(estimates.map(({ callsPerDay }) => callsPerDay))),
    perDay: { describe: perDay('describe'), crypto: perDay('crypto'), rotation: perDay('rotation') },
  };
}
