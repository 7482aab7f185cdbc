import { sql } from 'drizzle-orm';
import { budgetName, callsPerSecond, type CallBudget } from '#lib/core/probe/quota.ts';
import type { Executor } from '#lib/db/database.ts';

/** How far two processes' clocks may differ. A time further ahead was written before a clock was set back. */
const CLOCK_SKEW_MS = 5_000;

/**
 * Takes calls from a budget that all processes share (H24), in one statement. If the first call couldn't be made in
 * time, it takes none, so that nobody waits for calls that are never made.
 * @param withinMs how long the caller can wait for the first
 * @returns milliseconds until the first of them may be made, at the budget's pace; null where that is too long
 */
export async function reserveCalls(
  db: Executor,
  budget: CallBudget,
  calls: number,
  now: Date,
  withinMs: number,
): Promise<number | null> {
  if (calls === 0) return 0;
  if (withinMs < 0) return null;
  // Times are stored in whole milliseconds: less than one would be rounded away, and the call would be free.
  const takesMs = Math.ceil((calls * 1_000) / callsPerSecond(budget));
  const inMs = (ms: number) => sql`${new Date(now.getTime() + ms).toISOString()}::timestamptz`;
  const start = sql`case when b.taken_at > ${inMs(CLOCK_SKEW_MS)} then ${inMs(0)}
    else greatest(b.next_free_at, ${inMs(0)}) end`;
  const { rows } = await db.execute<{ endsAt: string }>(sql`
    insert into call_budgets as b (budget, next_free_at, taken_at)
    values (${budgetName(budget)}, ${inMs(takesMs)}, ${inMs(0)})
    on conflict (budget) do update set
      taken_at = excluded.taken_at,
      next_free_at = ${start} + interval '1 millisecond' * ${takesMs}::float8
    where ${start} <= ${inMs(withinMs)}
    returning to_json(next_free_at) #>> '{}' as "endsAt"`);
  const [taken] = rows;
  return taken === undefined ? null : Math.max(0, new Date(taken.endsAt).getTime() - takesMs - now.getTime());
}
