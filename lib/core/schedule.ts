import type { Verdict } from '#lib/core/verdict.ts';

export type CheckPolicy = {
  /** Minutes between checks of a healthy key. */
  intervalMinutes: number;
};

const UNUSABLE_MINUTES = 15;
const CONFIRMING_MINUTES = 2.5;
const FIRST_BACKOFF_MINUTES = 1;
const JITTER = 0.1;

/**
 * When a key is to be checked next: minutes while a denial is being confirmed, a quarter of an hour while it is
 * unusable, the interval while healthy, and doubling from one minute up to the interval while we cannot tell.
 * @param jitter a number in [0, 1): spreads keys over ±10 % so that a fleet is never due at once
 */
export function nextCheckAt(
  now: Date,
  verdict: Verdict,
  inconclusiveCount: number,
  policy: CheckPolicy,
  jitter: number,
): Date {
  const capped = (minutes: number): number => Math.min(minutes, policy.intervalMinutes);
  // Not even a silent KMS lets a countdown go unwatched for longer than a key that answers.
  const longest = capped(verdict.status === 'unusable' ? UNUSABLE_MINUTES : policy.intervalMinutes);
  const minutes =
    inconclusiveCount > 0
      ? Math.min(FIRST_BACKOFF_MINUTES * 2 ** Math.min(inconclusiveCount - 1, 20), longest)
      : verdict.cause === 'access_denied_unconfirmed'
        ? capped(CONFIRMING_MINUTES)
        : verdict.status === 'usable'
          ? policy.intervalMinutes
          : capped(UNUSABLE_MINUTES);
  return new Date(now.getTime() + minutes * 60_000 * (1 - JITTER + 2 * JITTER * jitter));
}
