import { boolean, check, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { STAFF_ROLES } from '#lib/core/staff/staff-actions.ts';
import { DENSITIES, THEMES } from '#lib/core/staff/appearance.ts';
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
    /** Until when the person is away: what they have belongs to the team. */
    awayUntil: instant('away_until'),
    /** How pages look for this person; null is the system's theme, and the normal density. */
    theme: text('theme', { enum: THEMES }),
    density: text('density', { enum: DENSITIES }),
    /** Whether single keys are shortcuts for this person; null is on. */
    singleKeyShortcuts: boolean('single_key_shortcuts'),
    revision: integer('revision').notNull().default(1),
  },
  (table) => [
    unique('staff_identity').on(table.issuer, table.subject),
    check('staff_role_known', oneOf(table.role, STAFF_ROLES)),
    check('staff_theme_known', oneOf(table.theme, THEMES)),
    check('staff_density_known', oneOf(table.density, DENSITIES)),
  ],
);
