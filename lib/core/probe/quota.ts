import type { ProbeKind } from '#lib/core/probe/actions.ts';

/**
 * KMS's request quotas for one account in one region, in calls a second, as AWS sets them unless raised. Another
 * account's key costs the caller's quota, and production spends from the same.
 * Source: KMS developer guide, "Request quotas".
 */
const DESCRIBE_PER_SECOND = 2_000;
const CRYPTO_PER_SECOND: Readonly<Record<string, number>> = {
  'us-east-1': 100_000,
  'us-west-2': 100_000,
  'eu-west-1': 100_000,
  'ap-southeast-2': 20_000,
};
const CRYPTO_PER_SECOND_ELSEWHERE = 10_000;
const ROTATION_STATUS_PER_SECOND = 1_000;

/** The share of a quota that checking may use (H24). */
export const DESCRIBE_SHARE = 0.1;
export const CRYPTO_SHARE = 0.05;
/** A customer's own HSM or proxy stands behind a custom key store (H24). */
const STORE_PER_SECOND = 1;

/** One quota that all processes share. */
export type CallBudget =
  | { kind: 'describe'; region: string }
  | { kind: 'crypto'; region: string }
  | { kind: 'store'; customKeyStoreId: string };

/** The name under which a budget is kept. */
export const budgetName = (budget: CallBudget): string =>
  budget.kind === 'store' ? `store:${budget.customKeyStoreId}` : `${budget.kind}:${budget.region}`;

/** What checks ask of KMS, by the quota that it is counted against: every cryptographic operation shares one. */
export const CALL_KINDS = ['describe', 'crypto', 'rotation'] as const;
export type CallKind = (typeof CALL_KINDS)[number];

/** How many calls a second of that kind KMS grants an account in a region, unless it was raised. */
export function quotaPerSecond(kind: CallKind, region: string): number {
  switch (kind) {
    case 'describe':
      return DESCRIBE_PER_SECOND;
    case 'crypto':
      return CRYPTO_PER_SECOND[region] ?? CRYPTO_PER_SECOND_ELSEWHERE;
    case 'rotation':
      return ROTATION_STATUS_PER_SECOND;
  }
}

/** How many calls a second of that budget checking may make, in all processes together. */
export function callsPerSecond(budget: CallBudget): number {
  switch (budget.kind) {
    case 'describe':
      return quotaPerSecond('describe', budget.region) * DESCRIBE_SHARE;
    case 'crypto':
      return quotaPerSecond('crypto', budget.region) * CRYPTO_SHARE;
    case 'store':
      return STORE_PER_SECOND;
  }
}

/** Crypto calls that a probe makes at most, beside one DescribeKey. */
export const CRYPTO_CALLS = { short: 2, grid: 5, proof: 3 } as const satisfies Record<ProbeKind, number>;

const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Whether a region is at rest. A rest that would end later than any could was begun before a clock was set back. */
export const isAtRest = (pausedUntil: Date | null, now: Date): boolean =>
  pausedUntil !== null && pausedUntil > now && pausedUntil.getTime() - now.getTime() <= LONGEST_PAUSE_MS;

/**
 * How long the sweep leaves a region alone after KMS throttled us there, doubling while it goes on.
 * @param throttledInARow batches that were throttled one after another, this one included
 */
export const pauseMs = (throttledInARow: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, Math.min(throttledInARow - 1, 10)), LONGEST_PAUSE_MS);
