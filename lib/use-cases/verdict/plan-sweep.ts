import { longestWaitMs, type CheckPolicy } from '#lib/core/probe/schedule.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import { takeDueKeys } from '#lib/db/verdict/check-claims.ts';
import { foldFleetCounts } from '#lib/db/verdict/fleet.ts';

export type PlanSweepDeps = {
  db: Database;
  clock: () => Date;
  policy: CheckPolicy;
  enqueueBatch: (tx: Transaction, batch: { region: string; customerKeyIds: string[] }) => Promise<void>;
};

/** Keys per batch: enough to write them with one statement, few enough to repeat when a worker crashes. */
export const BATCH_KEYS = 50;
const KEYS_A_PAGE = 1_000;
/** A planned key that nobody checked within this time is planned again, because its batch was lost. */
export const REPLAN_AFTER_MS = 10 * 60_000;

/**
 * Puts the due keys into batches of one region each. Each page of keys is marked and enqueued in one transaction, so a
 * crashed planner loses and doubles none. Memory does not grow with the number of keys.
 * @returns how many keys were planned
 */
export async function planSweep({ db, clock, policy, enqueueBatch }: PlanSweepDeps): Promise<number> {
  await foldFleetCounts(db);
  let planned = 0;
  for (;;) {
    const page = await db.transaction(async (tx) => {
      const due = await takeDueKeys(
        tx,
        clock(),
        { replanAfterMs: REPLAN_AFTER_MS, longestMs: longestWaitMs(policy) },
        KEYS_A_PAGE,
      );
      for (const [region, keys] of Map.groupBy(due, (key) => key.region))
        for (let start = 0; start < keys.length; start += BATCH_KEYS)
          await enqueueBatch(tx, {
            region,
            customerKeyIds: keys.slice(start, start + BATCH_KEYS).map((key) => key.customerKeyId),
          });
      return due.length;
    });
    planned += page;
    if (page < KEYS_A_PAGE) return planned;
  }
}
