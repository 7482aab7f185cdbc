export type CheckPolicy = {
  /** Minutes between checks of a healthy key. */
  intervalMinutes: number;
};

/** How a key is doing, as far as the time of its next check depends on it. */
export type CheckPace = 'working' | 'confirming' | 'unusable' | 'unclear';

const UNUSABLE_MINUTES = 15;
/** Minutes between checks of a key whose denial is being confirmed. */
export const CONFIRMING_MINUTES = 2.5;
const FIRST_BACKOFF_MINUTES = 1;
const JITTER = 0.1;
const CHECK_AFTER_CHANGE_MS = 60_000;

/** Minutes between two checks of a key, as long as KMS answers and nothing is expected to change. */
export function regularMinutes(pace: CheckPace, { intervalMinutes }: CheckPolicy): number {
  switch (pace) {
    case 'working':
      return intervalMinutes;
    case 'confirming':
      return Math.min(CONFIRMING_MINUTES, intervalMinutes);
    case 'unusable':
    case 'unclear':
      return Math.min(UNUSABLE_MINUTES, intervalMinutes);
  }
}

/**
 * When a key is to be checked next: after minutes while a denial is being confirmed, a quarter of an hour while it is
 * unusable, the interval while it works, and doubling from one minute up to the interval while checks tell nothing.
 * @param jitter a number in [0, 1): spreads keys over ±10 % so that a fleet is never due at once
 * @param expectedChanges instants at which the key changes by itself: it is checked one minute after the first of them
 */
export function nextCheckAt(
  now: Date,
  pace: CheckPace,
  inconclusiveCount: number,
  policy: CheckPolicy,
  jitter: number,
  expectedChanges: readonly (Date | null)[] = [],
): Date {
  // Even while KMS is silent, an unusable key is checked as often as one that answers.
  const longest = regularMinutes(pace === 'unusable' ? 'unusable' : 'working', policy);
  const minutes =
    inconclusiveCount > 0
      ? Math.min(FIRST_BACKOFF_MINUTES * 2 ** Math.min(inconclusiveCount - 1, 20), longest)
      : regularMinutes(pace, policy);
  const regular = now.getTime() + minutes * 60_000 * (1 - JITTER + 2 * JITTER * jitter);
  const justAfter = expectedChanges.flatMap((at) => {
    const check = at === null ? Infinity : at.getTime() + CHECK_AFTER_CHANGE_MS;
    return check > now.getTime() ? [check] : [];
  });
  return new Date(Math.min(regular, ...justAfter));
}
