import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * Limits the calls of all processes together (H24): one row per quota, with the time of its next free call. A process
 * that wants calls moves that time on by as many as it wants, and starts at the time it found.
 */
export const callBudgets = pgTable('call_budgets', {
  /** `describe:<region>`, `crypto:<region>` or `store:<custom key store>`. */
  budget: text('budget').primaryKey(),
  nextFreeAt: instant('next_free_at').notNull(),
  /** When a process last took calls. A time in the future was written before a clock was set back. */
  takenAt: instant('taken_at').notNull(),
});
