import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APP_ROLE } from '#lib/db/database.ts';
import { addKey, checkDeps, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { createQueues, PLAN_SWEEP, SWEEP_BATCH, type SweepBatch } from '#lib/jobs/queues.ts';
import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';

let desk: TestDesk;
let boss: PgBoss;
const bossErrors: unknown[] = [];

/** The job engine as a worker starts it: under the app's role, which may not make or change a table. */
async function startBoss(): Promise<PgBoss> {
  const started = new PgBoss({
    connectionString: desk.url,
    options: `-c role=${APP_ROLE}`,
    max: 3,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
  });
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
    db: desk.db,
    clock: checkDeps(desk.db).clock,
    enqueueBatch: async (tx, batch) => {
      await boss.send(SWEEP_BATCH, batch, { db: fromDrizzle(tx, sql) });
      if (fail) throw new Error('the planner died');
    },
  });

describe('the sweep’s queues, under the app’s role', () => {
  it('hold no job of a planner whose transaction was rolled back, and its keys stay due', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await expect(plan(true)).rejects.toThrow('the planner died');
    expect(await waitingJobs()).toEqual([]);

    expect(await plan()).toBe(1);
    expect((await waitingJobs()).map((job) => job.data)).toEqual([
      { region: 'eu-west-1', customerKeyIds: [customerKeyId] },
    ]);
    await boss.deleteAllJobs(SWEEP_BATCH);
  });

  it('bring every due key to exactly one check, with two workers', async () => {
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
      await second.stop({ graceful: false });
    }
  });

  it('keep one waiting plan, however often it is asked for', async () => {
    const sent = [await boss.send(PLAN_SWEEP, {}), await boss.send(PLAN_SWEEP, {}), await boss.send(PLAN_SWEEP, {})];
    expect(sent.filter((id) => id !== null)).toHaveLength(1);
  });

  it('are left as they are when they are created again', async () => {
    const owners = new PgBoss({ connectionString: desk.url, max: 1, supervise: false, schedule: false });
    await owners.start();
    try {
      const before = (await owners.getQueues()).map(({ name }) => name);
      await createQueues(owners);
      expect((await owners.getQueues()).map(({ name }) => name)).toEqual(before);
      expect(before).toEqual(expect.arrayContaining([PLAN_SWEEP, SWEEP_BATCH]));
    } finally {
      await owners.stop({ graceful: false });
    }
  });
});
