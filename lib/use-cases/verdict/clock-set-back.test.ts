import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { after, DAY_MS, HOUR_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { addKey, AGENT, checkDeps, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { expireStatuses } from '#lib/use-cases/verdict/expire-statuses.ts';
import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';

// The clock of every machine was a day ahead and is set right, or a copy of the database of tomorrow is restored: every
// stored time then lies a day in the future.

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const DISABLED = { generate: 'wrong_state:disabled', decrypt: 'not_run' } as const;

describe('after a clock was set back a day', () => {
  it('H26 every key is asked at once, no claim and no plan of tomorrow holds it, and none stays usable on tests of tomorrow', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      const { customerKeyId } = await addKey(desk.db);
      const tomorrow = checkDeps(desk.db);
      tomorrow.clock.advance(DAY_MS);
      await checkKey(tomorrow, { customerKeyId }, AGENT);
      ids.push(customerKeyId);
    }
    await desk.owner.query('update key_checks set planned_at = $1', [after(DAY_MS)]);

    const clock = () => NOW;
    expect(await expireStatuses({ db: desk.db, clock })).toBe(12);
    const batches: { region: string; customerKeyIds: string[] }[] = [];
    await planSweep({ db: desk.db, clock, policy: POLICY, enqueueBatch: async (_, batch) => void batches.push(batch) });
    expect(batches.flatMap(({ customerKeyIds }) => customerKeyIds).toSorted()).toEqual(ids.toSorted());

    const today = checkDeps(desk.db, () => DISABLED);
    for (const batch of batches) await sweepBatch(today, batch);
    for (const id of ids) {
      const key = await findKey(desk.db, id);
      expect(key?.record).toMatchObject({ verdict: { cause: 'key_disabled' }, check: { lastConclusiveAt: NOW } });
    }
  });

  it('H26 a person’s check is not held by a claim of tomorrow', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await desk.owner.query('update key_checks set claimed_at = $2 where key_id = $1', [customerKeyId, after(HOUR_MS)]);
    const checked = await checkKey(checkDeps(desk.db), { customerKeyId }, AGENT);
    expect(checked).toMatchObject({ value: { how: 'written' } });
  });

  it('H26 a key that is planned for tomorrow is due, and one within its interval is not', async () => {
    const soon = await addKey(desk.db);
    const late = await addKey(desk.db);
    await desk.owner.query('update key_checks set next_check_at = $1', [after(HOUR_MS)]);
    await desk.owner.query('update key_checks set next_check_at = $2 where key_id = $1', [
      late.customerKeyId,
      after(DAY_MS),
    ]);
    const planned: string[] = [];
    await planSweep({
      db: desk.db,
      clock: () => NOW,
      policy: POLICY,
      enqueueBatch: async (_, batch) => void planned.push(...batch.customerKeyIds),
    });
    expect(planned).toEqual([late.customerKeyId]);
    expect(planned).not.toContain(soon.customerKeyId);
  });
});
