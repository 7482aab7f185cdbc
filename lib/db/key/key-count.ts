import { sql, type SQL } from 'drizzle-orm';
import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';
import type { ListCount } from '#lib/core/pages/key-list-page.ts';
import { COUNTED_TO, cutCount } from '#lib/core/pages/list-count.ts';
import type { KeyFilter } from '#lib/core/verdict/key-filter.ts';
import type { Executor } from '#lib/db/database.ts';
import { MOST_ENTRIES } from '#lib/db/list-entries.ts';
import { keyEntries } from './key-entries.ts';

export type KeyCounts = Record<VerdictStatus, ListCount>;

/** A count per status. */
export const countsOf = (count: (status: VerdictStatus) => ListCount): KeyCounts =>
  Object.fromEntries(VERDICT_STATUSES.map((status) => [status, count(status)])) as KeyCounts;

/**
 * Keys by status within the other filters, as the rows of the list show it. Exact from the stored counts; with a deadline
 * or a time of change each is counted up to `COUNTED_TO`. The filter's status and search are ignored.
 */
export async function countKeys(db: Executor, filter: KeyFilter, now: Date): Promise<KeyCounts> {
  return filter.deadline === null && filter.changed === null ? storedCounts(db, filter) : countedUpTo(db, filter, now);
}

/**
 * The number of active and retained keys by `region` and `verdict`, as a subquery for `from`: rows of `n` that a reader
 * sums up. The stored counts, and the changes that aren't folded in yet.
 */
export const LIVE_KEYS: SQL = sql`(
  select region, verdict, key_count as n from key_counts where role in ('active', 'retained')
  union all
  select region, verdict, delta from key_count_deltas where role in ('active', 'retained')) as live_keys`;

async function storedCounts(db: Executor, { region, role, cause, keyState }: KeyFilter): Promise<KeyCounts> {
  const conditions = [
    role === null ? sql`role <> 'retired'` : sql`role = ${role}`,
    ...(region === null ? [] : [sql`region = ${region}`]),
    ...(cause === null ? [] : [sql`cause = ${cause}`]),
    ...(keyState === null ? [] : [sql`key_state = ${keyState}`]),
  ];
  const where = sql.join(conditions, sql` and `);
  const { rows } = await db.execute<{ verdict: VerdictStatus; n: number }>(sql`
    select verdict, sum(n)::int as n from (
      select verdict, key_count as n from key_counts where ${where}
      union all
      select verdict, delta from key_count_deltas where ${where}
    ) as changes group by verdict`);
  return countsOf((status) => ({ n: rows.find(({ verdict }) => verdict === status)?.n ?? 0, exact: true }));
}

async function countedUpTo(db: Executor, filter: KeyFilter, now: Date): Promise<KeyCounts> {
  // By time of change the index has both: what changed since then is one range.
  const sort = filter.deadline === null ? 'newest' : 'urgent';
  const count = (verdict: VerdictStatus): SQL => {
    const most = MOST_ENTRIES / VERDICT_STATUSES.length;
    const entries = keyEntries({ ...filter, verdict, sort }, now, { page: null, limit: COUNTED_TO + 1, most });
    return sql`select ${verdict}::text as verdict, count(*) filter (where matches)::int as n, coalesce(bool_or(is_last_read), false) as stopped
      from (${entries}) as keys`;
  };
  const { rows } = await db.execute<{ verdict: VerdictStatus; n: number; stopped: boolean }>(
    sql.join(VERDICT_STATUSES.map(count), sql` union all `),
  );
  return countsOf((status) => {
    const { n, stopped } = rows.find(({ verdict }) => verdict === status) ?? { n: 0, stopped: false };
    return cutCount(n, { ends: stopped });
  });
}

/** The number of keys in a list: those of one status, or of all. */
export function totalOf(counts: KeyCounts, verdict: VerdictStatus | null): ListCount {
  if (verdict !== null) return counts[verdict];
  const all = VERDICT_STATUSES.map((status) => counts[status]);
  const n = all.reduce((sum, count) => sum + count.n, 0);
  return { n, exact: all.every(({ exact }) => exact) };
}
