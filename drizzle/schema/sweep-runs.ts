import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** One batch of scheduled checks: how many keys were checked, changed, inconclusive and skipped. */
export const sweepRuns = pgTable('sweep_runs', {
  id: uuid('id').primaryKey(),
  region: text('region').notNull(),
  startedAt: instant('started_at').notNull(),
  finishedAt: instant('finished_at').notNull(),
  checked: integer('checked').notNull(),
  changed: integer('changed').notNull(),
  inconclusive: integer('inconclusive').notNull(),
  skipped: integer('skipped').notNull(),
});
