import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';

const DAY_MS = 24 * 3_600_000;

/** What the axis covers. A scheduled deletion is at most 30 days away; expiring key material may be years away. */
export const AXIS_DAYS = 30;
export const AXIS_MS = AXIS_DAYS * DAY_MS;
/** AWS may delete a key up to this much after its date, so a date that has just passed may still be met. */
export const LATE_MS = DAY_MS;
/** At most so many keys are drawn. */
export const MOST_MARKS = 500;

/** A key to draw. */
export type DatedKey = { id: string; at: Date; name: string; status: VerdictStatus };

/** One mark of the axis: one key, or several that have no room of their own. Instants are ISO text. */
export type AxisMark = {
  /** Its keys in the order of their dates, at most `NAMES_KEPT` of them by name. */
  firstId: string;
  keys: number;
  names: readonly string[];
  /** The worst status among them. */
  status: VerdictStatus;
  at: string;
  until: string;
  /** The places of the first and the last date, from 0 (now) to 1. */
  from: number;
  to: number;
  lane: number;
  /** Where the label stands: near the end of the axis it has no room on the right. */
  side: 'right' | 'left';
};

/** The smallest width that a layout must fit, in pixels. A wider axis only moves the marks apart. */
export type AxisSize = { widthPx: number; labelPx: number; lanes: number };

/** Beside the rail, and on a phone. */
export const WIDE_AXIS: AxisSize = { widthPx: 864, labelPx: 176, lanes: 6 };
export const NARROW_AXIS: AxisSize = { widthPx: 272, labelPx: 132, lanes: 8 };

/** The mark itself, and the room between a label and the next mark. */
export const MARK_PX = 12;
const GAP_PX = 8;
/** A title lists so many names of a mark with several keys. */
export const NAMES_KEPT = 8;

const worseOf = (a: VerdictStatus, b: VerdictStatus): VerdictStatus =>
  VERDICT_STATUSES.indexOf(a) <= VERDICT_STATUSES.indexOf(b) ? a : b;

/** Where a time is on the axis: 0 is now, 1 its end. A date that has passed is at 0. */
export const placeOf = (at: Date, now: Date): number =>
  Math.min(1, Math.max(0, (at.getTime() - now.getTime()) / AXIS_MS));

/**
 * Places keys on the axis. Every mark takes the first lane in which neither it nor its label touches the mark before. A
 * key without such a lane joins the mark before it, so the order of dates is the order of marks.
 * @param keys in the order of their dates
 */
export function layOut(keys: readonly DatedKey[], now: Date, { widthPx, labelPx, lanes }: AxisSize): AxisMark[] {
  const marks: AxisMark[] = [];
  const takenUntilPx: number[] = Array.from({ length: lanes }, () => Number.NEGATIVE_INFINITY);
  for (const { id, at, name, status } of keys) {
    const place = placeOf(at, now);
    const centerPx = place * widthPx;
    const side = centerPx + labelPx > widthPx ? 'left' : 'right';
    const beginsPx = side === 'right' ? centerPx - MARK_PX / 2 : centerPx - labelPx;
    const lane = takenUntilPx.findIndex((px) => px + GAP_PX <= beginsPx);
    const before = marks.at(-1);
    if (lane === -1 && before !== undefined) {
      before.keys += 1;
      if (before.names.length < NAMES_KEPT) before.names = [...before.names, name];
      before.status = worseOf(before.status, status);
      before.until = at.toISOString();
      before.to = place;
      continue;
    }
    takenUntilPx[lane] = side === 'right' ? centerPx + labelPx : centerPx + MARK_PX / 2;
    const iso = at.toISOString();
    marks.push({
      firstId: id,
      keys: 1,
      names: [name],
      status,
      at: iso,
      until: iso,
      from: place,
      to: place,
      lane,
      side,
    });
  }
  return marks;
}

/** The dates written under the axis, every seven days: their places, and the day itself. */
export const axisTicks = (now: Date): { place: number; at: Date }[] =>
  [7, 14, 21, 28].map((days) => ({ place: days / AXIS_DAYS, at: new Date(now.getTime() + days * DAY_MS) }));
