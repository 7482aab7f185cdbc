import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { CONTACT_ROLES, VERIFY_CHANNELS } from '#lib/core/customer/customer.ts';
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
    phone: text('phone'),
    /** When somebody made sure that this is the person they say: by whom, over which channel, with which number. */
    lastConfirmedAt: instant('last_confirmed_at'),
    verifiedByStaffId: uuid('verified_by_staff_id'),
    verifiedBy: text('verified_by'),
    verifiedChannel: text('verified_channel', { enum: VERIFY_CHANNELS }),
    verifiedWith: text('verified_with'),
    leftAt: instant('left_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    check('contacts_role_known', oneOf(table.role, CONTACT_ROLES)),
    check('contacts_channel_known', oneOf(table.verifiedChannel, VERIFY_CHANNELS)),
    // findContacts: by the beginning of a name.
    index('contacts_name').on(sql`lower(${table.name}) text_pattern_ops`),
    // findContacts: by the beginning of all names after the first one: “van der Berg”.
    index('contacts_names_after').on(sql`lower(regexp_replace(${table.name}, '^[^ ]+ +', '')) text_pattern_ops`),
    // findContacts: by the beginning of the last name.
    index('contacts_last_name').on(sql`lower(regexp_replace(${table.name}, '^.* ', '')) text_pattern_ops`),
    // findContacts: by the beginning of an address.
    index('contacts_email').on(sql`lower(${table.email}) text_pattern_ops`),
    // currentContacts: the people to write to, of one customer.
    index('contacts_customer').on(table.customerId),
  ],
);
