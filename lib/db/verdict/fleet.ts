import { sql } from 'drizzle-orm';
import { sweepRuns } from '#drizzle/schema/sweep-runs.ts';
import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';
import type { Executor } from '#lib/db/database.ts';
import { LIVE_KEYS } from '#lib/db/key/key-count.ts';
import { newId } from '#lib/db/new-id.ts';

export type FleetCounts = Record<VerdictStatus, number>;

/** Zero keys at every verdict. */
export const noKeys = (): FleetCounts =>
  Object.fromEntries(VERDICT_STATUSES.map((status) => [status, 0])) as FleetCounts;

/**
 * The number of live keys per region and verdict: the folded counts plus the deltas. It never counts the keys themselves.
 * Regions that never had a live key are left out.
 */
export async function readFleetCountsByRegion(db: Executor): Promise<Map<string, FleetCounts>> {
  const { rows } = await db.execute<{ region: string; verdict: VerdictStatus; n: number }>(sql`
    select region, verdict, sum(n)::int as n from ${LIVE_KEYS} group by region, verdict`);
  const regions = new Map<string, FleetCounts>();
  for (const { region, verdict, n } of rows) {
    const counts = regions.get(region) ?? noKeys();
    counts[verdict] = n;
    regions.set(region, counts);
  }
  return regions;
}

/** Folds the deltas into the counts, in one statement for each pair of tables. */
export async function foldFleetCounts(db: Executor): Promise<void> {
  await db.execute(sql`
    with moved as (delete from key_count_deltas returning region, role, verdict, cause, key_state, delta)
    insert into key_counts as c (region, role, verdict, cause, key_state, key_count)
    select region, role, verdict, cause, key_state, sum(delta) from moved group by 1, 2, 3, 4, 5
    on conflict (region, role, verdict, cause, key_state) do update set key_count = c.key_count + excluded.key_count`);
  // For an earlier version that still runs: this one reads only `key_counts`.
  await db.execute(sql`
    with moved as (delete from fleet_count_deltas returning region, verdict, delta)
    insert into fleet_counts (region, verdict, key_count)
    select region, verdict, sum(delta) from moved group by region, verdict
    on conflict (region, verdict) do update set key_count = fleet_counts.key_count + excluded.key_count`);
}

export type SweepRun = Omit<typeof sweepRuns.$inferInsert, 'id'>;

/** Records a batch of scheduled checks. */
export async function insertSweepRun(db: Executor, run: SweepRun): Promise<void> {
  await db.insert(sweepRuns).values({ id: newId(), ...run });
}
