import type { RequiredAction } from '#lib/core/probe/actions.ts';

/**
 * How many denials, over how long, confirm that access is lost (a change of permissions takes up to five minutes in
 * KMS).
 */
export const CONFIRM_DENIALS = 3;
export const CONFIRM_SPAN_MS = 5 * 60_000;

/** The denials of one action in a row. Denials on hold are not counted (H25). */
export type ActionDenial = {
  count: number;
  firstAt: Date;
  /** Whether AWS had allowed the action before. Otherwise it was never granted. */
  wasAllowed: boolean;
};
export type ActionDenials = Partial<Record<RequiredAction, ActionDenial>>;

/**
 * Whether that many conclusive checks with a denial since that time confirm it. Each action counts by itself: a key
 * without one permission that loses all others has a new denial.
 */
export const denialConfirmed = (denial: ActionDenial | undefined, now: Date): boolean =>
  denial !== undefined &&
  denial.count >= CONFIRM_DENIALS &&
  now.getTime() - denial.firstAt.getTime() >= CONFIRM_SPAN_MS;
