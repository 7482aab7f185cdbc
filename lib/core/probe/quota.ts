import type { ProbeKind } from '#lib/core/probe/actions.ts';

/**
 * KMS's default request quotas for one account in one region, in calls per second. A call for another account's key
 * counts against the caller's quota, which production uses too.
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

/** The share of a quota that checks may use (H24). */
export const DESCRIBE_SHARE = 0.1;
export const CRYPTO_SHARE = 0.05;
/** A custom key store is the customer's own HSM or proxy (H24). */
const STORE_PER_SECOND = 1;

/** A call budget that all processes share. */
export type CallBudget =
  | { kind: 'describe'; region: string }
  | { kind: 'crypto'; region: string }
  | { kind: 'store'; customKeyStoreId: string };

/** The name under which a budget is stored. */
export const budgetName = (budget: CallBudget): string =>
  budget.kind === 'store' ? `store:${budget.customKeyStoreId}` : `${budget.kind}:${budget.region}`;

/** The calls of checks by the quota that they count against. All cryptographic operations share one. */
export const CALL_KINDS = ['describe', 'crypto', 'rotation'] as const;
export type CallKind = (typeof CALL_KINDS)[number];

/** The default quota of KMS for one account in one region, in calls of that kind per second. */
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

/** How many calls per second of that budget all processes together may make. */
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

/** The most cryptographic calls that a check makes, besides one DescribeKey. */
export const CRYPTO_CALLS = { short: 2, grid: 5, proof: 3 } as const satisfies Record<ProbeKind, number>;

const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/**
 * Whether scheduled checks are paused in a region. A pause that ends later than the longest possible one was stored
 * before a clock was set back.
 */
export const isAtRest = (pausedUntil: Date | null, now: Date): boolean =>
  pausedUntil !== null && pausedUntil > now && pausedUntil.getTime() - now.getTime() <= LONGEST_PAUSE_MS;

/**
 * How long scheduled checks pause in a region after KMS throttled us there. It doubles while throttling continues.
 * @param throttledInARow how many batches in a row were throttled, including this one
 */
export const pauseMs = (throttledInARow: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, Math.min(throttledInARow - 1, 10)), LONGEST_PAUSE_MS);
