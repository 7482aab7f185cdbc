import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { USABLE, verdictLine, wasChecked, type Verdict } from '#lib/core/finding/verdict.ts';
import {
  STRIP_DAYS,
  stripCounts,
  stripDayAt,
  stripDayWords,
  stripPieceWords,
  stripStatusWords,
  stripSummary,
  verdictStrip,
  type VerdictHistory,
  type VerdictSpan,
} from '#lib/core/verdict/verdict-strip.ts';

const MIDNIGHT = new Date('2026-03-14T00:00:00.000Z');
const NOON = after(12 * HOUR_MS, MIDNIGHT);
const SILENCE_MS = 3 * HOUR_MS;
const DISABLED: Verdict = { status: 'unusable', cause: 'key_disabled' };
const UNVERIFIED: Verdict = { status: 'unverified', cause: 'permission_tests_overdue' };

const hours = (from: number, to: number | null, verdict: Verdict = USABLE): VerdictSpan => ({
  verdict,
  words: verdictLine(verdict),
  checked: wasChecked(verdict),
  from: after(from * HOUR_MS, MIDNIGHT),
  to: to === null ? null : after(to * HOUR_MS, MIDNIGHT),
});
const history = (spans: VerdictSpan[], given: Partial<VerdictHistory> = {}): VerdictHistory => ({
  spans,
  lastSeenAt: null,
  silenceMs: SILENCE_MS,
  completeFrom: null,
  ...given,
});
const strip = (spans: VerdictSpan[], given: Partial<VerdictHistory> = {}, now = NOON) =>
  verdictStrip(history(spans, given), now);
const today = (spans: VerdictSpan[], given: Partial<VerdictHistory> = {}, now = NOON) => {
  const column = strip(spans, given, now).at(-1);
  if (column === undefined) throw new Error('There is no column.');
  return column;
};
const spelt = (column: ReturnType<typeof today>): string[] =>
  column.pieces.map((piece) => `${stripPieceWords(piece).when}: ${stripPieceWords(piece).what}`);

describe('the status history', () => {
  it('has a column for each of 90 UTC days, today last', () => {
    const columns = strip([]);
    expect(columns).toHaveLength(STRIP_DAYS);
    expect(columns.at(-1)?.day).toEqual(MIDNIGHT);
    expect(columns[0]?.day).toEqual(after(-89 * DAY_MS, MIDNIGHT));
  });

  it('begins today’s column exactly at midnight UTC', () => {
    expect(strip([], {}, MIDNIGHT).at(-1)?.day).toEqual(MIDNIGHT);
    expect(strip([], {}, after(-1, MIDNIGHT)).at(-1)?.day).toEqual(after(-DAY_MS, MIDNIGHT));
  });

  it('shows a day by its most severe status, however short', () => {
    const column = today([hours(0, 6), hours(6, 6.1, DISABLED), hours(6.1, 12)]);
    expect(column.verdict).toEqual(DISABLED);
    expect(column.knownShare).toBe(1);
  });

  it('leaves a day blank when nobody checked', () => {
    expect(today([hours(-48, -24)])).toMatchObject({ verdict: null, knownShare: 0 });
    expect(strip([hours(-48, -24)]).at(-2)?.verdict).toBeNull();
    expect(strip([hours(-48, -24)]).at(-3)?.verdict).toEqual(USABLE);
  });

  it('shows the gap within a day next to what was seen', () => {
    expect(spelt(today([hours(0, 2), hours(8, 12, DISABLED)]))).toEqual([
      '00:00–02:00 UTC, 2 h 0 min: Usable',
      '02:00–08:00 UTC, 6 h 0 min: Not checked',
      '08:00–12:00 UTC, 4 h 0 min: Unusable: disabled',
    ]);
  });

  it('ends an open period when it was last confirmed', () => {
    const open = [hours(-30, null)];
    expect(strip(open, { lastSeenAt: after(-4 * HOUR_MS, MIDNIGHT) }).at(-1)?.verdict).toBeNull();
    expect(spelt(today(open, { lastSeenAt: after(HOUR_MS, MIDNIGHT) }))).toEqual([
      '00:00–01:00 UTC, 1 h 0 min: Usable',
      '01:00–12:00 UTC, 11 h 0 min: Not checked',
    ]);
  });

  it('shows no gap since the last check before the next one is overdue', () => {
    const seenAt = after(-SILENCE_MS, NOON);
    const [justStill, tooLong] = [seenAt, after(-1, seenAt)].map((lastSeenAt) =>
      today([hours(0, null)], { lastSeenAt }),
    );
    expect(justStill).toMatchObject({ knownShare: 1, pieces: [{ verdict: USABLE, to: seenAt }] });
    expect(tooLong?.pieces.at(-1)?.verdict).toBeNull();
    expect(tooLong?.knownShare).toBeLessThan(1);
  });

  it('shows today as a gap until somebody has checked today, even a minute after midnight', () => {
    const column = today([hours(-9, null)], { lastSeenAt: after(-MINUTE_MS, MIDNIGHT) }, after(MINUTE_MS, MIDNIGHT));
    expect(column.verdict).toBeNull();
    expect(spelt(column)).toEqual(['00:00–00:01 UTC, 1 min: Not checked']);
  });

  it('keeps a status that was seen only once', () => {
    const column = today([hours(3, 3, DISABLED)]);
    expect(column.verdict).toEqual(DISABLED);
    expect(spelt(column)[1]).toBe('03:00 UTC, seen once: Unusable: disabled');
    expect(today([hours(0, 0, DISABLED)]).verdict).toEqual(DISABLED);
    expect(strip([hours(0, 0, DISABLED)]).at(-2)?.verdict).toBeNull();
  });

  it('gives a period that ends at midnight only to the day before', () => {
    expect(
      strip([hours(-24, 0, DISABLED)])
        .map(({ verdict }) => verdict?.status)
        .slice(-2),
    ).toEqual(['unusable', undefined]);
  });

  it('H15 shows the time before the first check as a gap, although the key has a status', () => {
    const never: Verdict = { status: 'unverified', cause: 'never_checked' };
    const column = today([hours(0, 4, never), hours(4, 12)]);
    expect(column.verdict).toEqual(USABLE);
    expect(spelt(column)[0]).toBe('00:00–04:00 UTC, 4 h 0 min: Not checked');
    expect(today([hours(0, 4, never)]).verdict).toBeNull();
  });

  it('leaves out days before the loaded periods are complete', () => {
    const columns = strip([hours(-60, 12)], { completeFrom: after(-60 * HOUR_MS, MIDNIGHT) });
    expect(columns.map(({ day }) => day)).toEqual([-48, -24, 0].map((at) => after(at * HOUR_MS, MIDNIGHT)));
  });
});

