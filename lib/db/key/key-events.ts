import { and, desc, eq, sql, type Placeholder, type SQL } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { keyEvents } from '#drizzle/schema/key-events.ts';
import { kindsOf } from '#lib/core/verdict/event-groups.ts';
import type { RotationSources } from '#lib/core/rotation/observed-materials.ts';
import type { KeyEvent, ShownEvent } from '#lib/core/verdict/key-event.ts';
import type { Executor } from '#lib/db/database.ts';
import { prepared } from '#lib/db/prepared.ts';
import { InstantText } from '#lib/db/list-cursor.ts';
import { eventOf } from '#lib/db/stored-vocabulary.ts';

/** Where the next page of a key's events begins: after the one with this time and id. */
const Cursor = z.tuple([InstantText, z.uuid()]);
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

const COLUMNS = { id: keyEvents.id, at: keyEvents.at, kind: keyEvents.kind, detail: keyEvents.detail };

type EventRow = { id: string; at: Date; kind: string; detail: KeyEvent };
type EventsOf = { kinds?: readonly KeyEvent['kind'][] | null; after?: EventCursor | null };

/** The statement for events of a key, newest first: only some kinds, and only those after a cursor, where given. */
function selectEvents(
  db: Executor,
  customerKeyId: string | Placeholder,
  { kinds = null, after = null }: EventsOf,
  limit: number,
) {
  const ofKey = and(eq(keyEvents.keyId, customerKeyId), olderThan(after));
  if (kinds === null)
    return db
      .select(COLUMNS)
      .from(keyEvents)
      .where(ofKey)
      .orderBy(...NEWEST_FIRST)
      .limit(limit);
  // One range of the index for each kind: over all kinds together the rows would not come in order.
  const ofKind = db
    .select(COLUMNS)
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

/** A page of a key's history, newest first; `more` says that older events follow. */
export type EventRows = { events: { id: string; at: Date; event: ShownEvent }[]; more: boolean };

const pageOf = (rows: readonly EventRow[], pageSize: number): EventRows => ({
  events: rows.slice(0, pageSize).map(({ id, at, kind, detail }) => ({ id, at, event: eventOf(kind, detail) })),
  more: rows.length > pageSize,
});

/** One page of a key's history, all of it or some kinds. */
export const latestKeyEvents = async (
  db: Executor,
  customerKeyId: string,
  of: EventsOf,
  pageSize: number,
): Promise<EventRows> => pageOf(await selectEvents(db, customerKeyId, of, pageSize + 1), pageSize);

/** A key with all its on-demand rotations, and others every 90 days for many years, has fewer. */
export const ROTATION_EVENTS_READ = 100;

/** The latest rotation events, newest first; `eventsCut` says that older ones were not read. */
export type RotationEvents = Pick<RotationSources, 'events' | 'eventsCut'>;

const rotationsOf = (rows: readonly EventRow[]): RotationEvents => ({
  events: rows.slice(0, ROTATION_EVENTS_READ).map(({ at, detail }) => ({ at, event: detail })),
  eventsCut: rows.length > ROTATION_EVENTS_READ,
});

const selectRotations = (db: Executor, customerKeyId: string | Placeholder) =>
  selectEvents(db, customerKeyId, { kinds: kindsOf('rotation') }, ROTATION_EVENTS_READ + 1);

/** The rotation events of a key. Its other events are not read. */
export const rotationEvents = async (db: Executor, customerKeyId: string): Promise<RotationEvents> =>
  rotationsOf(await selectRotations(db, customerKeyId));

/** A key's page shows the latest events; older ones are read when somebody asks for them. */
export const EVENTS_ON_PAGE = 8;

const historyOfKey = prepared('history_of_key', (db, name) => {
  const keyId = sql.placeholder('keyId');
  const latest = selectEvents(db, keyId, {}, EVENTS_ON_PAGE + 1).as('latest');
  const rotations = selectRotations(db, keyId).as('rotations');
  return unionAll(
    db.select({ ...latest._.selectedFields, isRotation: sql<boolean>`false`.as('is_rotation') }).from(latest),
    db.select({ ...rotations._.selectedFields, isRotation: sql<boolean>`true`.as('is_rotation') }).from(rotations),
  ).prepare(name);
});

/** What a key's page shows of its history: the first page of all events, and the rotations, in one statement. */
export async function historyOnPage(
  db: Executor,
  customerKeyId: string,
): Promise<{ latest: EventRows; rotations: RotationEvents }> {
  const rows = await historyOfKey(db).execute({ keyId: customerKeyId });
  // A union has no order of its own.
  const sorted = rows.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
  return {
    latest: pageOf(
      sorted.filter(({ isRotation }) => !isRotation),
      EVENTS_ON_PAGE,
    ),
    rotations: rotationsOf(sorted.filter(({ isRotation }) => isRotation)),
  };
}
