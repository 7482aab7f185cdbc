import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { instant } from './columns.ts';

export const customers = pgTable(
  'customers',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    /** IANA name, if known. Customer texts give dates in it as well as in UTC. */
    timeZone: text('time_zone'),
    revision: integer('revision').notNull().default(1),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    // findCustomerByName: by the name that a person types, in any case; insertCustomer refuses a second one.
    // listKeyRows: search by the first one or two letters of a name.
    uniqueIndex('customers_name_key').on(sql`lower(${table.name}) text_pattern_ops`),
    // listKeyRows: search by a part of the name (three characters and more).
    index('customers_name_trgm').using('gin', sql`lower(${table.name}) gin_trgm_ops`),
  ],
);
