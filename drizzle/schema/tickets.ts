import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import { customers } from './customers.ts';

/** A ticket of the vendor's ticket system that is about keys: who has it, and what was promised until when. */
export const tickets = pgTable(
  'tickets',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    /** As the ticket system names it. */
    reference: text('reference').notNull(),
    /** Who has it; null where the team has it. */
    ownerStaffId: uuid('owner_staff_id'),
    ownerName: text('owner_name'),
    /** What somebody promised the customer, and until when. */
    promise: text('promise'),
    promisedFor: instant('promised_for'),
    openedAt: instant('opened_at').notNull(),
    openedBy: text('opened_by').notNull(),
    closedAt: instant('closed_at'),
    closedBy: text('closed_by'),
    revision: integer('revision').notNull().default(1),
  },
  (table) => [
    check('tickets_reference_form', sql`length(${table.reference}) between 1 and 64`),
    check('tickets_owner_whole', sql`num_nulls(${table.ownerStaffId}, ${table.ownerName}) in (0, 2)`),
    check('tickets_promise_whole', sql`num_nulls(${table.promise}, ${table.promisedFor}) in (0, 2)`),
    check('tickets_closed_whole', sql`num_nulls(${table.closedAt}, ${table.closedBy}) in (0, 2)`),
    // insertTicket: refuses a second open ticket of one name for a customer. ticketsOfCustomer: open and closed ones.
    uniqueIndex('tickets_one_open')
      .on(table.customerId, sql`lower(${table.reference})`)
      .where(sql`${table.closedAt} is null`),
    // ticketsOfCustomer: newest first.
    index('tickets_customer').on(table.customerId, table.openedAt.desc()),
    // openTicketsOf: what a person has, or the team.
    index('tickets_owner')
      .on(table.ownerStaffId, table.openedAt)
      .where(sql`${table.closedAt} is null`),
    // findTickets: by the beginning of the reference.
    index('tickets_reference').on(sql`lower(${table.reference}) text_pattern_ops`),
  ],
);

/** The keys that a ticket is about. */
export const ticketKeys = pgTable(
  'ticket_keys',
  {
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => tickets.id),
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id),
  },
  (table) => [
    primaryKey({ columns: [table.ticketId, table.keyId] }),
    // ticketsOfKeys: the tickets of the keys in a list.
    index('ticket_keys_key').on(table.keyId),
  ],
);
