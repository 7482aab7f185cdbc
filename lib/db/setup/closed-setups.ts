import { sql, type SQL } from 'drizzle-orm';
import type { Executor } from '#lib/db/database.ts';
import { namedLike } from './setup-search.ts';

/** How a setup ended: all of its lines have a first backup, or somebody withdrew it. */
export type ClosedAs = 'finished' | 'withdrawn';

/** Which: by a search, and by who has them (null: everybody's). */
export type WantedClosed = { as: ClosedAs; search: string | null; ownerId: string | null };

/** Setups of which nothing is open. A part of a withdrawn one may have been cleared before, and is finished as any other. */
const closed = ({ as, search, ownerId }: WantedClosed): SQL => sql`
  from setups as s ${search === null ? sql`` : sql`join customers as c on c.id = s.customer_id`}
  where s.withdrawn_at is ${as === 'withdrawn' ? sql`not null` : sql`null`}
    and not exists (select from setup_lines as l where l.setup_id = s.id and l.first_backup_at is null and l.ended_at is null)
    ${ownerId === null ? sql`` : sql`and s.owner_staff_id = ${ownerId}`}
    ${search === null ? sql`` : sql`and ${namedLike(search)}`}`;

/** The ids of finished or withdrawn setups, the newest first: ids sort by when they were made. */
export async function closedSetups(
  db: Executor,
  { skip, limit, ...wanted }: WantedClosed & { skip: number; limit: number },
): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(
    sql`select s.id ${closed(wanted)} order by s.id desc offset ${skip} limit ${limit}`,
  );
  return rows.map(({ id }) => id);
}

/** How many there are, counted up to `most`. */
export async function countClosedSetups(
  db: Executor,
  { most, ...wanted }: WantedClosed & { most: number },
): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from (select ${closed(wanted)} limit ${most}) as counted`,
  );
  return rows[0]?.n ?? 0;
}
