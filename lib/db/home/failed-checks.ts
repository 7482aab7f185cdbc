import { sql } from 'drizzle-orm';
import type { Executor } from '#lib/db/database.ts';

/** Keys of a region whose last checks got no answer, with one reason. */
export type FailedChecks = {
  region: string;
  /** Why, as stored; null where the check did not say. */
  fault: string | null;
  n: number;
  /** How many of them got none several times in a row, and one of these keys. */
  repeated: number;
  repeatedKeyId: string | null;
};

/** Keys with a failed check that are read; more are counted as "more than". */
export const MOST_FAILED = 2_000;

/**
 * Keys in use that keep the status of an earlier check because the last one got no answer, by region and reason. Keys
 * that nobody has proven to be the customer's are left out (H16).
 * @param leaveOut causes that say themselves that there is no current status
 * @param inARow how many failed checks in a row are several
 * @returns `whole`: whether all such keys were read
 */
export async function failedChecks(
  db: Executor,
  leaveOut: readonly string[],
  inARow: number,
): Promise<{ found: FailedChecks[]; whole: boolean }> {
  const { rows } = await db.execute<FailedChecks & { read: number }>(sql`
    with failed as materialized (
      select key_id, last_fault, inconclusive_count from key_checks where inconclusive_count > 0 limit ${MOST_FAILED + 1})
    select key.region, failed.last_fault as fault, count(*)::int as n,
      (count(*) filter (where inconclusive_count >= ${inARow}))::int as repeated,
      min(failed.key_id::text) filter (where inconclusive_count >= ${inARow}) as "repeatedKeyId",
      (select count(*)::int from failed) as read
    from failed
    cross join lateral (
      select region, role, cause, ownership_proven_at, ownership_withdrawn_at from customer_keys where id = failed.key_id limit 1
    ) as key
    where role not in ('retired', 'released') and ownership_proven_at is not null and ownership_withdrawn_at is null
      and coalesce(cause, '') <> all(string_to_array(${leaveOut.join(',')}, ','))
    group by 1, 2 order by 1, 2`);
  return {
    found: rows.map(({ region, fault, n, repeated, repeatedKeyId }) => ({ region, fault, n, repeated, repeatedKeyId })),
    whole: (rows[0]?.read ?? 0) <= MOST_FAILED,
  };
}
