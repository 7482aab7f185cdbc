import { testsHold } from '#lib/core/verdict/tests-hold.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

const LATE_INTERVALS = 1.5;
const STALE_INTERVALS = 3;

/** How far a verdict may still be trusted: `stale` ones are shown as "last known". */
export type Freshness = 'fresh' | 'late' | 'stale' | 'never';

/** A verdict as it may be shown now. */
export type ShownVerdict = {
  verdict: Verdict;
  freshness: Freshness;
  /** The last conclusive check; null where there was none. */
  asOf: Date | null;
};

/**
 * What may be said at `now` of a verdict stored earlier. A stored "usable" whose tests have grown older than 24 hours
 * is not usable any more, even if no worker was there to say so (H9).
 */
export function shownVerdict(
  stored: Verdict,
  actions: ActionResults,
  lastConclusiveAt: Date | null,
  intervalMinutes: number,
  now: Date,
): ShownVerdict {
  const verdict: Verdict =
    // Whether a call was really carried out does not age: only the tests do.
    stored.status === 'usable' && !testsHold(actions, now, false)
      ? { status: 'unverified', cause: 'permission_tests_overdue' }
      : stored;
  if (lastConclusiveAt === null) return { verdict, freshness: 'never', asOf: null };
  const intervals = (now.getTime() - lastConclusiveAt.getTime()) / (intervalMinutes * 60_000);
  const freshness = intervals < LATE_INTERVALS ? 'fresh' : intervals < STALE_INTERVALS ? 'late' : 'stale';
  return { verdict, freshness, asOf: lastConclusiveAt };
}
