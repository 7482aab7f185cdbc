import { testsHold } from '#lib/core/verdict/tests-hold.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

const LATE_INTERVALS = 1.5;
const STALE_INTERVALS = 3;

/** How far a status can still be trusted. `stale` ones are shown as "last known". */
export type Freshness = 'fresh' | 'late' | 'stale' | 'never';

/** A status as it may be shown now. */
export type ShownVerdict = {
  verdict: Verdict;
  freshness: Freshness;
  /** The last conclusive check; null when there was none. */
  asOf: Date | null;
};

/**
 * What we may show at `now` of a stored status. A stored "usable" is no longer usable once its tests are older than 24
 * hours, even if no worker was running (H9).
 */
export function shownVerdict(
  stored: Verdict,
  actions: ActionResults,
  lastConclusiveAt: Date | null,
  intervalMinutes: number,
  now: Date,
): ShownVerdict {
  const verdict: Verdict =
    // That a call was a real one does not expire; only the tests do.
    stored.status === 'usable' && !testsHold(actions, now, false)
      ? { status: 'unverified', cause: 'permission_tests_overdue' }
      : stored;
  if (lastConclusiveAt === null) return { verdict, freshness: 'never', asOf: null };
  const intervals = (now.getTime() - lastConclusiveAt.getTime()) / (intervalMinutes * 60_000);
  const freshness = intervals < LATE_INTERVALS ? 'fresh' : intervals < STALE_INTERVALS ? 'late' : 'stale';
  return { verdict, freshness, asOf: lastConclusiveAt };
}
