import { VERDICT_STATUSES, VERDICT_WORD } from '#lib/core/finding/status.ts';
import { dayWords, durationWords, timeOfDayWords } from '#lib/core/text/time-words.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

export const STRIP_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

/**
 * A period of one verdict, and the verdict in words. An open one has no end yet; it was last seen at `lastSeenAt`. The
 * words come with it, so that the browser does not load every finding's text.
 */
export type VerdictSpan = { verdict: Verdict; words: string; from: Date; to: Date | null };

/** What the strip is drawn from: latest spans first or in any order. */
export type VerdictHistory = {
  spans: readonly VerdictSpan[];
  /** When the open span was last seen to be so. */
  lastSeenAt: Date | null;
  /** How long nobody may look before the silence counts as a gap, as it does when spans are written. */
  silenceMs: number;
  /** Where the spans begin, if there were too many to give all; days that are not wholly covered are left out. */
  completeFrom: Date | null;
};

/** A part of a day: a verdict with its words, or null where nobody checked. */
export type StripPiece = { from: Date; to: Date; verdict: Verdict | null; words: string | null };

/** One column: a UTC day. */
export type StripDay = {
  /** Midnight UTC. */
  day: Date;
  /** The worst verdict of the day; null is a gap: nobody checked. */
  verdict: Verdict | null;
  words: string | null;
  /** How much of the day's time so far is covered by spans, from 0 to 1. */
  knownShare: number;
  /** The day in order of time, its silences included. */
  pieces: readonly StripPiece[];
};

type Ended = { verdict: Verdict; words: string; from: number; to: number };

const rankOf = ({ verdict }: { verdict: Verdict }): number => VERDICT_STATUSES.indexOf(verdict.status);

/** Half open, but a verdict seen only once has no length and still was seen. */
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
  // Of equally bad ones the later names the cause.
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

/** Midnight of the strip's first day: from when on its spans are needed. */
export const stripBegins = (now: Date, days = STRIP_DAYS): Date => new Date(midnightOf(now) - (days - 1) * DAY_MS);

/**
 * The columns of the strip, oldest first, the last one today's: at most `days` UTC days. Silence is a gap, in a day as
 * well as between days; only the time since the last check is not one yet while the next check may still be due.
 */
export function verdictStrip(history: VerdictHistory, now: Date, days = STRIP_DAYS): StripDay[] {
  const { lastSeenAt, silenceMs, completeFrom } = history;
  const spans = history.spans
    // A key that was registered and not asked about yet has a verdict, and nobody has looked.
    .filter(({ verdict }) => verdict.cause !== 'never_checked')
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

const GAP_WORDS = 'not checked';

/** One column in a sentence, as a screen reader hears it. */
export function stripDayWords({ day, words, knownShare }: StripDay): string {
  if (words === null) return `${dayWords(day)}: ${GAP_WORDS}`;
  const percent = Math.floor(knownShare * 100);
  const partly = knownShare < 1 ? `, known for ${percent < 1 ? 'under 1' : percent} % of the time` : '';
  return `${dayWords(day)}: ${words}${partly}`;
}

/** One part of a day: when, what, how long. The times are UTC. */
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

/** How many days had which worst verdict: worst first, gaps last. Only what occurred is named (H15). */
export function stripCounts(
  columns: readonly StripDay[],
): { status: Verdict['status'] | null; days: number; words: string }[] {
  const statuses = [...VERDICT_STATUSES, null];
  return statuses
    .map((status) => ({
      status,
      days: columns.filter(({ verdict }) => (verdict?.status ?? null) === status).length,
      words: status === null ? GAP_WORDS : VERDICT_WORD[status].toLowerCase(),
    }))
    .filter(({ days }) => days > 0);
}
