import type { ConstructorOptions, PgBoss } from 'pg-boss';
import { APP_ROLE } from '#lib/db/database.ts';

export const PLAN_SWEEP = 'plan-sweep';
export const SWEEP_BATCH = 'sweep-batch';
export const CHECK_OWNERSHIP = 'check-ownership';
export const IMPORT_FILE = 'import-file';
export const WATCH_RELEASED = 'watch-released';
export const SETTLE_REPLACEMENTS = 'settle-replacements';

/** pg-boss's own queue for scheduled jobs. Every worker creates it at startup unless it exists. */
export const SCHEDULER_QUEUE = '__pgboss__send-it';

/**
 * The job engine's options in a worker. It runs as the app's role, which can write jobs but can't create or change a
 * table (`grants.ts`).
 */
export const workerEngine = (databaseUrl: string) =>
  ({
    connectionString: databaseUrl,
    application_name: 'keydesk-worker-jobs',
    options: `-c role=${APP_ROLE}`,
    max: 4,
    migrate: false,
    createSchema: false,
    // The batch of a killed worker is retried within seconds; with the defaults it takes over half a minute.
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 10,
    reindex: false,
  }) satisfies ConstructorOptions;

/** A batch of due keys of one region. */
export type SweepBatch = { region: string; customerKeyIds: string[] };

/** An import that must be judged or run. */
export type ImportJob = { importId: string };

/** Creates missing queues. The owner of the database runs this with the migrations. */
export async function createQueues(boss: PgBoss): Promise<void> {
  const have = new Set((await boss.getQueues()).map((queue) => queue.name));
  // `stately` (one job per state): a second planner adds nothing.
  if (!have.has(SCHEDULER_QUEUE)) await boss.createQueue(SCHEDULER_QUEUE);
  if (!have.has(PLAN_SWEEP))
    await boss.createQueue(PLAN_SWEEP, {
      policy: 'stately',
      retryLimit: 0,
      expireInSeconds: 60,
      deleteAfterSeconds: 3600,
    });
  // `stately`, too: while one run asks, the next one waits.
  for (const queue of [CHECK_OWNERSHIP, WATCH_RELEASED, SETTLE_REPLACEMENTS])
    if (!have.has(queue))
      await boss.createQueue(queue, {
        policy: 'stately',
        retryLimit: 0,
        expireInSeconds: 300,
        deleteAfterSeconds: 3600,
      });
  // `exclusive`: one job of an import is queued or runs. What is done is stored with the import, so a killed job is repeated.
  if (!have.has(IMPORT_FILE))
    await boss.createQueue(IMPORT_FILE, {
      policy: 'exclusive',
      retryLimit: 5,
      retryDelay: 5,
      expireInSeconds: 3600,
      heartbeatSeconds: 10,
      deleteAfterSeconds: 3600,
    });
  // The batch of a killed worker is retried when its heartbeat stops. Keys that were checked are no longer due.
  if (!have.has(SWEEP_BATCH))
    await boss.createQueue(SWEEP_BATCH, {
      retryLimit: 3,
      // Longer than a check's claim, so that the retry of a failed batch can claim its keys.
      retryDelay: 20,
      expireInSeconds: 600,
      heartbeatSeconds: 10,
      deleteAfterSeconds: 3600,
    });
}
