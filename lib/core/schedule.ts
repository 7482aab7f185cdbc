import { keyWorks, type Verdict, type VerdictStatus } from '#lib/core/verdict.ts';

export type CheckPolicy = {
  /** Minutes between checks of a healthy key. */
  intervalMinutes: number;
};

const UNUSABLE_MINUTES = 15;
/** Minutes between checks of a key whose denial is being confirmed. */
export const CONFIRMING_MINUTES = 2.5;
const FIRST_BACKOFF_MINUTES = 1;
const JITTER = 0.1;
const LOOK_AFTER_TURN_MS = 60_000;

/** Minutes between two checks of a key at that verdict, where nothing hurries them or makes them wait. */
export const regularMinutes = (status: VerdictStatus, { intervalMinutes }: CheckPolicy): number =>
  status === 'usable' ? intervalMinutes : Math.min(UNUSABLE_MINUTES, intervalMinutes);

/**
 * When a key is to be checked next: minutes while a denial is being confirmed, a quarter of an hour while it is
 * unusable, the interval while healthy, and doubling from one minute up to the interval while we cannot tell.
 * @param jitter a number in [0, 1): spreads keys over ±10 % so that a fleet is never due at once
 * @param turns instants at which the key is known to change by itself: one that comes first is looked at just after
 */
export function nextCheckAt(
  now: Date,
  verdict: Verdict,
  inconclusiveCount: number,
  policy: CheckPolicy,
  jitter: number,
  turns: readonly (Date | null)[] = [],
): Date {
  const capped = (minutes: number): number => Math.min(minutes, policy.intervalMinutes);
  // Not even a silent KMS lets a countdown go unwatched for longer than a key that answers.
  const longest = capped(verdict.status === 'unusable' ? UNUSABLE_MINUTES : policy.intervalMinutes);
  const minutes =
    inconclusiveCount > 0
      ? Math.min(FIRST_BACKOFF_MINUTES * 2 ** Math.min(inconclusiveCount - 1, 20), longest)
      : verdict.cause === 'access_denied_unconfirmed'
        ? capped(CONFIRMING_MINUTES)
        : regularMinutes(keyWorks(verdict) ? 'usable' : verdict.status, policy);
  const regular = now.getTime() + minutes * 60_000 * (1 - JITTER + 2 * JITTER * jitter);
  const justAfter = turns.flatMap((at) => {
    const look = at === null ? Infinity : at.getTime() + LOOK_AFTER_TURN_MS;
    return look > now.getTime() ? [look] : [];
  });
  return new Date(Math.min(regular, ...justAfter));
}
