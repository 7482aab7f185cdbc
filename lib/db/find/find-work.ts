import { sql, type SQL } from 'drizzle-orm';
import type { Executor } from '#lib/db/database.ts';
import { ROWS_A_SOURCE } from '#lib/db/list-entries.ts';
import { customersNamed, isSearchable } from '#lib/db/name-search.ts';

/** A setup, replacement or departure that wasn't withdrawn. */
export type FoundWork = {
  kind: 'setup' | 'replacement' | 'departure';
  id: string;
  customerName: string;
  ticket: string | null;
  ownerName: string | null;
  startedAt: Date;
};

type Row = {
  kind: FoundWork['kind'];
  id: string;
  customer_name: string;
  ticket: string | null;
  owner_name: string | null;
  started_at: string;
};

/** How many of each kind one customer may have here. */
const OF_ONE_CUSTOMER = 3;

/** The newest of one kind of a customer `named`. */
const newestOf = (kind: FoundWork['kind'], from: SQL, owner: SQL, started: SQL, goesOn: SQL): SQL => sql`
  select ${kind} as kind, found.id, named.name as customer_name, found.ticket, found.owner_name, found.started_at
  from named cross join lateral (
    select id, ticket, ${owner} as owner_name, ${started} as started_at from ${from}
    where customer_id = named.id and ${goesOn} order by id desc limit ${OF_ONE_CUSTOMER}) as found`;

/**
 * What goes on for customers whose name is like a text (`customersNamed`): ten of each kind at most.
 * @returns `more` where something was cut
 */
export async function findWork(db: Executor, search: string): Promise<{ rows: FoundWork[]; more: boolean }> {
  if (!isSearchable(search)) return { rows: [], more: false };
  const named = customersNamed(search, sql`id, name`).map((source) => sql`(${source} limit ${ROWS_A_SOURCE})`);
  const kinds = [
    newestOf('setup', sql`setups`, sql`owner_name`, sql`created_at`, sql`withdrawn_at is null`),
    newestOf('replacement', sql`replacements`, sql`owner_name`, sql`created_at`, sql`true`),
    newestOf('departure', sql`departures`, sql`null::text`, sql`started_at`, sql`withdrawn_at is null`),
  ].map((kind) => sql`(${kind} limit ${ROWS_A_SOURCE + 1})`);
  const { rows } = await db.execute<Row>(sql`
    with named as materialized (
      select distinct id, name from (${sql.join(named, sql` union all `)}) as customers limit ${ROWS_A_SOURCE})
    ${sql.join(kinds, sql` union all `)}`);
  const ofKind = (kind: FoundWork['kind']): Row[] => rows.filter((row) => row.kind === kind);
  const all = [ofKind('setup'), ofKind('replacement'), ofKind('departure')];
  return {
    rows: all.flatMap((some) => some.slice(0, ROWS_A_SOURCE).map(workOf)),
    more: all.some((some) => some.length > ROWS_A_SOURCE),
  };
}

const workOf = ({ kind, id, customer_name, ticket, owner_name, started_at }: Row): FoundWork => ({
  kind,
  id,
  customerName: customer_name,
  ticket,
  ownerName: owner_name,
  startedAt: new Date(started_at),
});
