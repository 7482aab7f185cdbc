import { sql, type SQL } from 'drizzle-orm';
import type { ContactRole } from '#lib/core/customer/customer.ts';
import type { Executor } from '#lib/db/database.ts';
import { ROWS_A_SOURCE } from '#lib/db/list-entries.ts';
import { escapeLike, isSearchable } from '#lib/db/name-search.ts';

export type FoundContact = {
  id: string;
  name: string;
  email: string;
  role: ContactRole;
  hasLeft: boolean;
  customerId: string;
  customerName: string;
};

type Row = {
  id: string;
  name: string;
  email: string;
  role: ContactRole;
  has_left: boolean;
  customer_id: string;
  customer_name: string | null;
};

/** What a contact is found by the beginning of, each by an index: word for word the same as in the schema. */
const FOUND_BY: readonly SQL[] = [
  sql`lower(name)`,
  sql`lower(regexp_replace(name, '^[^ ]+ +', ''))`,
  sql`lower(regexp_replace(name, '^.* ', ''))`,
  sql`lower(email)`,
];

/**
 * Contacts whose name, last name or address begins with a text, ten each way at most. A last name of several words is
 * found by the first of them and by the last.
 * @returns `more` where something was cut
 */
export async function findContacts(db: Executor, search: string): Promise<{ rows: FoundContact[]; more: boolean }> {
  if (!isSearchable(search)) return { rows: [], more: false };
  const start = `${escapeLike(search.trim().replaceAll(/\s+/g, ' '))}%`;
  const sources = FOUND_BY.map(
    (text) => sql`(select id, name, email, role, left_at is not null as has_left, customer_id
      from contacts where ${text} like lower(${start}) order by ${text} using ~<~ limit ${ROWS_A_SOURCE + 1})`,
  );
  const { rows } = await db.execute<Row>(sql`
    with found as materialized (${sql.join(sources, sql` union all `)})
    select found.*, customer.name as customer_name from found
    left join lateral (select name from customers where id = found.customer_id limit 1) as customer on true`);
  const byId = new Map(rows.map((row) => [row.id, contactOf(row)]));
  return {
    rows: [...byId.values()].slice(0, ROWS_A_SOURCE),
    more: byId.size > ROWS_A_SOURCE,
  };
}

const contactOf = (row: Row): FoundContact => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  hasLeft: row.has_left,
  customerId: row.customer_id,
  customerName: row.customer_name ?? '',
});
