import { TOLD_CHANNELS } from '#lib/core/customer/told.ts';
import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { SETUP_TEXTS } from '#lib/core/setup/setup.ts';
import { instant, oneOf } from './columns.ts';
import { customers } from './customers.ts';
import { setups } from './setups.ts';

/** A text for a customer as it was when somebody copied it, and whether a person told the customer (H18). */
export const sentTexts = pgTable(
  'sent_texts',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    setupId: uuid('setup_id')
      .notNull()
      .references(() => setups.id),
    /** Null where it is about the whole setup. No foreign key: lines are never deleted. */
    lineId: uuid('line_id'),
    kind: text('kind', { enum: SETUP_TEXTS }).notNull(),
    subject: text('subject').notNull(),
    body: text('body').notNull(),
    frozenAt: instant('frozen_at').notNull(),
    frozenBy: text('frozen_by').notNull(),
    /** When the key was last checked; null for a text that rests on no check. */
    checkedAt: instant('checked_at'),
    /** Of the key whose problem the text tells, what it tells of it, as `customer_keys.tell_digest` was then. */
    tells: jsonb('tells').$type<Record<string, string>>(),
    toldAt: instant('told_at'),
    toldBy: text('told_by'),
    toldTo: text('told_to'),
    toldChannel: text('told_channel', { enum: TOLD_CHANNELS }),
  },
  (table) => [
    check('sent_texts_kind_known', oneOf(table.kind, SETUP_TEXTS)),
    check('sent_texts_channel_known', oneOf(table.toldChannel, TOLD_CHANNELS)),
    check(
      'sent_texts_told_whole',
      sql`num_nulls(${table.toldAt}, ${table.toldBy}, ${table.toldTo}, ${table.toldChannel}) in (0, 4)`,
    ),
    // textsOfSetup: newest first.
    index('sent_texts_setup').on(table.setupId, table.frozenAt.desc()),
  ],
);
