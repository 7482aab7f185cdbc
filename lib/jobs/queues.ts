import type { PgBoss } from 'pg-boss';

export const PLAN_SWEEP = 'plan-sweep';
export const SWEEP_BATCH = 'sweep-batch';

/** One batch of due keys of one region. */
export type SweepBatch = { region: string; customerKeyIds: string[] };

/** Creates the queues where they are missing; run by the owner of the database, with the migrations. */
export async function createQueues(boss: PgBoss): Promise<void> {
  const have = new Set((await boss.getQueues()).map((queue) => queue.name));
  // `singleton` (one active at a time): a second planner adds nothing.
  if (!have.has(PLAN_SWEEP))
    await boss.createQueue(PLAN_SWEEP, {
      policy: 'stately',
      retryLimit: 0,
      expireInSeconds: 60,
      deleteAfterSeconds: 3600,
    });
  // A killed worker's batch is taken again when its heartbeat stops; keys already done are skipped by their next check.
  if (!have.has(SWEEP_BATCH))
    await boss.createQueue(SWEEP_BATCH, {
      retryLimit: 3,
      // Longer than a check's claim: a batch that failed in the middle finds its keys free again.
      retryDelay: 20,
      expireInSeconds: 600,
      heartbeatSeconds: 10,
      deleteAfterSeconds: 3600,
    });
}
