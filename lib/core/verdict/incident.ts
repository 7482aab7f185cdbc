import type { RegionView } from '#lib/core/verdict/control.ts';

/** Denials that began within this time of each other may have one cause, and it may be ours. */
export const DENIED_WITHIN_MS = 30 * 60_000;
/** How long a denial is held before it may be laid on anybody, if our own side passes (H25). */
export const HOLD_MS = 30 * 60_000;
const FEWEST = 3;
const MOST = 10;
const SHARE_OF_KEYS = 0.01;

/**
 * Whether so many customers of a region lost access together that it looks like one fault. It counts customers and AWS
 * accounts, never keys: one customer with many keys is no regional fault (H25).
 */
export function manyDenied({ customers, accounts, liveKeys }: RegionView['deniedTogether']): boolean {
  // Keys are counted cheaply and customers are not; ten who leave within half an hour are no accident in any region.
  const many = Math.min(MOST, Math.max(FEWEST, Math.ceil(liveKeys * SHARE_OF_KEYS)));
  return customers >= many && accounts >= many;
}

/**
 * Since when a region's denials are held, as of now. A hold begins when many turn together, and ends when they no longer
 * do and our own side passes.
 * @param ourSidePasses whether the control key, or another customer's since the hold began, was allowed the actions
 */
export function incidentStart(
  { deniedTogether, incidentSince }: RegionView,
  ourSidePasses: boolean,
  now: Date,
): Date | null {
  const together = manyDenied(deniedTogether);
  if (incidentSince === null) return together ? now : null;
  return ourSidePasses && !together ? null : incidentSince;
}
