import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { CONTACT_ROLES } from '#lib/core/customer/customer.ts';
import { instant, oneOf } from './columns.ts';
import { customers } from './customers.ts';

export const contacts = pgTable(
  'contacts',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    role: text('role', { enum: CONTACT_ROLES }).notNull(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    lastConfirmedAt: instant('last_confirmed_at'),
    leftAt: instant('left_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    check('contacts_role_known', oneOf(table.role, CONTACT_ROLES)),
    // currentContacts: the people to write to, of one customer.
    index('contacts_customer').on(table.customerId),
  ],
);
