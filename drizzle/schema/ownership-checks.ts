import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { OWNERSHIP_ANSWERS } from '#lib/core/customer/customer.ts';
import { instant, oneOf } from './columns.ts';
import { customerKeys } from './customer-keys.ts';

/** Which unproven keys are asked for a code in their description, and the last answer. A proven key has no row. */
export const ownershipChecks = pgTable(
  'ownership_checks',
  {
    keyId: uuid('key_id')
      .primaryKey()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    /** Since when: every 5 minutes for two hours, then every hour. */
    since: instant('since').notNull(),
    nextAt: instant('next_at').notNull(),
    /** Begins one question at a time. */
    claimedAt: instant('claimed_at'),
    lastAt: instant('last_at'),
    lastAnswer: text('last_answer', { enum: OWNERSHIP_ANSWERS }),
  },
  (table) => [
    check('ownership_checks_answer_known', oneOf(table.lastAnswer, OWNERSHIP_ANSWERS)),
    check('ownership_checks_answered', sql`(${table.lastAt} is null) = (${table.lastAnswer} is null)`),
    // dueOwnershipChecks: which keys to ask now.
    index('ownership_checks_next').on(table.nextAt),
  ],
);
