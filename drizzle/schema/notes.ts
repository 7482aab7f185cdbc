import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import { customers } from './customers.ts';

/** A note of staff for staff, about a customer or one of their keys. It never reaches a customer (H6). Rows are only added. */
export const notes = pgTable(
  'notes',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    /** Null where it is about the customer. */
    keyId: uuid('key_id').references(() => customerKeys.id),
    at: instant('at').notNull(),
    byStaffId: uuid('by_staff_id').notNull(),
    by: text('by').notNull(),
    body: text('body').notNull(),
  },
  (table) => [
    check('notes_body_length', sql`length(${table.body}) between 1 and 4000`),
    // notesOfCustomer: newest first.
    index('notes_customer').on(table.customerId, table.at.desc()),
    // notesOfKey: newest first.
    index('notes_key')
      .on(table.keyId, table.at.desc())
      .where(sql`${table.keyId} is not null`),
  ],
);
