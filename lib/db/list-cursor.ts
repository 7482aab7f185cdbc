import { z } from 'zod';
import type { KeySort } from '#lib/core/verdict/key-filter.ts';

/** Exactly what `writeCursor` writes: any other time would be an error in the database. */
export const InstantText = z.string().refine((text) => {
  const at = Date.parse(text);
  return at >= 0 && new Date(at).toISOString() === text && text.length === 24;
});
const TimeOrLast = InstantText.nullable();
const UrgentCursor = z.tuple([z.int().min(0).max(99), TimeOrLast, TimeOrLast, z.uuid()]);
const NewestCursor = z.tuple([InstantText, z.uuid()]);

/** Where a list sorted "urgent first" goes on: urgency, deadline, since when not usable, id; null is no time. */
export type UrgentCursor = z.infer<typeof UrgentCursor>;
/** Where a list sorted by the newest change goes on: the change's time, id. */
export type NewestCursor = z.infer<typeof NewestCursor>;
export type ListCursor = UrgentCursor | NewestCursor;
export type PageOf = { direction: 'after' | 'before'; cursor: ListCursor } | null;

const SCHEMA = { urgent: UrgentCursor, newest: NewestCursor } as const satisfies Record<KeySort, z.ZodType<ListCursor>>;
const NO_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const LONG_AGO = '1970-01-01T00:00:00.000Z';

/** Cursors before the first and behind the last row of every list: the way back from a page without rows. */
const FIRST = {
  urgent: [0, LONG_AGO, LONG_AGO, NO_ID],
  newest: ['9999-12-31T23:59:59.999Z', LAST_ID],
} as const satisfies Record<KeySort, readonly unknown[]>;
const LAST = {
  urgent: [99, null, null, LAST_ID],
  newest: [LONG_AGO, NO_ID],
} as const satisfies Record<KeySort, readonly unknown[]>;

/** A cursor as text for a URL. */
export const writeCursor = (cursor: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** The cursor in a URL, or null if it isn't valid for this order. */
export function readCursor(text: string | null, sort: KeySort): ListCursor | null {
  if (text === null || text.length > 200) return null;
  try {
    return SCHEMA[sort].parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}

/** The page that the cursors of a URL name; an invalid one begins at the first page. */
export function pageOf(cursors: { after: string | null; before: string | null }, sort: KeySort): PageOf {
  const after = readCursor(cursors.after, sort);
  if (after !== null) return { direction: 'after', cursor: after };
  const before = readCursor(cursors.before, sort);
  return before === null ? null : { direction: 'before', cursor: before };
}

/**
 * The rows of a page in the order of the list, and the cursors to its neighbors.
 * @param read as `readFound` gives it: in the order of reading, and the last entry where reading stopped
 * @param placeOf a row's place in the list
 */
export function edgesOf<T>(
  read: { rows: T[]; more: boolean; stoppedAt: T | null },
  page: PageOf,
  sort: KeySort,
  placeOf: (row: T) => readonly unknown[],
): { rows: T[]; before: string | null; after: string | null; stopped: boolean } {
  const backwards = page?.direction === 'before';
  const [first, last] = [read.rows[0], read.rows.at(-1)];
  const end = read.stoppedAt ?? (read.more ? last : undefined);
  const further = end === undefined ? null : writeCursor(placeOf(end));
  // From a page without rows the way back begins behind all that was read.
  const begin = first ?? read.stoppedAt;
  const back = page === null ? null : writeCursor(begin === null ? (backwards ? FIRST : LAST)[sort] : placeOf(begin));
  const stopped = read.stoppedAt !== null;
  return backwards
    ? { rows: read.rows.toReversed(), before: further, after: back, stopped }
    : { rows: read.rows, before: back, after: further, stopped };
}
