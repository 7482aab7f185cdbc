import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { aClock, addKey, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { BATCH_KEYS, planSweep, REPLAN_AFTER_MS } from '#lib/use-cases/verdict/plan-sweep.ts';

type Batch = { region: string; customerKeyIds: string[] };

let desk: TestDesk;
beforeEach(async () => {
  desk = await openTestDesk({ keptPlans: false });
});
afterEach(() => desk.close());

/** A planner that keeps its batches like the queue: only those of committed transactions. */
function aPlanner(clock = aClock()) {
  const batches: Batch[] = [];
  return {
    clock,
    batches,
    ids: () => batches.flatMap((batch) => batch.customerKeyIds),
    plan: () =>
      planSweep({ policy: POLICY, db: desk.db, clock, enqueueBatch: async (_, batch) => void batches.push(batch) }),
  };
}

/** Many keys that are due and whose ownership is proven. */
async function addDueKeys(count: number): Promise<void> {
  const { customerId } = await addKey(desk.db);
  await desk.owner.query(
    `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region,
                                ownership_proven_at, created_at, verdict, cause, verdict_since)
     select gen_random_uuid(), $1, region, 'retained', 'arn:aws:kms:' || region || ':111122223333:key/k' || n, '111122223333',
            'k' || n, false, now(), now(), 'usable', null, now()
     from (select n, (array['eu-west-1', 'us-west-2'])[1 + n % 2] as region from generate_series(1, $2 - 1) as n) as numbered`,
    [customerId, count],
  );
  await desk.owner.query(
    `insert into key_checks (key_id, next_check_at)
     select id, $1::timestamptz - random() * interval '1 hour' from customer_keys where kms_key_id like 'k%'`,
    [NOW],
  );
}

describe('planning scheduled checks', () => {
  it('includes exactly the keys that are due, in batches of one region', async () => {
    const due = [await addKey(desk.db), await addKey(desk.db, { arn: newArn('us-west-2') })];
    await addKey(desk.db, { at: new Date(NOW.getTime() + 1) });
    const planner = aPlanner();
    expect(await planner.plan()).toBe(2);
    expect(planner.ids().toSorted()).toEqual(due.map((key) => key.customerKeyId).toSorted());
    expect(planner.batches.map((batch) => batch.region).toSorted()).toEqual(['eu-west-1', 'us-west-2']);
  });

  it('H16 leaves out keys whose ownership is unproven, and retired ones', async () => {
    await addKey(desk.db, { role: 'candidate', proven: false });
    await addKey(desk.db, { role: 'retired' });
    const candidate = await addKey(desk.db, { role: 'candidate' });
    const retained = await addKey(desk.db, { role: 'retained' });
    const planner = aPlanner();
    await planner.plan();
    expect(planner.ids().toSorted()).toEqual([candidate.customerKeyId, retained.customerKeyId].toSorted());
  });

  it('happens once: planning again adds nothing while the batches wait', async () => {
    await addDueKeys(120);
    const planner = aPlanner();
    expect(await planner.plan()).toBe(120);
    expect(await planner.plan()).toBe(0);
    planner.clock.advance(REPLAN_AFTER_MS);
    expect(await planner.plan()).toBe(0);
  });

  it('is repeated for keys that were not checked within ten minutes, because their batch was lost', async () => {
    await addKey(desk.db);
    const planner = aPlanner();
    await planner.plan();
    planner.clock.advance(REPLAN_AFTER_MS + 1);
    expect(await planner.plan()).toBe(1);
  });

  it('puts each key in exactly one batch, even with several planners at once and more keys than one page holds', async () => {
    await addDueKeys(2_300);
    const planners = Array.from({ length: 4 }, () => aPlanner());
    const planned = await Promise.all(planners.map((planner) => planner.plan()));
    // A planner that finds locked rows ends early. The next planner includes the rest.
    const last = aPlanner();
    planned.push(await last.plan());
    const ids = [...planners, last].flatMap((planner) => planner.ids());
    expect(planned.reduce((sum, count) => sum + count, 0)).toBe(2_300);
    expect(new Set(ids).size).toBe(2_300);
    expect(ids).toHaveLength(2_300);
    for (const { batches } of planners)
      for (const batch of batches) expect(batch.customerKeyIds.length).toBeLessThanOrEqual(BATCH_KEYS);
  }, 30_000);

  it('starts with the keys that have been due longest', async () => {
    const late = await addKey(desk.db, { at: new Date(NOW.getTime() - HOUR_MS) });
    const later = await addKey(desk.db, { at: new Date(NOW.getTime() - MINUTE_MS) });
    const latest = await addKey(desk.db, { at: new Date(NOW.getTime() - 2 * HOUR_MS) });
    const planner = aPlanner();
    await planner.plan();
    expect(planner.ids()).toEqual([latest, late, later].map((key) => key.customerKeyId));
  });

  it('leaves every key due when the queue accepts none', async () => {
    await addKey(desk.db);
    const refusing = planSweep({
      policy: POLICY,
      db: desk.db,
      clock: aClock(),
      enqueueBatch: () => Promise.reject(new Error('the queue is away')),
    });
    await expect(refusing).rejects.toThrow('the queue is away');
    expect(await aPlanner().plan()).toBe(1);
  });
});
