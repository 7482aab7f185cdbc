import { check, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { STAFF_ROLES } from '#lib/core/staff/capability.ts';
import { instant, oneOf } from './columns.ts';

/** Everyone who has signed in. (issuer, subject) identifies them, never the email. Each sign-in sets the role again. */
export const staff = pgTable(
  'staff',
  {
    id: uuid('id').primaryKey(),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: text('role', { enum: STAFF_ROLES }).notNull(),
    disabledAt: instant('disabled_at'),
    lastSignInAt: instant('last_sign_in_at'),
    createdAt: instant('created_at').notNull(),
    revision: integer('revision').notNull().default(1),
  },
  (table) => [
    unique('staff_identity').on(table.issuer, table.subject),
    check('staff_role_known', oneOf(table.role, STAFF_ROLES)),
  ],
);
