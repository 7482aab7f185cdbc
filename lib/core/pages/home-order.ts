import { isDue } from '#lib/core/customer-text/promise.ts';

/** What the order of *Needs us* rests on. */
export type Urgency = {
  /** By when we promised to write again. */
  promisedFor: Date | null;
  deadlineAt: Date | null;
  /** Null for a key in a setup too: no backup is made with it, so nothing fails now. */
  notUsableSince: Date | null;
  /** Whether only we can end it: a fault of ours for a region, or an alarm of a replacement. It has no deadline of its own. */
  ours: boolean;
};

/** A deadline that is further away comes after what fails now. */
const DEADLINE_SOON_MS = 7 * 24 * 3_600_000;

/** The same for people, over the group. */
export const NEEDS_US_ORDER =
  'Sorted by: promise due, deadline within 7 days, fault on our side or alarm, longest unusable, the rest.';

/** The place of a row: the lower first, and within one of them by time. */
function placeOf({ promisedFor, deadlineAt, notUsableSince, ours }: Urgency, now: Date): [place: number, ms: number] {
  if (promisedFor !== null && isDue(promisedFor, now)) return [0, promisedFor.getTime()];
  if (deadlineAt !== null && deadlineAt.getTime() - now.getTime() <= DEADLINE_SOON_MS) return [1, deadlineAt.getTime()];
  if (ours) return [2, 0];
  if (notUsableSince !== null) return [3, notUsableSince.getTime()];
  return [4, 0];
}

/** The order of *Needs us*, as `NEEDS_US_ORDER` says it. Rows that it tells nothing apart stay as they were. */
export const mostUrgentFirst =
  (now: Date) =>
  (a: Urgency, b: Urgency): number => {
    const [[placeA, msA], [placeB, msB]] = [placeOf(a, now), placeOf(b, now)];
    return placeA - placeB || msA - msB;
  };
