import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { contacts } from './contacts.ts';
import { customers } from './customers.ts';

/** A customer's request to use keys of their own, for one or several workspaces: `setup_lines` has each. */
export const setups = pgTable(
  'setups',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    ticket: text('ticket'),
    /** Who asked: a contact, or a name where it is none. */
    askedByContactId: uuid('asked_by_contact_id').references(() => contacts.id),
    askedByName: text('asked_by_name').notNull(),
    /** The member of staff who has it now. */
    ownerStaffId: uuid('owner_staff_id').notNull(),
    ownerName: text('owner_name').notNull(),
    /** Who attested that the customer's plan allows keys of their own. */
    planAttestedBy: text('plan_attested_by'),
    planAttestedAt: instant('plan_attested_at'),
    /** Until when nobody needs to look at it, and why. */
    holdUntil: instant('hold_until'),
    holdReason: text('hold_reason'),
    /** When to ask the customer again. */
    remindAt: instant('remind_at'),
    withdrawnAt: instant('withdrawn_at'),
    withdrawnBy: text('withdrawn_by'),
    withdrawReason: text('withdraw_reason'),
    revision: integer('revision').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    createdBy: text('created_by').notNull(),
  },
  (table) => [
    check('setups_plan_attested', sql`(${table.planAttestedBy} is null) = (${table.planAttestedAt} is null)`),
    check('setups_hold_has_reason', sql`(${table.holdUntil} is null) = (${table.holdReason} is null)`),
    check(
      'setups_withdrawn_has_reason',
      sql`(${table.withdrawnAt} is null) = (${table.withdrawnBy} is null) and (${table.withdrawnAt} is null) = (${table.withdrawReason} is null)`,
    ),
    // findTickets: by the beginning of the ticket.
    index('setups_ticket').on(sql`lower(${table.ticket}) text_pattern_ops`),
    // openSetupsOf: what a person has.
    index('setups_owner').on(table.ownerStaffId),
    // setupsOfCustomer: the setups of one customer.
    index('setups_customer').on(table.customerId),
  ],
);
