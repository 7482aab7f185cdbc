import type { RegionView } from '#lib/core/verdict/control.ts';

/** Denials that began within this time of each other may have the same cause, and it may be ours. */
export const DENIED_WITHIN_MS = 30 * 60_000;
/** How long a denial stays on hold during an incident, if our own side works (H25). */
export const HOLD_MS = 30 * 60_000;
const FEWEST = 3;
const MOST = 10;
const SHARE_OF_KEYS = 0.01;

/**
 * Whether so many customers of a region lost access together that it looks like one fault. It counts customers and AWS
 * accounts, not keys: one customer with many keys is no regional fault (H25).
 */
export function manyDenied({ customers, accounts, liveKeys }: RegionView['deniedTogether']): boolean {
  // Counting keys is cheap, counting customers is not. Ten customers within 30 minutes are no coincidence in any
  // region.
  const many = Math.min(MOST, Math.max(FEWEST, Math.ceil(liveKeys * SHARE_OF_KEYS)));
  return customers >= many && accounts >= many;
}

/**
 * When a region's incident began. It begins when many customers lose access together. It ends when that is over and our
 * own side works.
 * @param ourSideWorks whether the actions are allowed on the control key, or on another customer's key since the
 * incident began
 */
export function incidentStart(
  { deniedTogether, incidentSince }: RegionView,
  ourSideWorks: boolean,
  now: Date,
): Date | null {
  const together = manyDenied(deniedTogether);
  if (incidentSince === null) return together ? now : null;
  return ourSideWorks && !together ? null : incidentSince;
}
