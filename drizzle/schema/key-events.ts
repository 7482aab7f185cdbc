import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { KEY_EVENT_KINDS, type KeyEvent } from '#lib/core/verdict/key-event.ts';
import { instant, oneOf } from './columns.ts';

/** A key's history: only changes. No foreign keys, because events outlive customers and keys. */
export const keyEvents = pgTable(
  'key_events',
  {
    id: uuid('id').primaryKey(),
    keyId: uuid('key_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    at: instant('at').notNull(),
    kind: text('kind', { enum: KEY_EVENT_KINDS }).notNull(),
    detail: jsonb('detail').$type<KeyEvent>().notNull(),
    reportId: uuid('report_id'),
  },
  (table) => [
    check('key_events_kind_known', oneOf(table.kind, KEY_EVENT_KINDS)),
    // latestKeyEvents, and of some kinds rotationEvents: the events of one key, latest first.
    index('key_events_key').on(table.keyId, table.at.desc().nullsFirst(), table.id.desc().nullsFirst()),
  ],
);
