/**
 * How many denials, over how long, confirm that access is lost (a change of permissions takes up to five minutes in
 * KMS).
 */
export const CONFIRM_DENIALS = 3;
export const CONFIRM_SPAN_MS = 5 * 60_000;

/** Whether that many conclusive checks with a denial since that time confirm it. */
export const denialConfirmed = (denialCount: number, firstDenialAt: Date | null, now: Date): boolean =>
  denialCount >= CONFIRM_DENIALS &&
  firstDenialAt !== null &&
  now.getTime() - firstDenialAt.getTime() >= CONFIRM_SPAN_MS;
