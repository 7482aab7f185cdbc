import type { FindingCode } from '#lib/core/finding.ts';

/** Worst first: the order in which lists stand. */
export const VERDICT_STATUSES = ['unusable', 'attention', 'unverified', 'usable'] as const;
export type VerdictStatus = (typeof VERDICT_STATUSES)[number];

/** `usable` is earned and has no cause; everything else names why. */
export type Verdict =
  { status: 'usable'; cause: null } | { status: Exclude<VerdictStatus, 'usable'>; cause: FindingCode };

export const USABLE: Verdict = { status: 'usable', cause: null };

/** Why a key that works may want attention: nothing of it is being confirmed, nor likely to change from one check to the next. */
const WORKING: readonly FindingCode[] = ['material_expiring', 'production_denied_probe_allowed'];

/** Whether every permission was found in order, whatever else the key wants: then it is asked as a usable one is. */
export const keyWorks = ({ status, cause }: Verdict): boolean =>
  status === 'usable' || (status === 'attention' && cause !== null && WORKING.includes(cause));

/** Whether two verdicts are the same for history: same word, same cause. */
export const sameVerdict = (a: Verdict, b: Verdict): boolean => a.status === b.status && a.cause === b.cause;
