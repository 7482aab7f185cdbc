import { sql } from 'drizzle-orm';
import { bigint, check, customType, index, jsonb, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { codeForm, instant } from './columns.ts';

const transactionId = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' });

/**
 * What other systems must learn, written in the transaction of the change. They read by cursor in the order of
 * transactions, up to the oldest that still runs, so that one that commits late is never skipped.
 */
export const outboxEvents = pgTable(
  'outbox_events',
  {
    id: uuid('id').primaryKey(),
    /** The transaction that wrote it. */
    txid: transactionId('txid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
    seq: bigint('seq', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    kind: text('kind').notNull(),
    /** The version of the payload of this kind. */
    version: smallint('version').notNull(),
    /** What it is about: the id of a key or workspace. */
    subject: text('subject').notNull(),
    region: text('region').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    occurredAt: instant('occurred_at').notNull(),
    /** When it was pushed; null while nobody has. */
    publishedAt: instant('published_at'),
  },
  (table) => [
    check('outbox_events_kind_form', codeForm(table.kind)),
    // readOutbox: the events after a cursor.
    index('outbox_events_order').on(table.txid, table.seq),
  ],
);
