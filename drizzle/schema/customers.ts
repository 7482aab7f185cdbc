import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { instant } from './columns.ts';

export const customers = pgTable(
  'customers',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    /** IANA name, where known: dates in customer texts carry it beside UTC. */
    timeZone: text('time_zone'),
    revision: integer('revision').notNull().default(1),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    // submit-key: a customer is found by the name a person types, whatever its case; two cannot share one.
    // listKeys: search by the first one or two letters of a name.
    uniqueIndex('customers_name_key').on(sql`lower(${table.name}) text_pattern_ops`),
    // listKeys: search by a part of the name (three characters and more).
    index('customers_name_trgm').using('gin', sql`lower(${table.name}) gin_trgm_ops`),
  ],
);
