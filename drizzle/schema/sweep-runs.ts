import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** One batch of the sweep: how many keys it checked, how many changed, how many told nothing. */
export const sweepRuns = pgTable(
  'sweep_runs',
  {
    id: uuid('id').primaryKey(),
    region: text('region').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at').notNull(),
    checked: integer('checked').notNull(),
    changed: integer('changed').notNull(),
    inconclusive: integer('inconclusive').notNull(),
    skipped: integer('skipped').notNull(),
  },
  // fleetLine: when the fleet was swept last.
  (table) => [index('sweep_runs_latest').on(table.finishedAt.desc().nullsFirst())],
);
