import { date, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import type { CallCounts } from '#lib/core/probe/calls.ts';
import { customerKeys } from './customer-keys.ts';

/**
 * The calls on a key that AWS answered on one UTC day. The day that is not over is in `key_checks`, so that counting costs
 * no row of its own; a trigger moves it here when the first check of another day is written.
 */
export const keyCallDays = pgTable(
  'key_call_days',
  {
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    day: date('day', { mode: 'string' }).notNull(),
    calls: jsonb('calls').$type<CallCounts>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.keyId, table.day] })],
);
