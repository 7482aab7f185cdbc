import { isInFuture } from '#lib/core/probe/clock-error.ts';
import { REPORT_COUNTS_FOR_MS, type KnownDependents } from './release-blocks.ts';

const DAY_MS = 24 * 3_600_000;
/** How long every check must have been denied, or have found no key, before we stop (the database checks it too). */
export const UNSEEN_FOR_MS = 30 * DAY_MS;
/** How long nothing must have depended on a released key before we stop. */
export const UNUSED_FOR_MS = 90 * DAY_MS;
/** Checks are daily: a longer silence breaks the row, because nobody looked. */
const UNBROKEN_GAP_MS = 3 * DAY_MS;

/** What the checks of a released key last said. */
export type WatchedCheck = {
  /** The last check with an answer; null where there was none. */
  lastConclusiveAt: Date | null;
  /** The last check in which DescribeKey showed us the key. */
  lastDescribedAt: Date | null;
  /** Whether the last denial is, or may be, our own side's: it says nothing about the key (H12). */
  ourSide: boolean;
};
export type Watched = { unseenSince: Date | null; watchedAt: Date | null };

/**
 * Goes on with the row of checks that did not see a key. One that saw it, one that our own side explains, and a silence of
 * three days begin it anew; a check without an answer neither ends nor prolongs it.
 */
export function watchOn(before: Watched, { lastConclusiveAt, lastDescribedAt, ourSide }: WatchedCheck): Watched {
  if (lastConclusiveAt === null) return before;
  if (before.watchedAt !== null && lastConclusiveAt <= before.watchedAt) return before;
  const seen = lastDescribedAt !== null && lastDescribedAt >= lastConclusiveAt;
  if (seen || ourSide) return { unseenSince: null, watchedAt: lastConclusiveAt };
  const { unseenSince, watchedAt } = before;
  const broken =
    unseenSince === null ||
    watchedAt === null ||
    lastConclusiveAt.getTime() - watchedAt.getTime() > UNBROKEN_GAP_MS ||
    (lastDescribedAt !== null && lastDescribedAt >= unseenSince);
  return { unseenSince: broken ? lastConclusiveAt : unseenSince, watchedAt: lastConclusiveAt };
}

/**
 * Which end a released key has reached by itself: 30 days out of our sight, or 90 days in which nothing depended on it.
 * A removed statement looks like a deletion from our account, so neither says what became of the key (H13).
 */
export function endReached(
  { unseenSince, watchedAt }: Watched,
  known: KnownDependents | null,
  now: Date,
): 'no_longer_visible' | 'nothing_depends' | null {
  const recent =
    watchedAt !== null && !isInFuture(watchedAt, now) && now.getTime() - watchedAt.getTime() <= UNBROKEN_GAP_MS;
  if (recent && unseenSince !== null && now.getTime() - unseenSince.getTime() >= UNSEEN_FOR_MS)
    return 'no_longer_visible';
  const reported =
    known !== null &&
    known.zeroSince !== null &&
    now.getTime() - known.asOf.getTime() <= REPORT_COUNTS_FOR_MS &&
    now.getTime() - known.zeroSince.getTime() >= UNUSED_FOR_MS;
  return reported ? 'nothing_depends' : null;
}
