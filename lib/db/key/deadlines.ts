import { eq, inArray, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { dependents } from '#drizzle/schema/dependents.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import type { StoredFinding } from '#drizzle/schema/stored.ts';
import type { Executor } from '#lib/db/database.ts';
import { InstantText } from '#lib/db/list-cursor.ts';
import { asMs } from '#lib/db/raw-instant.ts';

/** A place in the order of dates. */
export type DeadlineCursor = { at: Date; id: string };

const Cursor = z.tuple([InstantText, z.uuid()]);
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The cursor of the page that begins with the first key at or after a time. */
export const cursorAt = (at: Date): DeadlineCursor => ({ at, id: FIRST_ID });

/** A cursor as text for a URL. */
export const writeDeadlineCursor = ({ at, id }: DeadlineCursor): string =>
  Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url');

/** The cursor in a URL, or null if it isn't valid. */
export function readDeadlineCursor(text: string | null): DeadlineCursor | null {
  if (text === null || text.length > 200) return null;
  try {
    const [at, id] = Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { at: new Date(at), id };
  } catch {
    return null;
  }
}

const PENDING = sql`key_state in ('PendingDeletion', 'PendingReplicaDeletion')`;

/**
 * The three indexes by which keys with a date are found, each in the order of its own date. The planner can't tell how
 * many rows follow a place in an index, but it can for a time, so the condition on a column repeats the time.
 */
const SOURCES = {
  deadline: { at: sql`deadline_at`, where: (after) => sql`deadline_at >= ${after}` },
  deletion: {
    at: sql`coalesce(deletion_at, 'infinity'::timestamptz)`,
    where: () => PENDING,
  },
  material: {
    at: sql`material_expires_at`,
    where: (after) =>
      sql`material_expires_at >= ${after} and coalesce(key_state, '') not in ('PendingImport', 'PendingDeletion', 'PendingReplicaDeletion')`,
  },
} as const satisfies Record<string, { at: SQL; where: (after: SQL) => SQL }>;
type Source = keyof typeof SOURCES;

/** Keys without proof of ownership have no date (H16), and a retired key is nobody's concern. */
const SHOWN = sql`role <> 'retired' and ownership_proven_at is not null and ownership_withdrawn_at is null`;

type Range = { after: DeadlineCursor; before: DeadlineCursor | null; direction: 'up' | 'down'; limit: number };
type Found = { group: string; id: string; at: Date; hasNoDeadline: boolean };

/** drizzle returns times of raw statements as text in PostgreSQL's own form. */
const point = ({ at, id }: DeadlineCursor): SQL => sql`(${at.toISOString()}::timestamptz, ${id}::uuid)`;

/** The keys of one index in a range of its dates. `hasNoDeadline`: no deadline stands for the key, so this date does. */
function branch(group: string, source: Source, { after, before, direction, limit }: Range): SQL {
  const { at, where } = SOURCES[source];
  const end = before === null ? sql`${at} < 'infinity'` : sql`(${at}, id) <= ${point(before)}`;
  const order = direction === 'up' ? sql`${at}, id` : sql`${at} desc, id desc`;
  return sql`(select ${group}::text as "group", id, ${asMs(at)} as at, deadline_at is null as "hasNoDeadline" from customer_keys
    where ${where(sql`${after.at.toISOString()}::timestamptz`)} and ${SHOWN} and (${at}, id) > ${point(after)} and ${end}
    order by ${order} limit ${limit})`;
}

async function find(db: Executor, branches: readonly SQL[]): Promise<Found[]> {
  const { rows } = await db.execute<{ group: string; id: string; at: number; hasNoDeadline: boolean }>(
    sql`${sql.join([...branches], sql` union all `)}`,
  );
  return rows.map(({ group, id, at, hasNoDeadline }) => ({ group, id, at: new Date(at), hasNoDeadline }));
}

const isBefore = (a: DeadlineCursor, b: DeadlineCursor): boolean =>
  a.at.getTime() === b.at.getTime() ? a.id < b.id : a.at < b.at;
const inOrder = (a: DeadlineCursor, b: DeadlineCursor): number => (a.id === b.id ? 0 : isBefore(a, b) ? -1 : 1);

const later = (a: DeadlineCursor, b: DeadlineCursor): DeadlineCursor => (isBefore(a, b) ? b : a);

/** Keys with a date to come, the soonest first, and where the next page begins. */
export type DeadlinePage = { keys: DeadlineCursor[]; after: DeadlineCursor | null };

const branchesFrom = (start: DeadlineCursor, now: Date, before: DeadlineCursor | null, limit: number): SQL[] => {
  const range = { before, direction: 'up', limit } as const;
  // Without a deadline, a date that has passed leads nowhere any more: `listPassed` has it.
  const ahead = { ...range, after: later(start, { at: now, id: LAST_ID }) };
  return [
    branch('deadline', 'deadline', { ...range, after: start }),
    branch('deletion', 'deletion', ahead),
    branch('material', 'material', ahead),
  ];
};

/**
 * Merges what the three indexes gave. A key that has a deadline may also come from the index of its deletion: it takes
 * up a place there, so the merged order is complete only up to where the first full index ends.
 */
function merge(found: readonly Found[], limit: number): DeadlinePage {
  const groups = Map.groupBy(found, ({ group }) => group);
  const ends = [...groups.values()].flatMap((rows) => (rows.length < limit ? [] : rows.slice(-1)));
  const [horizon] = ends.toSorted(inOrder);
  const seen = new Set<string>();
  const keys = found
    .filter((one) => one.group === 'deadline' || one.hasNoDeadline)
    .filter((one) => horizon === undefined || !isBefore(horizon, one))
    .toSorted(inOrder)
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .map(({ id, at }) => ({ id, at }));
  const page = keys.slice(0, limit - 1);
  const last = page.at(-1);
  if (keys.length >= limit && last !== undefined) return { keys: page, after: last };
  return { keys: page, after: horizon === undefined ? null : { at: horizon.at, id: horizon.id } };
}

/**
 * Keys whose date is to come, the soonest first: scheduled deletions, expiring key material, and deletions that we can
 * no longer see. The cost grows neither with the fleet nor with the number of the page.
 * @param start where the page begins: a cursor, or the first date to show
 * @param now keys without a deadline have left the list when their date has passed
 */
export async function listDeadlines(
  db: Executor,
  start: DeadlineCursor,
  now: Date,
  limit: number,
): Promise<DeadlinePage> {
  return merge(await find(db, branchesFrom(start, now, null, limit + 1)), limit + 1);
}

/** How many keys with a date there are in a range, counted up to a limit. */
export async function countDeadlines(
  db: Executor,
  from: DeadlineCursor,
  to: DeadlineCursor | null,
  now: Date,
  limit: number,
): Promise<number> {
  const branches = branchesFrom(from, now, to, limit);
  const { rows } = await db.execute<{ n: number }>(sql`
    select count(distinct id)::int as n from (${sql.join(branches, sql` union all `)}) as found
    where "group" = 'deadline' or "hasNoDeadline"`);
  return rows[0]?.n ?? 0;
}

/**
 * Keys whose date has passed since then, the latest first: deadlines that are over, deletions and expiries that no
 * status rests on any more, and keys that are presumed deleted.
 * @param overSince a deadline counts as passed only before this, because AWS may be late
 */
export async function listPassed(
  db: Executor,
  { since, overSince, now, limit }: { since: Date; overSince: Date; now: Date; limit: number },
): Promise<string[]> {
  const range = { after: cursorAt(since), direction: 'down', limit } as const;
  const found = await find(db, [
    branch('deadline', 'deadline', { ...range, before: cursorAt(overSince) }),
    branch('deletion', 'deletion', { ...range, before: { at: now, id: LAST_ID } }),
    branch('material', 'material', { ...range, before: { at: now, id: LAST_ID } }),
    // The customer may have told us of a deletion that we never saw, so no date of the key is stored.
    sql`(select 'presumed' as "group", id, ${asMs(sql`coalesce(not_usable_since, 'epoch'::timestamptz)`)} as at, true as "hasNoDeadline"
      from customer_keys where cause = 'presumed_deleted' and ${SHOWN} and ${WITHOUT_DEADLINE}
        and key_state is distinct from 'PendingDeletion'
        and coalesce(not_usable_since, 'infinity'::timestamptz) > ${since.toISOString()}::timestamptz
      order by coalesce(not_usable_since, 'infinity'::timestamptz) desc, id desc limit ${limit})`,
  ]);
  const passed = found.filter((one) => one.group === 'deadline' || one.hasNoDeadline).toSorted((a, b) => inOrder(b, a));
  return [...new Set(passed.map(({ id }) => id))];
}

/** Unusable (`URGENCIES`), and without a deadline. */
const WITHOUT_DEADLINE = sql`urgency = 2 and coalesce(deadline_at, 'infinity'::timestamptz) = 'infinity'`;

/** Keys whose deletion is scheduled without a date: it waits for replicas, or only a refusal named it. */
export async function listUndated(db: Executor, limit: number): Promise<string[]> {
  const found = await find(db, [
    sql`(select 'deletion' as "group", id, 0::float8 as at, deadline_at is null as "hasNoDeadline"
      from customer_keys where ${PENDING} and ${SHOWN} and ${SOURCES.deletion.at} = 'infinity'
      order by id limit ${limit})`,
    ...['pending_deletion', 'pending_replica_deletion', 'denied_while_pending_deletion'].map(
      (cause) => sql`(select 'cause' as "group", id, 0::float8 as at, true as "hasNoDeadline"
        from customer_keys where cause = ${cause} and ${SHOWN} and ${WITHOUT_DEADLINE}
        order by coalesce(not_usable_since, 'infinity'::timestamptz), id limit ${limit})`,
    ),
  ]);
  return [...new Set(found.flatMap(({ id, hasNoDeadline }) => (hasNoDeadline ? [id] : [])))];
}

const OPEN = sql`from key_assignments a where a.key_id = ${customerKeys.id} and a.to_at is null`;

const COLUMNS = {
  id: customerKeys.id,
  customerName: customers.name,
  serviceLevel: customers.serviceLevel,
  arn: customerKeys.arn,
  region: customerKeys.region,
  role: customerKeys.role,
  verdict: customerKeys.verdict,
  cause: customerKeys.cause,
  keyState: customerKeys.keyState,
  deletionAt: customerKeys.deletionAt,
  pendingDeletionWindowDays: customerKeys.pendingDeletionWindowDays,
  materialExpiresAt: customerKeys.materialExpiresAt,
  deadlineAt: customerKeys.deadlineAt,
  lastDescribedAt: keyChecks.lastDescribedAt,
  /** What depends on it, as last reported; null where nothing was. */
  reported: { asOf: dependents.asOf, content: dependents.content },
  /** The date of a presumed deletion may stand only in its finding. */
  presumed: sql<
    StoredFinding[] | null
  >`case when ${customerKeys.cause} = 'presumed_deleted' then ${keyChecks.findings} end`,
  active: sql<number>`(select count(*)::int ${OPEN} and a.role = 'active')`,
  retained: sql<number>`(select count(*)::int ${OPEN} and a.role = 'retained')`,
  /** Null where one of them was retained before assignments were recorded. */
  retainedSince:
    sql<Date | null>`(select case when bool_and(a.origin <> 'legacy') then max(a.from_at) end ${OPEN} and a.role = 'retained')`.mapWith(
      keyAssignments.fromAt,
    ),
  /** The customers of the workspaces with their service levels, where the holder is their provider. */
  clients: sql<
    { name: string; serviceLevel: string | null }[]
  >`(select coalesce(jsonb_agg(distinct jsonb_build_object('name', c.name, 'serviceLevel', c.service_level)), '[]')
    from key_assignments a join workspaces w on w.id = a.workspace_id join customers c on c.id = w.customer_id
    where a.key_id = ${customerKeys.id} and a.to_at is null and c.id <> ${customerKeys.customerId})`,
};

export type DeadlineRow = Awaited<ReturnType<typeof readDeadlineRows>>[number];

/** What the timeline shows of these keys, in no order. Keys that lost their proof or were retired meanwhile are left out. */
export const readDeadlineRows = async (db: Executor, ids: readonly string[]) =>
  ids.length === 0
    ? []
    : db
        .select(COLUMNS)
        .from(customerKeys)
        .innerJoin(customers, eq(customers.id, customerKeys.customerId))
        .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
        .leftJoin(dependents, eq(dependents.keyId, customerKeys.id))
        .where(sql`${inArray(customerKeys.id, [...ids])} and ${customerKeys.role} <> 'retired'
          and ${customerKeys.ownershipProvenAt} is not null and ${customerKeys.ownershipWithdrawnAt} is null`);
