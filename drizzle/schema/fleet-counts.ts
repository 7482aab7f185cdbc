import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';

/** How many live keys of a region stand at a verdict. Read together with the deltas not yet folded. */
export const fleetCounts = pgTable(
  'fleet_counts',
  {
    region: text('region').notNull(),
    verdict: text('verdict', { enum: VERDICT_STATUSES }).notNull(),
    keyCount: integer('key_count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.region, table.verdict] })],
);

/** Signed changes to the counts: inserted by a trigger, never updated, so that no two writers wait for one row. */
export const fleetCountDeltas = pgTable(
  'fleet_count_deltas',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    region: text('region').notNull(),
    verdict: text('verdict', { enum: VERDICT_STATUSES }).notNull(),
    delta: integer('delta').notNull(),
  },
  // foldFleetCounts and fleetCounts: the deltas by what they add to.
  (table) => [index('fleet_count_deltas_key').on(table.region, table.verdict)],
);
