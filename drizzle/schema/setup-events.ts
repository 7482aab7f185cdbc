import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { codeForm, instant } from './columns.ts';
import { setups } from './setups.ts';

/** What people and checks did in a setup, for its page. Rows are only added. */
export const setupEvents = pgTable(
  'setup_events',
  {
    id: uuid('id').primaryKey(),
    setupId: uuid('setup_id')
      .notNull()
      .references(() => setups.id),
    /** Null where it is about the whole setup. No foreign key: lines are never deleted. */
    lineId: uuid('line_id'),
    at: instant('at').notNull(),
    /** Who did it; null for a check. */
    by: text('by'),
    kind: text('kind').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    check('setup_events_kind_form', codeForm(table.kind)),
    // eventsOfSetup: newest first.
    index('setup_events_setup').on(table.setupId, table.at.desc(), table.id.desc()),
  ],
);
