import { findingRecord, type FindingCode } from '#lib/core/finding/all-findings.ts';
import { VERDICT_WORD, type VerdictStatus } from '#lib/core/finding/status.ts';
import type { CheckPace } from '#lib/core/probe/schedule.ts';

/** `usable` has no cause; every other status names its cause. */
export type Verdict =
  { status: 'usable'; cause: null } | { status: Exclude<VerdictStatus, 'usable'>; cause: FindingCode };

export const USABLE: Verdict = { status: 'usable', cause: null };

/** Whether every permission is in order, whatever else the key needs. Such a key is checked like a usable one. */
export const keyWorks = ({ status, cause }: Verdict): boolean =>
  status === 'usable' || (status === 'attention' && cause !== null && findingRecord(cause).traits.keyWorks === true);

/** Whether a check stands behind the verdict: a new key has one before its first check. */
export const wasChecked = ({ cause }: Verdict): boolean =>
  cause === null || findingRecord(cause).traits.notChecked !== true;

/** How often a key with that status is checked. */
export function paceOf(verdict: Verdict): CheckPace {
  if (keyWorks(verdict)) return 'working';
  if (verdict.cause !== null && findingRecord(verdict.cause).traits.confirming === true) return 'confirming';
  return verdict.status === 'unusable' ? 'unusable' : 'unclear';
}

/** Whether two statuses are the same for the history: same status, same cause. */
export const sameVerdict = (a: Verdict, b: Verdict): boolean => a.status === b.status && a.cause === b.cause;

/** A status in one line: "Unusable: deletion scheduled". */
export const verdictLine = ({ status, cause }: Verdict): string =>
  cause === null ? VERDICT_WORD[status] : `${VERDICT_WORD[status]}: ${findingRecord(cause).word}`;
