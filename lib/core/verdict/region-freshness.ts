import { isInFuture } from '#lib/core/probe/clock-error.ts';
import { isAtRest } from '#lib/core/probe/quota.ts';

/**
 * What is stored of KMS's answers in a region, as JSON for pages: times in milliseconds, so that an open page judges them
 * with its own running clock.
 */
export type RegionFreshness = {
  region: string;
  /** When KMS last answered about a customer's key, whatever it said. */
  answeredAtMs: number | null;
  /** When we last called KMS about a customer's key. */
  askedAtMs: number | null;
  /** When the first check began that got no answer since the last one. */
  silentSinceMs: number | null;
  /** Scheduled checks are paused until then, because KMS throttled us (H24). */
  pausedUntilMs: number | null;
  incidentSinceMs: number | null;
  /** Active and retained keys in the region. */
  liveKeys: number;
  intervalMinutes: number;
};

/**
 * What may be said about KMS's answers in a region.
 * `answering`: answered within two intervals, and every check since got an answer.
 * `unanswered`: the latest checks got none, for less than five minutes.
 * `late`: no answer for two intervals, and no check failed: nobody asks, or what came back told nothing.
 * `silent`: no answer for five minutes of failures, or for two intervals with failures.
 * `never`: no answer yet, and no check failed; it warns, because nobody knows since when. `no_keys`: there is nothing to ask about.
 * `clock_error`: a stored time lies in the future, so its age is not known (H26).
 */
export type AnswerState =
  | { kind: 'answering'; answeredAtMs: number }
  | { kind: 'unanswered' }
  | { kind: 'late'; answeredAtMs: number; askedSince: boolean }
  | { kind: 'silent'; sinceMs: number }
  | { kind: 'never' }
  | { kind: 'no_keys' }
  | { kind: 'clock_error' };

/** What is said about a region. Several can hold at once. */
export type RegionState = {
  answers: AnswerState;
  /** Until when scheduled checks are paused; null when they are not. */
  pausedUntilMs: number | null;
  /** `sinceMs` is null where the incident's start lies in the future, so that nobody knows it (H26). */
  incident: { sinceMs: number | null } | null;
};

/** Failures for this long are a silence. */
export const SILENT_AFTER_MS = 5 * 60_000;
const LATE_INTERVALS = 2;

/** After this time without an answer the statuses of a region are older than its checks allow. */
export const lateAfterMs = (intervalMinutes: number): number => LATE_INTERVALS * intervalMinutes * 60_000;

const liesAhead = (atMs: number, nowMs: number): boolean => isInFuture(new Date(atMs), new Date(nowMs));

/** What may be said about KMS's answers in a region now. Only an answer makes it better, never an attempt. */
export function answerState(
  region: Pick<RegionFreshness, 'answeredAtMs' | 'askedAtMs' | 'silentSinceMs' | 'liveKeys' | 'intervalMinutes'>,
  nowMs: number,
): AnswerState {
  const { answeredAtMs, askedAtMs, silentSinceMs } = region;
  if (region.liveKeys === 0) return { kind: 'no_keys' };
  if ([answeredAtMs, silentSinceMs].some((atMs) => atMs !== null && liesAhead(atMs, nowMs)))
    return { kind: 'clock_error' };
  const isLate = answeredAtMs !== null && nowMs - answeredAtMs > lateAfterMs(region.intervalMinutes);
  if (silentSinceMs !== null)
    return isLate || nowMs - silentSinceMs >= SILENT_AFTER_MS
      ? { kind: 'silent', sinceMs: silentSinceMs }
      : { kind: 'unanswered' };
  if (answeredAtMs === null) return { kind: 'never' };
  if (isLate) return { kind: 'late', answeredAtMs, askedSince: askedAtMs !== null && askedAtMs > answeredAtMs };
  return { kind: 'answering', answeredAtMs };
}

/** What is said about a region now. A pause that ends too late was stored before a clock was set back. */
export function regionState(region: RegionFreshness, nowMs: number): RegionState {
  const { pausedUntilMs, incidentSinceMs } = region;
  const isPaused = pausedUntilMs !== null && isAtRest(new Date(pausedUntilMs), new Date(nowMs));
  return {
    answers: answerState(region, nowMs),
    pausedUntilMs: isPaused ? pausedUntilMs : null,
    incident: incidentSinceMs === null ? null : { sinceMs: liesAhead(incidentSinceMs, nowMs) ? null : incidentSinceMs },
  };
}

const WARNS = {
  answering: false,
  unanswered: false,
  late: true,
  silent: true,
  never: true,
  no_keys: false,
  clock_error: true,
} as const satisfies Record<AnswerState['kind'], boolean>;

/** Whether the statuses of a region must be read with a warning. */
export const warnsOf = ({ kind }: AnswerState): boolean => WARNS[kind];
