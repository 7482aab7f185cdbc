import { sql } from 'drizzle-orm';
import type { Executor } from '#lib/db/database.ts';

/** How many keys in use a region has with one cause. */
export type CauseCount = { region: string; cause: string; n: number };

/** The number of keys in use by region for some causes, from the stored counts. */
export async function countByCause(db: Executor, causes: readonly string[]): Promise<CauseCount[]> {
  const where = sql`role not in ('retired', 'released') and cause = any(string_to_array(${causes.join(',')}, ','))`;
  const { rows } = await db.execute<CauseCount>(sql`
    select region, cause, sum(n)::int as n from (
      select region, cause, key_count as n from key_counts where ${where}
      union all
      select region, cause, delta from key_count_deltas where ${where}
    ) as changes group by region, cause having sum(n) > 0 order by region, cause`);
  return rows;
}
