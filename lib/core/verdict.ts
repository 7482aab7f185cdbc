import type { FindingCode } from '#lib/core/finding.ts';

/** Worst first: the order in which lists stand. */
export const VERDICT_STATUSES = ['unusable', 'attention', 'unverified', 'usable'] as const;
export type VerdictStatus = (typeof VERDICT_STATUSES)[number];

/** `usable` is earned and has no cause; everything else names why. */
export type Verdict =
  { status: 'usable'; cause: null } | { status: Exclude<VerdictStatus, 'usable'>; cause: FindingCode };

export const USABLE: Verdict = { status: 'usable', cause: null };

/** Whether two verdicts are the same for history: same word, same cause. */
export const sameVerdict = (a: Verdict, b: Verdict): boolean => a.status === b.status && a.cause === b.cause;
