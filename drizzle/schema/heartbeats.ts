import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** When each kind of process was last seen at work. Without a worker, the web process lets statuses expire. */
export const heartbeats = pgTable('heartbeats', {
  process: text('process').primaryKey(),
  at: instant('at').notNull(),
});
