import type { KeyRole } from '#lib/core/key/role.ts';

/** The most minutes between checks of a healthy key: two checks must fit into the 24 hours of a test (H9). */
export const LONGEST_INTERVAL_MINUTES = 720;

export type CheckPolicy = {
  /** Minutes between checks of a healthy key, at most `LONGEST_INTERVAL_MINUTES`. */
  intervalMinutes: number;
};

/** Longer than the scheduler pauses for a region that throttles us. */
const LONGEST_POSTPONED_MS = 15 * 60_000;

/** How far ahead a check is ever planned. One that is planned for later was planned before a clock was set back (H26). */
export const longestWaitMs = (policy: CheckPolicy): number => Math.max(longestIntervalMs(policy), LONGEST_POSTPONED_MS);

/** The same for a released key, which is checked once a day. */
export const LONGEST_RELEASED_WAIT_MS = Math.ceil(24 * 60 * 60_000 * 1.1);

/** How a key of this role is checked: what says how old its status may be. */
export const policyOf = (role: KeyRole, policy: CheckPolicy): CheckPolicy =>
  role === 'released' ? { intervalMinutes: regularMinutes('released', policy) } : policy;

/** The condition of a key, as far as its next check depends on it. */
export type CheckPace = 'working' | 'confirming' | 'unusable' | 'unclear' | 'setup_new' | 'setup_waiting' | 'released';

/** A released key is only watched until its end. */
const RELEASED_MINUTES = 24 * 60;
const UNUSABLE_MINUTES = 15;
/** KMS is eventually consistent: a setup needs two full checks five minutes apart. */
const SETUP_NEW_MINUTES = 5;
const SETUP_NEW_MS = 3_600_000;
/** Minutes between checks of a key while we re-check a denial. */
export const CONFIRMING_MINUTES = 2.5;
const FIRST_BACKOFF_MINUTES = 1;
const JITTER = 0.1;
const CHECK_AFTER_CHANGE_MS = 60_000;

/** The longest time between two checks of a key. */
export const longestIntervalMs = ({ intervalMinutes }: CheckPolicy): number =>
  Math.ceil(intervalMinutes * 60_000 * (1 + JITTER));

/** Minutes between two checks of a key while KMS answers and no change is expected. */
export function regularMinutes(pace: CheckPace, { intervalMinutes }: CheckPolicy): number {
  switch (pace) {
    case 'working':
    case 'setup_waiting':
      return intervalMinutes;
    case 'setup_new':
      return Math.min(SETUP_NEW_MINUTES, intervalMinutes);
    case 'released':
      return Math.max(RELEASED_MINUTES, intervalMinutes);
    case 'confirming':
      return Math.min(CONFIRMING_MINUTES, intervalMinutes);
    case 'unusable':
    case 'unclear':
      return Math.min(UNUSABLE_MINUTES, intervalMinutes);
  }
}

/** The pace of a key in a setup: every few minutes for an hour after something changed. @param since the last change */
export const setupPace = (since: Date, now: Date): CheckPace =>
  now.getTime() - since.getTime() < SETUP_NEW_MS ? 'setup_new' : 'setup_waiting';

/**
 * When to check a key next: every few minutes while re-checking a denial, every 15 minutes while unusable, at the
 * interval while it works. Without answers, the time doubles from one minute up to the interval.
 * @param jitter a number in [0, 1): spreads keys over ±10 %, so that they are not all due at once
 * @param expectedChanges when the key will change by itself; it is checked one minute after the first of them
 */
export function nextCheckAt(
  now: Date,
  pace: CheckPace,
  inconclusiveCount: number,
  policy: CheckPolicy,
  jitter: number,
  expectedChanges: readonly (Date | null)[] = [],
): Date {
  // An unusable key is checked just as often while KMS gives no answer.
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
