import { isInFuture } from '#lib/core/probe/clock-error.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

const LATE_INTERVALS = 1.5;
const STALE_INTERVALS = 3;

/**
 * How far a status can still be trusted. `stale` ones are shown as "last known". `clock_error`: the last check lies in
 * the future, so a clock was set back and nobody can tell how old the status is (H26).
 */
export type Freshness = 'fresh' | 'late' | 'stale' | 'never' | 'clock_error';

/** A status as it may be shown now. */
export type ShownVerdict = {
  verdict: Verdict;
  freshness: Freshness;
  /** The last conclusive check; null when there was none. */
  asOf: Date | null;
};

/** The stored status with its age. That it expires is written, never computed here: `expire-statuses.ts` (H9). */
export function shownVerdict(
  verdict: Verdict,
  lastConclusiveAt: Date | null,
  intervalMinutes: number,
  now: Date,
): ShownVerdict {
  return { verdict, freshness: freshnessOf(lastConclusiveAt, intervalMinutes, now), asOf: lastConclusiveAt };
}

function freshnessOf(lastConclusiveAt: Date | null, intervalMinutes: number, now: Date): Freshness {
  if (lastConclusiveAt === null) return 'never';
  if (isInFuture(lastConclusiveAt, now)) return 'clock_error';
  const intervals = (now.getTime() - lastConclusiveAt.getTime()) / (intervalMinutes * 60_000);
  return intervals < LATE_INTERVALS ? 'fresh' : intervals < STALE_INTERVALS ? 'late' : 'stale';
}
