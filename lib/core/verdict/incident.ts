import { isInFuture } from '#lib/core/probe/clock-error.ts';
import type { KeyCheckState } from '#lib/core/verdict/key-record.ts';
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

/** Whether a person has recorded since the incident began that our own side was checked and works. */
export const ourSideWasChecked = (
  { incidentSince, ourSideCheckedAt }: Pick<RegionView, 'incidentSince' | 'ourSideCheckedAt'>,
  now: Date,
): boolean =>
  incidentSince !== null &&
  ourSideCheckedAt !== null &&
  ourSideCheckedAt >= incidentSince &&
  !isInFuture(ourSideCheckedAt, now);

/**
 * Whether many customers are still denied and no person has checked our own side. A role that lost every key except the
 * control key looks like this, so nobody is blamed and the incident goes on (H25).
 */
export const waitsForPerson = (view: RegionView, now: Date): boolean =>
  view.incidentSince !== null &&
  manyDenied({ ...view.stillDenied, liveKeys: view.deniedTogether.liveKeys }) &&
  !ourSideWasChecked(view, now);

/**
 * When a region's incident began. It begins when many customers lose access together. It ends when that is over, our own
 * side works, and nobody waits for a person to check it.
 * @param ourSideWorks whether the actions are allowed on the control key, or on another customer's key since the
 * incident began
 */
export function incidentStart(view: RegionView, ourSideWorks: boolean, now: Date): Date | null {
  const together = manyDenied(view.deniedTogether);
  if (view.incidentSince === null) return together ? now : null;
  const works = ourSideWorks || ourSideWasChecked(view, now);
  return works && !together && !waitsForPerson(view, now) ? null : view.incidentSince;
}

/**
 * Whether a denial began with a region's incident. One that began shortly before was judged before the other customers'
 * denials came in, so it goes on hold with them.
 */
export function beganWithIncident(
  { incidentSince, ourSideCheckedAt }: Pick<RegionView, 'incidentSince' | 'ourSideCheckedAt'>,
  { lostAt, firstDenialAt, lastConclusiveAt }: Pick<KeyCheckState, 'lostAt' | 'firstDenialAt' | 'lastConclusiveAt'>,
  now: Date,
): boolean {
  const began = lostAt ?? firstDenialAt;
  if (incidentSince === null || began === null) return false;
  // Judged by itself, after a person had checked our own side.
  const judgedAlone =
    ourSideWasChecked({ incidentSince, ourSideCheckedAt }, now) &&
    lastConclusiveAt !== null &&
    ourSideCheckedAt !== null &&
    lastConclusiveAt >= ourSideCheckedAt;
  return !judgedAlone && began.getTime() >= incidentSince.getTime() - DENIED_WITHIN_MS;
}
