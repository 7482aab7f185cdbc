/** How far two machines' clocks may differ before a time counts as wrong. */
export const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Whether a time lies in the future: a clock was set back since, or a copy of the database was restored. Such a time is
 * never fresh (H26).
 */
export const isInFuture = (at: Date, now: Date): boolean => at.getTime() - now.getTime() > CLOCK_TOLERANCE_MS;

/** Whether something happened within a time that has not passed yet. A time in the future did not (H26). */
export const isWithin = (at: Date, ms: number, now: Date): boolean =>
  !isInFuture(at, now) && now.getTime() - at.getTime() <= ms;

/** A stored time; null where there is none, or where it lies in the future, because then nobody knows when it was (H26). */
export const pastOrNull = (at: Date | null, now: Date): Date | null => (at !== null && isInFuture(at, now) ? null : at);
