import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.ts';
import { staff } from './staff.ts';

/** Signed-in browsers. Only the SHA-256 of the token is here: a copy of this table opens nothing. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    tokenHash: bytes('token_hash').notNull().unique(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    userAgent: text('user_agent'),
    createdAt: instant('created_at').notNull(),
    /** The last request of a person; polling and events do not move it. */
    lastSeenAt: instant('last_seen_at').notNull(),
    /** Twelve hours after sign-in, whatever happens between. */
    expiresAt: instant('expires_at').notNull(),
  },
  // endSessionsOf: all sessions of one member of staff.
  (table) => [index('sessions_staff').on(table.staffId)],
);
