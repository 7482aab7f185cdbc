import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import { setups } from './setups.ts';

/** The one-time codes of a setup: a customer shows one in a key's description or encrypts it (H16). */
export const ownershipCodes = pgTable(
  'ownership_codes',
  {
    id: uuid('id').primaryKey(),
    setupId: uuid('setup_id')
      .notNull()
      .references(() => setups.id),
    code: text('code').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** The first key that showed it. It works for no other. */
    usedAt: instant('used_at'),
    usedKeyId: uuid('used_key_id').references(() => customerKeys.id),
  },
  (table) => [
    unique('ownership_codes_code').on(table.code),
    check('ownership_codes_form', sql`${table.code} ~ '^[a-z2-7]{20}$'`),
    check('ownership_codes_used_whole', sql`(${table.usedAt} is null) = (${table.usedKeyId} is null)`),
    // liveCodeOf: the newest that the customer may still use.
    index('ownership_codes_setup').on(table.setupId, table.createdAt.desc()),
  ],
);