describe('the status history as a page begins with it', () => {
  it('has the status of each day, and everything about today', () => {
    const given = history([hours(-24, 0, UNVERIFIED), hours(0, 12, DISABLED)]);
    const { statuses, today: last } = stripSummary(given, NOON);
    expect(statuses).toHaveLength(STRIP_DAYS);
    expect(statuses.slice(-3)).toEqual([null, 'unverified', 'unusable']);
    expect(last).toEqual(verdictStrip(given, NOON).at(-1));
  });

  it('names the days of its columns', () => {
    const summary = stripSummary(history([]), NOON);
    expect(stripDayAt(summary, STRIP_DAYS - 1, NOON)).toEqual(MIDNIGHT);
    expect(stripDayAt(summary, 0, NOON)).toEqual(after(-89 * DAY_MS, MIDNIGHT));
    expect(stripStatusWords(MIDNIGHT, 'unusable')).toBe('Sat 14 Mar 2026: Unusable');
    expect(stripStatusWords(MIDNIGHT, null)).toBe('Sat 14 Mar 2026: not checked');
  });
});

describe('the status history in words', () => {
  it('gives a day’s most severe status, and how much of the day is known', () => {
    expect(stripDayWords(today([hours(0, 12)]))).toBe('Sat 14 Mar 2026: Usable');
    expect(stripDayWords(today([hours(0, 3, DISABLED)]))).toBe(
      'Sat 14 Mar 2026: Unusable: disabled, known for 25 % of the time',
    );
    expect(stripDayWords(today([hours(3, 3)]))).toBe('Sat 14 Mar 2026: Usable, known for under 1 % of the time');
  });

  it('H15 says of a day without a check only that', () => {
    expect(stripDayWords(today([]))).toBe('Sat 14 Mar 2026: not checked');
  });

  it('counts days, most severe first, and names only what occurred', () => {
    const counts = stripCounts(
      stripSummary(history([hours(-24, 0, UNVERIFIED), hours(0, 12, DISABLED)]), NOON).statuses,
    );
    expect(counts.map(({ days, words }) => `${days} ${words}`)).toEqual(['1 unusable', '1 unknown', '88 not checked']);
  });

  it('ends a day at 24:00', () => {
    const yesterday = strip([hours(-12, 0)]).at(-2);
    expect(yesterday?.pieces.map((piece) => stripPieceWords(piece).when)).toEqual([
      '00:00–12:00 UTC, 12 h 0 min',
      '12:00–24:00 UTC, 12 h 0 min',
    ]);
  });

  it('says "all day" for one status from midnight to midnight', () => {
    expect(
      strip([hours(-24, 0)])
        .at(-2)
        ?.pieces.map((piece) => stripPieceWords(piece).when),
    ).toEqual(['all day, UTC']);
  });
});

