import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { KEY_ROLES } from '#lib/core/key/role.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';

/** What lists count by. An absent cause or key state is an empty text, so that it can be part of a primary key. */
const facets = {
  region: text('region').notNull(),
  role: text('role', { enum: KEY_ROLES }).notNull(),
  verdict: text('verdict', { enum: VERDICT_STATUSES }).notNull(),
  cause: text('cause').notNull(),
  keyState: text('key_state').notNull(),
};

/**
 * The number of keys per combination of what lists filter by: a few hundred rows, whatever the number of keys. Readers
 * add the deltas that aren't folded in yet.
 */
export const keyCounts = pgTable('key_counts', { ...facets, keyCount: integer('key_count').notNull() }, (table) => [
  primaryKey({ columns: [table.region, table.role, table.verdict, table.cause, table.keyState] }),
]);

/** Signed changes to the counts. A trigger inserts them and nothing updates them, so writers never wait for each other. */
export const keyCountDeltas = pgTable('key_count_deltas', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  ...facets,
  delta: integer('delta').notNull(),
});
