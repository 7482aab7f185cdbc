import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { addKey, checkDeps, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import {
  CHECK_OWNERSHIP,
  createQueues,
  PLAN_SWEEP,
  SETTLE_REPLACEMENTS,
  SWEEP_BATCH,
  WATCH_RELEASED,
  workerEngine,
  type SweepBatch,
} from '#lib/jobs/queues.ts';
import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';

let desk: TestDesk;
let boss: PgBoss;
const bossErrors: unknown[] = [];

/** The job engine as a worker starts it, without its timers. */
async function startBoss(): Promise<PgBoss> {
  const started = new PgBoss({ ...workerEngine(desk.url), supervise: false, schedule: false });
  started.on('error', (error) => bossErrors.push(error));
  await started.start();
  return started;
}

beforeAll(async () => {
  desk = await openTestDesk();
  boss = await startBoss();
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  await desk.close();
  expect(bossErrors).toEqual([]);
});

const waitingJobs = () =>
  desk.rows<{ id: string; data: SweepBatch }>(
    `select id, data from pgboss.job where name = '${SWEEP_BATCH}' and state = 'created'`,
  );
const plan = (fail = false) =>
  planSweep({
    policy: POLICY,
    db: desk.db,
    clock: checkDeps(desk.db).clock,
    enqueueBatch: async (tx, batch) => {
      await boss.send(SWEEP_BATCH, batch, { db: fromDrizzle(tx, sql) });
      if (fail) throw new Error('the planner died');
    },
  });

describe('the queues of scheduled checks, under the app’s role', () => {
  it('contain no job of a planner whose transaction was rolled back; its keys stay due', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await expect(plan(true)).rejects.toThrow('the planner died');
    expect(await waitingJobs()).toEqual([]);

    expect(await plan()).toBe(1);
    expect((await waitingJobs()).map((job) => job.data)).toEqual([
      { region: 'eu-west-1', customerKeyIds: [customerKeyId] },
    ]);
    await boss.deleteAllJobs(SWEEP_BATCH);
  });

  it('lead to exactly one check of every due key, with two workers', async () => {
    await desk.owner.query('update key_checks set planned_at = null');
    const keys = await Promise.all(
      Array.from({ length: 20 }, (_, n) => addKey(desk.db, { arn: newArn(n % 2 === 0 ? 'eu-west-1' : 'us-west-2') })),
    );
    const deps = checkDeps(desk.db);
    const second = await startBoss();
    try {
      await plan();
      for (const worker of [boss, second])
        await worker.work<SweepBatch>(SWEEP_BATCH, { pollingIntervalSeconds: 0.5 }, async ([job]) => {
          if (job) await sweepBatch(deps, job.data);
        });
      await expect
        .poll(() => desk.rows('select 1 from key_checks where next_check_at <= $1', [deps.clock()]), {
          timeout: 10_000,
        })
        .toEqual([]);
      const asked = deps.asked.map((target) => target.arn);
      expect(new Set(asked).size).toBe(asked.length);
      for (const { arn } of keys) expect(asked).toContain(arn);
    } finally {
      await boss.offWork(SWEEP_BATCH);
      await second.stop({ graceful: false });
    }
  });

  it.each([PLAN_SWEEP, CHECK_OWNERSHIP, WATCH_RELEASED, SETTLE_REPLACEMENTS])(
    'keep one waiting job of %s, however often one is sent',
    async (queue) => {
      const sent = [await boss.send(queue, {}), await boss.send(queue, {}), await boss.send(queue, {})];
      expect(sent.filter((id) => id !== null)).toHaveLength(1);
    },
  );

  it('are supervised, counted, cleaned and scheduled with the rights of the app’s role alone', async () => {
    const errors: unknown[] = [];
    const engine = new PgBoss({
      ...workerEngine(desk.url),
      monitorIntervalSeconds: 1,
      maintenanceIntervalSeconds: 1,
      cronMonitorIntervalSeconds: 1,
      cronWorkerIntervalSeconds: 1,
    });
    engine.on('error', (error) => errors.push(error));
    await engine.start();
    try {
      const planned = (id: string | null) => engine.getJobById(PLAN_SWEEP, id ?? '');
      await engine.deleteAllJobs(PLAN_SWEEP);
      // A job that fails, is retried, renews its heartbeat and completes.
      const retried = await engine.send(SWEEP_BATCH, { region: 'none', customerKeyIds: [] }, { retryDelay: 0 });
      await engine.fail(SWEEP_BATCH, (await engine.fetch(SWEEP_BATCH))?.[0]?.id ?? '');
      const [again] = await engine.fetch(SWEEP_BATCH);
      expect(again?.id).toBe(retried);
      await engine.touch(SWEEP_BATCH, retried ?? '');
      await engine.complete(SWEEP_BATCH, retried ?? '');
      // A job whose worker dies: it fails when its time is up.
      const dead = await engine.send(PLAN_SWEEP, {}, { expireInSeconds: 1 });
      await engine.fetch(PLAN_SWEEP);
      await expect.poll(async () => (await planned(dead))?.state, { timeout: 10_000 }).toBe('failed');
      // A job that is canceled and deleted, and one that the schedule sends.
      const canceled = await engine.send(SWEEP_BATCH, { region: 'none', customerKeyIds: [] });
      await engine.cancel(SWEEP_BATCH, canceled ?? '');
      await engine.deleteJob(SWEEP_BATCH, canceled ?? '');
      await engine.schedule(PLAN_SWEEP, '* * * * *');
      await expect
        .poll(() => desk.rows(`select 1 from pgboss.job where name = 'plan-sweep' and state = 'created'`), {
          timeout: 10_000,
        })
        .toHaveLength(1);
      await engine.unschedule(PLAN_SWEEP);
      await expect
        .poll(async () => (await engine.getQueue(PLAN_SWEEP))?.queuedCount, { timeout: 10_000 })
        .toBeGreaterThan(0);
      await engine.deleteAllJobs(PLAN_SWEEP);
      await engine.deleteAllJobs(SWEEP_BATCH);
    } finally {
      await engine.stop({ graceful: false });
    }
    expect(errors).toEqual([]);
  });

  it('don’t change when they are created again', async () => {
    const owners = new PgBoss({ connectionString: desk.url, max: 1, supervise: false, schedule: false });
    await owners.start();
    try {
      const before = (await owners.getQueues()).map(({ name }) => name);
      await createQueues(owners);
      expect((await owners.getQueues()).map(({ name }) => name)).toEqual(before);
      expect(before).toEqual(expect.arrayContaining([PLAN_SWEEP, SETTLE_REPLACEMENTS, SWEEP_BATCH]));
    } finally {
      await owners.stop({ graceful: false });
    }
  });
});
