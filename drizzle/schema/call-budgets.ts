import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * How many calls all processes together may make (H24): one row a quota, holding when its next free call comes. Who
 * wants some moves it on by as many as they want, and begins where it stood.
 */
export const callBudgets = pgTable('call_budgets', {
  /** `describe:<region>`, `crypto:<region>` or `store:<custom key store>`. */
  budget: text('budget').primaryKey(),
  nextFreeAt: instant('next_free_at').notNull(),
  /** When that was last moved on: one of the future was taken before a clock was set back. */
  takenAt: instant('taken_at').notNull(),
});
