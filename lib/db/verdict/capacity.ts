import { sql } from 'drizzle-orm';
import type { DueChecks, Throughput } from '#lib/core/probe/workers.ts';
import type { Executor } from '#lib/db/database.ts';
import { instantOf } from '#lib/db/raw-instant.ts';

/** Checks are counted so far. */
const COUNTED_TO = 1_000;
/** How many entries are read at most: keys that nobody checks may be among them. */
const READ_AT_MOST = 5_000;
const BATCHES_MEASURED = 200;

/** The scheduled checks whose time has come, as `planSweep` finds them, the oldest first. */
export async function readDueChecks(db: Executor, now: Date): Promise<DueChecks> {
  const { rows } = await db.execute<{ n: number; read: number; oldest: string | null }>(sql`
    with due as materialized (
      select key_id, next_check_at from key_checks where next_check_at <= ${now.toISOString()}
      order by next_check_at limit ${READ_AT_MOST})
    select (select count(*)::int from due) as read, count(*)::int as n, min(next_check_at) as oldest
    from (
      select due.next_check_at from due cross join lateral (
        select from customer_keys where id = due.key_id and role <> 'retired' and ownership_proven_at is not null limit 1) as key
      limit ${COUNTED_TO + 1}) as waiting`);
  const { n, read, oldest } = rows[0] ?? { n: 0, read: 0, oldest: null };
  return {
    n: Math.min(n, COUNTED_TO),
    exact: n <= COUNTED_TO && read < READ_AT_MOST,
    oldestDueAt: instantOf(oldest),
  };
}

/** What the latest batches of scheduled checks did; null before the first. */
export async function readThroughput(db: Executor): Promise<Throughput | null> {
  // Ids are in the order of time.
  const { rows } = await db.execute<{ batches: number; checked: number; busy_ms: number }>(sql`
    select count(*)::int as batches, coalesce(sum(checked), 0)::int as checked,
      coalesce(sum(greatest(extract(epoch from finished_at - started_at), 0)) * 1000, 0)::float8 as busy_ms
    from (select * from sweep_runs order by id desc limit ${BATCHES_MEASURED}) as latest`);
  const { batches, checked, busy_ms } = rows[0] ?? { batches: 0, checked: 0, busy_ms: 0 };
  return batches === 0 ? null : { batches, checked, busyMs: busy_ms };
}