const anyVerdict: fc.Arbitrary<Verdict> = fc.constantFrom(USABLE, DISABLED, UNVERIFIED, {
  status: 'attention',
  cause: 'key_changing',
});
/** Periods one after another, with or without gaps, as checks write them. The last one may be open. */
const anyHistory = fc
  .record({
    startsHoursAgo: fc.integer({ min: 0, max: 100 * 24 }),
    steps: fc.array(
      fc.record({
        silenceHours: fc.constantFrom(0, 0, 0, 5, 30, 200),
        lengthMinutes: fc.constantFrom(0, 15, 600, 6_000, 30_000),
        verdict: anyVerdict,
      }),
      { maxLength: 20 },
    ),
    open: fc.boolean(),
    nowMs: fc.integer({ min: 0, max: DAY_MS - 1 }),
  })
  .map(({ startsHoursAgo, steps, open, nowMs }) => {
    const now = after(nowMs, MIDNIGHT);
    let at = after(-startsHoursAgo * HOUR_MS, now).getTime();
    const spans: (VerdictSpan & { to: Date })[] = [];
    for (const { silenceHours, lengthMinutes, verdict } of steps) {
      at += silenceHours * HOUR_MS;
      if (at > now.getTime()) break;
      const to = Math.min(at + lengthMinutes * MINUTE_MS, now.getTime());
      spans.push({
        verdict,
        words: verdictLine(verdict),
        checked: wasChecked(verdict),
        from: new Date(at),
        to: new Date(to),
      });
      at = to;
    }
    const lastSeenAt = spans.at(-1)?.to ?? null;
    const given = spans.map((span, index) => (open && index === spans.length - 1 ? { ...span, to: null } : span));
    return { now, spans, history: history(given, { lastSeenAt }) };
  });

const touching = (spans: readonly { verdict: Verdict; from: Date; to: Date }[], day: Date) => {
  const [start, end] = [day.getTime(), day.getTime() + DAY_MS];
  return spans.filter(({ from, to }) => {
    const [a, b] = [from.getTime(), to.getTime()];
    return a < end && (b > start || (a === b && a >= start));
  });
};

describe('any history', () => {
  const always = (
    holds: (
      given: { now: Date; spans: { verdict: Verdict; from: Date; to: Date }[] },
      columns: ReturnType<typeof verdictStrip>,
    ) => void,
  ) =>
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 1, max: 120 }), (given, days) => {
        const columns = verdictStrip(given.history, given.now, days);
        expect(columns.length).toBeLessThanOrEqual(days);
        holds(given, columns);
      }),
      { numRuns: 300 },
    );

  it('H15 a day without any period is a gap, and no other day is', () => {
    always(({ spans }, columns) => {
      for (const { day, verdict } of columns) expect(verdict === null).toBe(touching(spans, day).length === 0);
    });
  });

  it('a column’s status is the most severe of the periods that touch its day', () => {
    always(({ spans }, columns) => {
      for (const { day, verdict } of columns) {
        if (verdict === null) continue;
        const ranks = touching(spans, day).map((span) => VERDICT_STATUSES.indexOf(span.verdict.status));
        expect(VERDICT_STATUSES.indexOf(verdict.status)).toBe(Math.min(...ranks));
      }
    });
  });

  it('the time between two periods is a gap on every day that it touches, and only the end may be left out', () => {
    always(({ spans, now }, columns) => {
      for (const { day, pieces, verdict } of columns) {
        if (verdict === null) continue;
        for (const piece of pieces.filter((one) => one.verdict === null)) {
          const middle = (piece.from.getTime() + piece.to.getTime()) / 2;
          expect(spans.some(({ from, to }) => from.getTime() < middle && middle < to.getTime())).toBe(false);
        }
        const covered = pieces.reduce((sum, { from, to }) => sum + to.getTime() - from.getTime(), 0);
        const elapsed = Math.min(DAY_MS, now.getTime() - day.getTime());
        const end = pieces.at(-1)?.to.getTime() ?? 0;
        // Only the time since the last check may be left out, and only before the next check is overdue.
        expect(elapsed - covered).toBe(Math.min(day.getTime() + DAY_MS, now.getTime()) - end);
        expect(elapsed - covered).toBeLessThanOrEqual(SILENCE_MS);
      }
    });
  });

  it('the known share of a day is between 0 and 1', () => {
    always((_, columns) => {
      for (const { knownShare } of columns) {
        expect(knownShare).toBeGreaterThanOrEqual(0);
        expect(knownShare).toBeLessThanOrEqual(1);
      }
    });
  });
});
