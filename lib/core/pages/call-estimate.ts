import { GRID_AFTER_MS } from '#lib/core/probe/which-tests.ts';
import { CALL_KINDS, callsPerSecond, CRYPTO_CALLS, quotaPerSecond, type CallKind } from '#lib/core/probe/quota.ts';
import { regularMinutes, type CheckPolicy } from '#lib/core/probe/schedule.ts';
import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';

const DAY_MS = 24 * 3_600_000;
const MINUTES_A_DAY = 24 * 60;
const SECONDS_A_DAY = 24 * 3_600;

/** A usable key's whole grid comes again no sooner than that, so no more of them fit into a day. */
export const GRIDS_A_DAY = DAY_MS / GRID_AFTER_MS;

/**
 * USD for 10,000 requests with symmetric keys, dry runs too. The 20,000 requests a month that AWS gives away are not
 * taken off: production spends them first. Source: AWS KMS pricing, https://aws.amazon.com/kms/pricing/.
 */
export const USD_PER_10_000_CALLS = 0.03;
/** A month of the estimate. */
export const DAYS_A_MONTH = 30;

/** Calls by the quota they are counted against. */
export type CallsByKind = Record<CallKind, number>;

/** Calls of one kind in one region, on average over the day. */
export type CallLoad = {
  perDay: number;
  perSecond: number;
  /** The share of KMS's quota for the region: 1 is all of it. */
  ofQuota: number;
  /** The share of what checking allows itself of that quota (H24): above 1, checks come late. Null where it has no budget. */
  ofBudget: number | null;
};

export type CallCost = { callsPerDay: number; usdPerDay: number; usdPerMonth: number };

/** What checking the live keys of a region asks of KMS by itself, as an estimate. */
export type CallEstimate = CallCost & { loads: Record<CallKind, CallLoad> };

/**
 * Calls a day for one live key. A usable key has a short probe an interval, and the grid in its place once its rows are
 * old; every other key has a grid each time. One that is disabled or pending deletion is only described (H21), which a
 * count by verdict does not tell: for it this is an upper bound.
 */
export function callsPerKeyAndDay(status: VerdictStatus, policy: CheckPolicy): CallsByKind {
  const checks = MINUTES_A_DAY / regularMinutes(status === 'usable' ? 'working' : 'unclear', policy);
  const grids = status === 'usable' ? Math.min(checks, GRIDS_A_DAY) : checks;
  return {
    describe: checks,
    crypto: (checks - grids) * CRYPTO_CALLS.short + grids * CRYPTO_CALLS.grid,
    rotation: grids,
  };
}

/** Calls a second on average. A sweep is jittered and paced, so that it comes close to it. */
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
 * Estimates the calls that the sweep makes in a region by itself, beside what it may make (H24).
 * @param liveKeys how many live keys stand at each verdict there
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

/** All regions together. Quotas are a region's, so a sum has no share of any. */
export function sumEstimates(estimates: readonly CallEstimate[]): CallCost & { perDay: CallsByKind } {
  const perDay = (kind: CallKind): number => sum(estimates.map(({ loads }) => loads[kind].perDay));
  return {
    ...costOf(sum(estimates.map(({ callsPerDay }) => callsPerDay))),
    perDay: { describe: perDay('describe'), crypto: perDay('crypto'), rotation: perDay('rotation') },
  };
}
