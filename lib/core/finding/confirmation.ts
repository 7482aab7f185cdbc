/** How often, and over how long, a denial must be seen before it may be said (KMS settles within five minutes). */
export const CONFIRM_DENIALS = 3;
export const CONFIRM_SPAN_MS = 5 * 60_000;

/** Whether that many conclusive denials since then are enough to be believed. */
export const denialConfirmed = (denialCount: number, firstDenialAt: Date | null, now: Date): boolean =>
  denialCount >= CONFIRM_DENIALS &&
  firstDenialAt !== null &&
  now.getTime() - firstDenialAt.getTime() >= CONFIRM_SPAN_MS;
