import { and, desc, eq, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { keyEvents } from '#drizzle/schema/key-events.ts';
import type { KeyEvent, ShownEvent } from '#lib/core/verdict/key-event.ts';
import type { Executor } from '#lib/db/database.ts';
import { eventOf } from '#lib/db/stored-vocabulary.ts';

/** Where the next page of a key's events begins: after the one with this time and id. */
const Cursor = z.tuple([z.iso.datetime({ precision: 3 }), z.uuid()]);
export type EventCursor = z.infer<typeof Cursor>;

/** A cursor as text for a URL. */
export const writeEventCursor = ({ at, id }: { at: Date; id: string }): string => `${at.toISOString()}_${id}`;

/** The cursor in a URL, or null if it isn't valid. */
export const readEventCursor = (text: string): EventCursor | null => Cursor.safeParse(text.split('_')).data ?? null;

const NEWEST_FIRST = [desc(keyEvents.at), desc(keyEvents.id)];

const olderThan = (cursor: EventCursor | null): SQL | undefined =>
  cursor === null
    ? undefined
    : sql`(${keyEvents.at}, ${keyEvents.id}) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`;

/**
 * Events of a key, newest first.
 * @param of only these kinds (default: all), and only those after a cursor
 * @param limit how many at most
 */
export async function keyEventRows(
  db: Executor,
  customerKeyId: string,
  of: { kinds?: readonly KeyEvent['kind'][] | null; after?: EventCursor | null },
  limit: number,
): Promise<{ id: string; at: Date; kind: string; detail: KeyEvent }[]> {
  const columns = { id: keyEvents.id, at: keyEvents.at, kind: keyEvents.kind, detail: keyEvents.detail };
  const ofKey = and(eq(keyEvents.keyId, customerKeyId), olderThan(of.after ?? null));
  const { kinds = null } = of;
  if (kinds === null)
    return db
      .select(columns)
      .from(keyEvents)
      .where(ofKey)
      .orderBy(...NEWEST_FIRST)
      .limit(limit);
  // One range of the index for each kind: over all kinds together the rows would not come in order.
  const ofKind = db
    .select(columns)
    .from(keyEvents)
    .where(and(ofKey, eq(keyEvents.kind, sql`wanted.kind`)))
    .orderBy(...NEWEST_FIRST)
    .limit(limit)
    .as('found');
  return db
    .select({ id: ofKind.id, at: ofKind.at, kind: ofKind.kind, detail: ofKind.detail })
    .from(sql`unnest(${sql.param(`{${kinds.join(',')}}`)}::text[]) as wanted (kind)`)
    .crossJoinLateral(ofKind)
    .orderBy(desc(ofKind.at), desc(ofKind.id))
    .limit(limit);
}

/** One page of a key's history. `more` says whether older ones follow. */
export async function latestKeyEvents(
  db: Executor,
  customerKeyId: string,
  of: { kinds?: readonly KeyEvent['kind'][] | null; after?: EventCursor | null },
  pageSize: number,
): Promise<{ events: { id: string; at: Date; event: ShownEvent }[]; more: boolean }> {
  const rows = await keyEventRows(db, customerKeyId, of, pageSize + 1);
  return {
    events: rows.slice(0, pageSize).map(({ id, at, kind, detail }) => ({ id, at, event: eventOf(kind, detail) })),
    more: rows.length > pageSize,
  };
}
