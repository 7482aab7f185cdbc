import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { after, DAY_MS, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import {
  AXIS_MS,
  axisTicks,
  layOut,
  MARK_PX,
  NARROW_AXIS,
  placeOf,
  WIDE_AXIS,
  type AxisMark,
  type AxisSize,
  type DatedKey,
} from './deletion-axis.ts';

const key = (n: number, ms: number, given: Partial<DatedKey> = {}): DatedKey => ({
  id: `key ${n}`,
  at: after(ms),
  name: `Customer ${n}`,
  status: 'unusable',
  ...given,
});

/** The pixels that a mark and its label take up on an axis of some width. */
function taken(mark: AxisMark, { labelPx }: AxisSize, widthPx: number): { from: number; to: number } {
  const first = mark.from * widthPx;
  return mark.side === 'right'
    ? { from: first - MARK_PX / 2, to: first + labelPx }
    : { from: first - labelPx, to: first + MARK_PX / 2 };
}

const keys = fc
  .array(
    fc.record({
      ms: fc.oneof(
        fc.integer({ min: -40 * DAY_MS, max: 40 * DAY_MS }),
        // Many at nearly the same time, as after one mistake in one account.
        fc.integer({ min: 6 * DAY_MS, max: 6 * DAY_MS + HOUR_MS }),
      ),
      status: fc.constantFrom(...VERDICT_STATUSES),
    }),
    { maxLength: 120 },
  )
  .map((made) => made.toSorted((a, b) => a.ms - b.ms).map(({ ms, status }, n) => key(n, ms, { status })));
const sizes = fc.constantFrom(WIDE_AXIS, NARROW_AXIS);

describe('the axis of the deletion timeline', () => {
  it('has now at its left end, 30 days at its right end, and the rest in proportion', () => {
    expect(placeOf(NOW, NOW)).toBe(0);
    expect(placeOf(after(AXIS_MS), NOW)).toBe(1);
    expect(placeOf(after(DAY_MS), NOW)).toBeCloseTo(1 / 30);
    expect(axisTicks(NOW).map(({ at }) => placeOf(at, NOW))).toEqual(axisTicks(NOW).map(({ place }) => place));
  });

  it('keeps a date that has passed at its left end, and one beyond it at its right end', () => {
    const marks = layOut([key(1, -3 * HOUR_MS), key(2, 300 * DAY_MS)], NOW, WIDE_AXIS);
    expect(marks.map(({ from, at }) => ({ from, at }))).toEqual([
      { from: 0, at: after(-3 * HOUR_MS).toISOString() },
      { from: 1, at: after(300 * DAY_MS).toISOString() },
    ]);
  });

  it('draws keys without room of their own as one mark with their number, the worst status and both dates', () => {
    const crowd = Array.from({ length: 9 }, (_, n) =>
      key(n, 5 * DAY_MS + n * HOUR_MS, { status: n === 7 ? 'unusable' : 'attention' }),
    );
    const marks = layOut(crowd, NOW, { ...WIDE_AXIS, lanes: 3 });
    expect(marks.map(({ keys: n }) => n)).toEqual([1, 1, 7]);
    expect(marks[2]).toMatchObject({
      firstId: 'key 2',
      status: 'unusable',
      at: crowd[2]?.at.toISOString(),
      until: crowd[8]?.at.toISOString(),
      names: crowd.slice(2).map(({ name }) => name),
    });
  });

  it('keeps the order of dates, and loses and doubles no key', () => {
    fc.assert(
      fc.property(keys, sizes, (given, size) => {
        const marks = layOut(given, NOW, size);
        let at = 0;
        for (const mark of marks) {
          const own = given.slice(at, at + mark.keys);
          expect(mark).toMatchObject({
            firstId: own[0]?.id,
            at: own[0]?.at.toISOString(),
            until: own.at(-1)?.at.toISOString(),
          });
          expect(mark.to).toBeGreaterThanOrEqual(mark.from);
          at += mark.keys;
        }
        expect(at).toBe(given.length);
        expect(marks.every(({ from }, index) => from >= (marks[index - 1]?.to ?? 0))).toBe(true);
      }),
    );
  });

  it('lets no label touch another one, however wide the axis is drawn', () => {
    fc.assert(
      fc.property(keys, sizes, fc.constantFrom(1, 1.37, 2.2), (given, size, wider) => {
        const widthPx = size.widthPx * wider;
        const lanes = Map.groupBy(layOut(given, NOW, size), ({ lane }) => lane);
        expect(lanes.size).toBeLessThanOrEqual(size.lanes);
        for (const marks of lanes.values()) {
          const spans = marks.map((mark) => taken(mark, size, widthPx));
          spans.forEach(({ from }, index) =>
            expect(from).toBeGreaterThanOrEqual(spans[index - 1]?.to ?? Number.NEGATIVE_INFINITY),
          );
          for (const { from, to } of spans) {
            expect(from).toBeGreaterThanOrEqual(-MARK_PX);
            expect(to).toBeLessThanOrEqual(widthPx + MARK_PX);
          }
        }
      }),
    );
  });
});
