import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import { codeForm, instant } from './columns.ts';

/** What changed about a key. No foreign keys: events outlive customers and keys. */
export const keyEvents = pgTable(
  'key_events',
  {
    id: uuid('id').primaryKey(),
    keyId: uuid('key_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    at: instant('at').notNull(),
    kind: text('kind').notNull(),
    detail: jsonb('detail').$type<KeyEvent>().notNull(),
    reportId: uuid('report_id'),
  },
  (table) => [
    check('key_events_kind_form', codeForm(table.kind)),
    // latestKeyEvents, rotationEvents: the events of one key, latest first.
    index('key_events_key').on(table.keyId, table.at.desc().nullsFirst(), table.id.desc().nullsFirst()),
    // latestKeyEvents, rotationEvents: the events of one key and some kinds, latest first.
    index('key_events_kind').on(table.keyId, table.kind, table.at.desc().nullsFirst(), table.id.desc().nullsFirst()),
  ],
);
