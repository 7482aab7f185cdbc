import { VERDICT_STATUSES, VERDICT_WORD, type VerdictStatus } from '#lib/core/finding/status.ts';
import { dayWords, durationWords, timeOfDayWords } from '#lib/core/text/time-words.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

export const STRIP_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

/**
 * A period with one status, and the status in words. An open period has no end and was last confirmed at `lastSeenAt`.
 * The words are included so that the browser does not load the text of every finding.
 */
export type VerdictSpan = {
  verdict: Verdict;
  words: string;
  /** Whether a check stands behind it: a new key has a status before its first check. */
  checked: boolean;
  from: Date;
  to: Date | null;
};

/** What the status history is drawn from, in any order. */
export type VerdictHistory = {
  spans: readonly VerdictSpan[];
  /** When the open period was last confirmed. */
  lastSeenAt: Date | null;
  /** How long a key may go unchecked before it counts as a gap. It is the same value as when periods are written. */
  silenceMs: number;
  /** Where the periods begin if there were too many to load. Days that are not fully covered are left out. */
  completeFrom: Date | null;
};

/** A part of a day: a status with its words, or null when nobody checked. */
export type StripPiece = { from: Date; to: Date; verdict: Verdict | null; words: string | null };

/** One column: a UTC day. */
export type StripDay = {
  /** Midnight UTC. */
  day: Date;
  /** The day's most severe status; null when nobody checked. */
  verdict: Verdict | null;
  words: string | null;
  /** How much of the day so far is covered by periods, from 0 to 1. */
  knownShare: number;
  /** The parts of the day in order, gaps included. */
  pieces: readonly StripPiece[];
};

/** The status history as a page begins with it: the days' statuses, oldest first, and all about the last one, today. */
export type VerdictStrip = { statuses: readonly (VerdictStatus | null)[]; today: StripDay | null };

type Ended = { verdict: Verdict; words: string; from: number; to: number };

const rankOf = ({ verdict }: { verdict: Verdict }): number => VERDICT_STATUSES.indexOf(verdict.status);

/** Half-open intervals. A status that was seen only once has no length but still counts. */
const touches = (span: Ended, start: number, end: number): boolean =>
  span.from < end && (span.to > start || (span.from === span.to && span.from >= start));

function columnOf(day: number, spans: readonly Ended[], now: number, quietTail: boolean): StripDay {
  const end = Math.min(day + DAY_MS, now + 1);
  const seen = spans.filter((span) => touches(span, day, end));
  const until = Math.min(day + DAY_MS, now);
  const pieces: StripPiece[] = [];
  const add = (from: number, to: number, span: Ended | null): void =>
    void pieces.push({
      from: new Date(from),
      to: new Date(to),
      verdict: span?.verdict ?? null,
      words: span?.words ?? null,
    });
  let cursor = day;
  let knownMs = 0;
  for (const span of seen) {
    const [from, to] = [Math.max(span.from, day), Math.min(span.to, until)];
    if (from > cursor) add(cursor, from, null);
    add(from, to, span);
    knownMs += Math.max(0, to - Math.max(from, cursor));
    cursor = Math.max(cursor, to);
  }
  const waitingForNextCheck = quietTail && seen.length > 0;
  if (cursor < until && !waitingForNextCheck) add(cursor, until, null);
  const elapsedMs = (waitingForNextCheck ? cursor : until) - day;
  // Of two equally severe ones, the later one names the cause.
  const worst = seen.toSorted((a, b) => rankOf(a) - rankOf(b) || b.from - a.from)[0];
  return {
    day: new Date(day),
    verdict: worst?.verdict ?? null,
    words: worst?.words ?? null,
    knownShare: elapsedMs > 0 ? Math.min(1, knownMs / elapsedMs) : Number(seen.length > 0),
    pieces,
  };
}

const midnightOf = (at: Date): number => Math.floor(at.getTime() / DAY_MS) * DAY_MS;

/** Midnight of the first day shown: periods are needed from then on. */
export const stripBegins = (now: Date, days = STRIP_DAYS): Date => new Date(midnightOf(now) - (days - 1) * DAY_MS);

/**
 * The days of the status history, oldest first, today last: at most `days` UTC days. Time without checks is a gap,
 * within a day as well. Only the time since the last check is no gap while the next check may still be due.
 */
export function verdictStrip(history: VerdictHistory, now: Date, days = STRIP_DAYS): StripDay[] {
  const { lastSeenAt, silenceMs, completeFrom } = history;
  const spans = history.spans
    .filter(({ checked }) => checked)
    .map(({ verdict, words, from, to }) => ({
      verdict,
      words,
      from: from.getTime(),
      to: Math.max(from.getTime(), (to ?? lastSeenAt ?? from).getTime()),
    }))
    .toSorted((a, b) => a.from - b.from);
  const lastEnd = spans.reduce((latest, { to }) => Math.max(latest, to), 0);
  const today = midnightOf(now);
  return Array.from({ length: days }, (_, index) => today - (days - 1 - index) * DAY_MS)
    .filter((day) => completeFrom === null || day >= completeFrom.getTime())
    .map((day) => columnOf(day, spans, now.getTime(), day === today && now.getTime() - lastEnd <= silenceMs));
}

/** The short form of the status history. */
export function stripSummary(history: VerdictHistory, now: Date): VerdictStrip {
  const columns = verdictStrip(history, now);
  return { statuses: columns.map(({ verdict }) => verdict?.status ?? null), today: columns.at(-1) ?? null };
}

/** Midnight UTC of one of the days of a summary that was made at `now`. */
export const stripDayAt = ({ statuses }: VerdictStrip, index: number, now: Date): Date =>
  new Date(midnightOf(now) - (statuses.length - 1 - index) * DAY_MS);

/** A day whose periods are not read yet, in a sentence. */
export const stripStatusWords = (day: Date, status: VerdictStatus | null): string =>
  `${dayWords(day)}: ${status === null ? GAP_WORDS : VERDICT_WORD[status]}`;

const GAP_WORDS = 'not checked';

/** One day in a sentence, for screen readers. */
export function stripDayWords({ day, words, knownShare }: StripDay): string {
  if (words === null) return `${dayWords(day)}: ${GAP_WORDS}`;
  const percent = Math.floor(knownShare * 100);
  const partly = knownShare < 1 ? `, known for ${percent < 1 ? 'under 1' : percent} % of the time` : '';
  return `${dayWords(day)}: ${words}${partly}`;
}

/** One part of a day: when, what, how long. Times are in UTC. */
export function stripPieceWords({ from, to, words }: StripPiece): { when: string; what: string } {
  const what = words ?? 'Not checked';
  if (from.getTime() === to.getTime()) return { when: `${timeOfDayWords(from)} UTC, seen once`, what };
  if (to.getTime() - from.getTime() === DAY_MS) return { when: 'all day, UTC', what };
  const end = to.getTime() % DAY_MS === 0 ? '24:00' : timeOfDayWords(to);
  return {
    when: `${timeOfDayWords(from)}–${end} UTC, ${durationWords(to.getTime() - from.getTime())}`,
    what,
  };
}

/**
 * How many days had each status as their most severe one: most severe first, gaps last. Only what occurred is listed
 * (H15).
 */
export function stripCounts(
  days: VerdictStrip['statuses'],
): { status: VerdictStatus | null; days: number; words: string }[] {
  return [...VERDICT_STATUSES, null]
    .map((status) => ({
      status,
      days: days.filter((one) => one === status).length,
      words: status === null ? GAP_WORDS : VERDICT_WORD[status].toLowerCase(),
    }))
    .filter(({ days }) => days > 0);
}
