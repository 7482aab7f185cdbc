import { findingRecord, type Finding } from '#lib/core/finding/all-findings.ts';
import type { Acts } from '#lib/core/finding/status.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

/**
 * Who must act next on a status, as the advice on its cause says: stored with the status, so that lists show and sort by
 * what the page says. Null for a usable key.
 * @param findings what the check found: the confidence in the cause decides for some
 */
export function nextActionOf({ cause }: Verdict, findings: readonly Finding[]): Acts | null {
  if (cause === null) return null;
  const { advice, confidenceIfNotKept } = findingRecord(cause);
  const confidence = findings.find(({ code }) => code === cause)?.confidence ?? confidenceIfNotKept;
  return typeof advice.acts === 'function' ? advice.acts(confidence) : advice.acts;
}

/**
 * The same of a key that was released and is needed again: somebody of ours has to find out why, unless its status already
 * says who must act.
 */
export const actsWhileNeededAgain = (acts: Acts | null): Acts => (acts === null || acts === 'nobody' ? 'vendor' : acts);
