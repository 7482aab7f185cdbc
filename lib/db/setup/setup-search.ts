import { sql, type SQL } from 'drizzle-orm';
import { escapeLike } from '#lib/db/name-search.ts';

/** Whether a setup `s` of a customer `c` is found: by a part of the name or the ticket, or how the external id begins. */
export function namedLike(search: string): SQL {
  const typed = escapeLike(search.trim().toLowerCase());
  return sql`(lower(c.name) like ${`%${typed}%`} or lower(s.ticket) like ${`%${typed}%`}
    or lower(c.external_id) like ${`${typed}%`})`;
}
