import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';

/**
 * The number of active and retained keys per region and verdict. Only the version before `key_counts` reads it; to be
 * dropped in a later release.
 */
export const fleetCounts = pgTable(
  'fleet_counts',
  {
    region: text('region').notNull(),
    verdict: text('verdict', { enum: VERDICT_STATUSES }).notNull(),
    keyCount: integer('key_count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.region, table.verdict] })],
);

/** Signed changes to the counts. A trigger inserts them and nothing updates them, so writers never wait for each other. */
export const fleetCountDeltas = pgTable('fleet_count_deltas', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  region: text('region').notNull(),
  verdict: text('verdict', { enum: VERDICT_STATUSES }).notNull(),
  delta: integer('delta').notNull(),
});
