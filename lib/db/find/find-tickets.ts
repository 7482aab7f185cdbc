import { sql, type SQL } from 'drizzle-orm';
import type { Executor } from '#lib/db/database.ts';
import { ROWS_A_SOURCE } from '#lib/db/list-entries.ts';
import { escapeLike, isSearchable } from '#lib/db/name-search.ts';
import { instantOf } from '#lib/db/raw-instant.ts';

/** Where a ticket's reference is recorded. */
export type TicketPlace = 'ticket' | 'setup' | 'replacement' | 'departure';

export type FoundTicket = {
  place: TicketPlace;
  /** Of the ticket, setup, replacement or departure. */
  id: string;
  reference: string;
  customerId: string;
  customerName: string;
  ownerName: string | null;
  endedAt: Date | null;
  /** The key that a ticket is about, where it is about one. */
  keyId: string | null;
};

type Row = Omit<FoundTicket, 'customerId' | 'customerName' | 'ownerName' | 'endedAt' | 'keyId'> & {
  customer_id: string;
  customer_name: string | null;
  owner_name: string | null;
  ended_at: string | null;
  key_id: string | null;
};

/** A table with references of tickets, each as `lower(reference)` in an index. */
const PLACES: Record<TicketPlace, { from: SQL; reference: SQL; owner: SQL; ended: SQL; key: SQL }> = {
  ticket: {
    from: sql`tickets as source`,
    reference: sql`source.reference`,
    owner: sql`source.owner_name`,
    ended: sql`source.closed_at`,
    key: sql`(select case when count(*) = 1 then (array_agg(few.key_id))[1] end from (
      select key_id from ticket_keys where ticket_id = source.id limit 2) as few)`,
  },
  setup: {
    from: sql`setups as source`,
    reference: sql`source.ticket`,
    owner: sql`source.owner_name`,
    ended: sql`source.withdrawn_at`,
    key: sql`null::uuid`,
  },
  replacement: {
    from: sql`replacements as source`,
    reference: sql`source.ticket`,
    owner: sql`source.owner_name`,
    ended: sql`null::timestamptz`,
    key: sql`null::uuid`,
  },
  departure: {
    from: sql`departures as source`,
    reference: sql`source.ticket`,
    owner: sql`null::text`,
    ended: sql`source.withdrawn_at`,
    key: sql`null::uuid`,
  },
};

/** A reference may be stored with the sign that people put before it, or without it. */
const withAndWithoutSign = (typed: string): string[] =>
  typed.startsWith('#') ? [typed, typed.slice(1).trimStart()] : [typed, `#${typed}`];

/**
 * Tickets, setups, replacements and departures whose ticket begins with a text, ten of each at most.
 * @returns `more` where something was cut
 */
export async function findTickets(db: Executor, search: string): Promise<{ rows: FoundTicket[]; more: boolean }> {
  if (!isSearchable(search)) return { rows: [], more: false };
  const starts = withAndWithoutSign(search.trim());
  const sources = Object.entries(PLACES).flatMap(([place, { from, reference, owner, ended, key }]) =>
    starts.map(
      (start) => sql`(select ${place} as place, source.id, ${reference} as reference, source.customer_id,
          ${owner} as owner_name, ${ended} as ended_at, ${key} as key_id
        from ${from} where lower(${reference}) like lower(${`${escapeLike(start)}%`})
        order by lower(${reference}) using ~<~ limit ${ROWS_A_SOURCE + 1})`,
    ),
  );
  const { rows } = await db.execute<Row>(sql`
    with found as materialized (${sql.join(sources, sql` union all `)})
    select found.*, customer.name as customer_name from found
    left join lateral (select name from customers where id = found.customer_id limit 1) as customer on true`);
  const perPlace = (place: string): Row[] => rows.filter((row) => row.place === place);
  return {
    rows: Object.keys(PLACES).flatMap((place) => perPlace(place).slice(0, ROWS_A_SOURCE).map(ticketOf)),
    more: Object.keys(PLACES).some((place) => perPlace(place).length > ROWS_A_SOURCE),
  };
}

const ticketOf = (row: Row): FoundTicket => ({
  place: row.place,
  id: row.id,
  reference: row.reference,
  customerId: row.customer_id,
  customerName: row.customer_name ?? '',
  ownerName: row.owner_name,
  endedAt: instantOf(row.ended_at),
  keyId: row.key_id,
});
