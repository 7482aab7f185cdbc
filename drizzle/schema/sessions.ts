import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.ts';
import { staff } from './staff.ts';

/** Signed-in browsers. The table has only the SHA-256 of each token: a copy of it signs nobody in. */
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
    /** The last request that a person made. Polling and events don't count. */
    lastSeenAt: instant('last_seen_at').notNull(),
    /** 12 hours after sign-in; earlier once the person was disabled, whose rows stay so that an open page can say why. */
    expiresAt: instant('expires_at').notNull(),
  },
  // endSessionsOf: all sessions of one member of staff.
  (table) => [index('sessions_staff').on(table.staffId)],
);
