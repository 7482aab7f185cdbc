import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import { fillNameForms } from '#lib/use-cases/customer/fill-name-forms.ts';
import { watchReleased } from '#lib/use-cases/departure/watch-released.ts';
import { fillOldRows } from '#lib/use-cases/key/fill-old-rows.ts';
import { fillTellDigests } from '#lib/use-cases/key/fill-tell-digests.ts';
import { askDueKeys } from '#lib/use-cases/ownership/ask-due-keys.ts';
import { settleReplacements } from '#lib/use-cases/replacement/settle-replacements.ts';
import { purgeReports } from '#lib/use-cases/service/purge-reports.ts';
import { BATCHES_AT_ONCE } from '#lib/core/probe/workers.ts';
import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { expireStatuses } from '#lib/use-cases/verdict/expire-statuses.ts';
import { beat } from '#lib/db/verdict/heartbeats.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';
import { workerRuntime } from '#lib/runtime.ts';
import { EnvError } from '#lib/config/env.ts';
import { importsToGoOn } from '#lib/use-cases/import/waiting-imports.ts';
import { judgeImport } from '#lib/use-cases/import/judge-import.ts';
import { runImport } from '#lib/use-cases/import/run-import.ts';
import {
  CHECK_OWNERSHIP,
  IMPORT_FILE,
  PLAN_SWEEP,
  SETTLE_REPLACEMENTS,
  SWEEP_BATCH,
  WATCH_RELEASED,
  workerEngine,
  type ImportJob,
  type SweepBatch,
} from './queues.ts';

const STOP_WITHIN_MS = 10_000;
/** A person waits for the dry run of the file that they uploaded. */
const LOOK_FOR_IMPORTS_MS = 1_000;

/** The worker process: plans scheduled checks every minute and runs their batches. Any number of workers can run. */
async function main(): Promise<void> {
  const { env, log, pool, db, clock, ...asking } = workerRuntime();
  const { policy } = asking;
  const boss = new PgBoss(workerEngine(env.databaseUrl));
  boss.on('error', (error) => log.error({ err: error }, 'the job engine reports an error'));
  await boss.start();

  await boss.work(PLAN_SWEEP, { pollingIntervalSeconds: 1 }, async () => {
    await beat(db, 'worker', clock());
    const expired = await expireStatuses({ db, clock });
    if (expired > 0) log.info({ expired }, 'statuses expired');
    const planned = await planSweep({
      db,
      clock,
      policy,
      enqueueBatch: async (tx, batch) => void (await boss.send(SWEEP_BATCH, batch, { db: fromDrizzle(tx, sql) })),
    });
    log.debug({ planned }, 'sweep planned');
    try {
      const filled =
        (await fillOldRows({ db })) + (await fillNameForms({ db })) + (await fillTellDigests({ db, clock }));
      if (filled > 0) log.info({ filled }, 'rows of an earlier version filled');
    } catch (error) {
      log.warn({ err: error }, 'rows of an earlier version are filled in the next run');
    }
    const purged = await purgeReports({ db, clock });
    if (purged > 0) log.info({ purged }, 'old reports about dependents deleted');
  });
  await boss.work<SweepBatch>(
    SWEEP_BATCH,
    { pollingIntervalSeconds: 1, localConcurrency: BATCHES_AT_ONCE },
    async ([job]) => {
      if (!job) return;
      const swept = await sweepBatch({ db, clock, ...asking }, job.data);
      log.info({ region: job.data.region, ...swept }, 'batch swept');
    },
  );
  await boss.work(CHECK_OWNERSHIP, { pollingIntervalSeconds: 1 }, async () => {
    const { asked, proven } = await askDueKeys({ db, clock, ...asking });
    if (asked > 0) log.info({ asked, proven }, 'asked about unproven keys');
  });
  await boss.work(WATCH_RELEASED, { pollingIntervalSeconds: 1 }, async () => {
    const seen = await watchReleased({ db, clock });
    if (seen.retired + seen.resumed > 0) log.info(seen, 'released keys watched');
  });
  await boss.work(SETTLE_REPLACEMENTS, { pollingIntervalSeconds: 1 }, async () => {
    const moved = await settleReplacements({ db, clock });
    if (moved > 0) log.info({ moved }, 'replacements moved on');
  });
  let stopping = false;
  await boss.work<ImportJob>(IMPORT_FILE, { pollingIntervalSeconds: 1 }, async ([job]) => {
    if (!job) return;
    const { importId } = job.data;
    await judgeImport({ db, clock, ...asking }, importId);
    await runImport({ db, clock, ...asking }, importId, () => stopping);
    log.info({ importId }, 'import went on');
  });
  const lookForImports = async (): Promise<void> => {
    try {
      for (const importId of await importsToGoOn({ db, clock }))
        await boss.send(IMPORT_FILE, { importId }, { singletonKey: importId });
    } catch (error) {
      log.warn({ err: error }, 'imports that wait could not be read');
    }
  };
  const looking = setInterval(() => void lookForImports(), LOOK_FOR_IMPORTS_MS);
  await boss.schedule(PLAN_SWEEP, '* * * * *');
  // Each key is due every five minutes at most; a run a minute finds it in time.
  await boss.schedule(CHECK_OWNERSHIP, '* * * * *');
  // The second full check, or the end of an approved window, should be seen within a minute.
  await boss.schedule(SETTLE_REPLACEMENTS, '* * * * *');
  // Ends come by the day; that something depends on a released key again should be known within minutes.
  await boss.schedule(WATCH_RELEASED, '*/5 * * * *');
  await boss.send(PLAN_SWEEP, {});
  log.info('worker ready');

  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    clearInterval(looking);
    await boss.stop({ graceful: true, timeout: STOP_WITHIN_MS });
    await pool.end();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

try {
  await main();
} catch (error) {
  if (!(error instanceof EnvError)) throw error;
  console.error(error.message);
  process.exit(1);
}
