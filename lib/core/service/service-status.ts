import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import { shownVerdict } from '#lib/core/verdict/freshness.ts';

/** A status as other systems read it: what nobody could tell is "unknown". */
export type ServiceStatus = Exclude<VerdictStatus, 'unverified'> | 'unknown';

/** The status as other systems read it. */
export const serviceStatus = (status: VerdictStatus): ServiceStatus => (status === 'unverified' ? 'unknown' : status);

export type ReportedStatus = {
  status: ServiceStatus;
  reason: string | null;
  since: Date;
  asOf: Date | null;
  stale: boolean;
};

/**
 * What we last knew of a key, and how old it is.
 * @returns null for a key without proof of ownership: nothing of it may be told (H16)
 */
export function reportedStatus(
  key: {
    ownershipProven: boolean;
    ownershipWithdrawn: boolean;
    verdict: Verdict;
    verdictSince: Date;
    lastConclusiveAt: Date | null;
  },
  intervalMinutes: number,
  now: Date,
): ReportedStatus | null {
  if (!key.ownershipProven || key.ownershipWithdrawn) return null;
  const { verdict, freshness, asOf } = shownVerdict(key.verdict, key.lastConclusiveAt, intervalMinutes, now);
  return {
    status: serviceStatus(verdict.status),
    reason: verdict.cause,
    since: key.verdictSince,
    asOf,
    stale: freshness !== 'fresh' && freshness !== 'late',
  };
}
