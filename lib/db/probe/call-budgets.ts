import { sql } from 'drizzle-orm';
import { budgetName, callsPerSecond, type CallBudget } from '#lib/core/probe/quota.ts';
import type { Executor } from '#lib/db/database.ts';

/** How far two processes' clocks may differ. A time further ahead was written before a clock was set back. */
const CLOCK_SKEW_MS = 5_000;

/** Calls that somebody wants to make, and the budget that they are taken from. */
type WantedCalls = { budget: CallBudget; calls: number };

/** Calls of both kinds to KMS in a region. */
export const callsIn = (region: string, describe: number, crypto: number): WantedCalls[] => [
  { budget: { kind: 'describe', region }, calls: describe },
  { budget: { kind: 'crypto', region }, calls: crypto },
];

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
  return (await take(db, [{ budget, calls }], now, withinMs)).get(budgetName(budget)) ?? null;
}

/**
 * The same from several budgets, in one statement.
 * @returns milliseconds until the first call of all may be made; null where a budget makes one wait too long
 */
export async function reserveCallsOf(
  db: Executor,
  wanted: readonly WantedCalls[],
  now: Date,
  withinMs: number,
): Promise<number | null> {
  const some = wanted.filter(({ calls }) => calls > 0);
  if (some.length === 0) return 0;
  const waits = await take(db, some, now, withinMs);
  return waits.size < some.length ? null : Math.max(...waits.values());
}

/** Milliseconds until the first call of each budget that has one in time, by the budget's name. */
async function take(
  db: Executor,
  wanted: readonly WantedCalls[],
  now: Date,
  withinMs: number,
): Promise<Map<string, number>> {
  if (withinMs < 0) return new Map();
  const inMs = (ms: number) => sql`${new Date(now.getTime() + ms).toISOString()}::timestamptz`;
  // Times are stored in whole milliseconds: less than one would be rounded away, and the call would be free.
  const takesMs = new Map(
    wanted.map(({ budget, calls }) => [budgetName(budget), Math.ceil((calls * 1_000) / callsPerSecond(budget))]),
  );
  // Always in the same order, so that no two statements wait for each other.
  const rows = [...takesMs].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const start = sql`case when b.taken_at > ${inMs(CLOCK_SKEW_MS)} then excluded.taken_at
    else greatest(b.next_free_at, excluded.taken_at) end`;
  const taken = await db.execute<{ budget: string; endsAt: string }>(sql`
    insert into call_budgets as b (budget, next_free_at, taken_at)
    values ${sql.join(
      rows.map(([name, ms]) => sql`(${name}, ${inMs(ms)}, ${inMs(0)})`),
      sql`, `,
    )}
    on conflict (budget) do update set
      taken_at = excluded.taken_at,
      next_free_at = ${start} + (excluded.next_free_at - excluded.taken_at)
    where ${start} <= ${inMs(withinMs)}
    returning budget, to_json(next_free_at) #>> '{}' as "endsAt"`);
  return new Map(
    taken.rows.map(({ budget, endsAt }) => {
      const startsAtMs = new Date(endsAt).getTime() - (takesMs.get(budget) ?? 0);
      return [budget, Math.max(0, startsAtMs - now.getTime())];
    }),
  );
}
