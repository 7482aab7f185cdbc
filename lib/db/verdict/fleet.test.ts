import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';
import { foldFleetCounts, noKeys, readFleetCountsByRegion, type FleetCounts } from '#lib/db/verdict/fleet.ts';
import { addKey, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** The stored counts of all regions together. */
async function countedInAll(): Promise<FleetCounts> {
  const counts = noKeys();
  for (const region of (await readFleetCountsByRegion(desk.db)).values())
    for (const status of VERDICT_STATUSES) counts[status] += region[status];
  return counts;
}

/** The counts, by a slow and simple query. */
const countedKeyByKey = async () => {
  const rows = await desk.rows<{ verdict: VerdictStatus; n: number }>(
    `select verdict, count(*)::int as n from customer_keys where role in ('active', 'retained') group by verdict`,
  );
  return Object.fromEntries(
    VERDICT_STATUSES.map((status) => [status, rows.find((row) => row.verdict === status)?.n ?? 0]),
  );
};

const causeOf = (verdict: VerdictStatus): FindingCode | null => (verdict === 'usable' ? null : 'never_checked');

describe('the fleet’s counts', () => {
  it('equal the number of keys after any changes and folds', async () => {
    const keys = await Promise.all(
      Array.from({ length: 8 }, (_, n) => addKey(desk.db, { arn: newArn(n % 2 === 0 ? 'eu-west-1' : 'us-west-2') })),
    );
    const change = fc.oneof(
      fc.record({
        kind: fc.constant('verdict' as const),
        key: fc.nat(7),
        verdict: fc.constantFrom(...VERDICT_STATUSES),
      }),
      fc.record({
        kind: fc.constant('role' as const),
        key: fc.nat(7),
        role: fc.constantFrom('active', 'retained', 'retired', 'candidate'),
      }),
      fc.record({ kind: fc.constant('fold' as const) }),
      fc.record({ kind: fc.constant('nothing' as const), key: fc.nat(7) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        for (const step of changes) {
          if (step.kind === 'fold') {
            await foldFleetCounts(desk.db);
            continue;
          }
          const id = keys[step.key]?.customerKeyId ?? '';
          if (step.kind === 'role') {
            // As the owner: the app's role writes none.
            await desk.owner.query('update customer_keys set role = $2 where id = $1', [id, step.role]);
            continue;
          }
          const set = step.kind === 'verdict' ? { verdict: step.verdict, cause: causeOf(step.verdict) } : { note: 'x' };
          await desk.db.update(customerKeys).set(set).where(eq(customerKeys.id, id));
        }
        expect(await countedInAll()).toEqual(await countedKeyByKey());
      }),
      { numRuns: 15 },
    );
  });

  it('are right while many processes write and the worker folds', async () => {
    const keys = await Promise.all(Array.from({ length: 6 }, () => addKey(desk.db)));
    const writers = keys.map(async ({ customerKeyId }) => {
      for (const verdict of [...VERDICT_STATUSES, ...VERDICT_STATUSES])
        await desk.db
          .update(customerKeys)
          .set({ verdict, cause: causeOf(verdict) })
          .where(eq(customerKeys.id, customerKeyId));
    });
    const folders = [1, 2].map(async () => {
      for (let fold = 0; fold < 6; fold += 1) await foldFleetCounts(desk.db);
    });
    await Promise.all([...writers, ...folders]);
    expect(await countedInAll()).toEqual(await countedKeyByKey());
    await foldFleetCounts(desk.db);
    expect(await countedInAll()).toEqual(await countedKeyByKey());
    expect(await desk.count('fleet_count_deltas')).toBe(0);
  });

  it('are those of each region', async () => {
    await Promise.all([addKey(desk.db, { arn: newArn('us-west-2') }), addKey(desk.db, { arn: newArn('eu-west-1') })]);
    const rows = await desk.rows<{ region: string; verdict: VerdictStatus; n: number }>(
      `select region, verdict, count(*)::int as n from customer_keys where role in ('active', 'retained')
        group by region, verdict`,
    );
    const byRegion = await readFleetCountsByRegion(desk.db);
    expect(byRegion.size).toBeGreaterThan(1);
    for (const [region, counts] of byRegion)
      for (const status of VERDICT_STATUSES)
        expect(counts[status]).toBe(rows.find((row) => row.region === region && row.verdict === status)?.n ?? 0);
    for (const { region } of rows) expect(byRegion.has(region)).toBe(true);
  });

  it('leave out keys in pending setup', async () => {
    const before = await countedInAll();
    await addKey(desk.db, { role: 'candidate' });
    expect(await countedInAll()).toEqual(before);
  });

  it('don’t count a change that is rolled back', async () => {
    const before = await countedInAll();
    const { customerKeyId } = await addKey(desk.db);
    const added = await countedInAll();
    expect(added.unverified).toBe(before.unverified + 1);
    await desk.db
      .transaction(async (tx) => {
        await tx.update(customerKeys).set({ verdict: 'usable', cause: null }).where(eq(customerKeys.id, customerKeyId));
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    expect(await countedInAll()).toEqual(added);
  });
});
