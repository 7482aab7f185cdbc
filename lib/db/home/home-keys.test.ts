import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COUNTED_TO } from '#lib/core/pages/list-count.ts';
import type { Database } from '#lib/db/database.ts';
import { fillFleet } from '#lib/db/fleet.test-support.ts';
import { entriesRead, plannedNodes, scannedTables } from '#lib/db/plans.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { changedKeys, keysWithDeadline, ourKeys, toldKeys, untoldKeys } from './home-keys.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = new Date();
const DAYS_AGO = new Date(NOW.getTime() - 400 * DAY_MS);

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ keptPlans: false });
  await fillFleet(desk.owner, { keys: 12_000, customers: 2_000 });
  // Of each kind far more than are counted. Row by row the triggers would take a minute.
  for (const statement of [
    'set session_replication_role = replica',
    `update customer_keys set tell_digest = 'a', told_digest = case when kms_key_id < '8' then 'a' end,
       next_action = case when kms_key_id < '6' then 'vendor' end, deadline_at = now() + interval '1 day'
     where role in ('active', 'retained') and ownership_proven_at is not null`,
    'set session_replication_role = origin',
    'vacuum analyze',
  ])
    await desk.owner.query(statement);
}, 60_000);
afterAll(() => desk.close());

const GROUPS: readonly (readonly [string, (db: Database) => Promise<unknown[]>])[] = [
  ['whose next action is ours', (db) => ourKeys(db, ['region_incident'])],
  ['whose customer was not told', (db) => untoldKeys(db, ['region_incident'])],
  ['whose customer was told', (db) => toldKeys(db, ['region_incident'])],
  ['with a deadline', (db) => keysWithDeadline(db, NOW, new Date(NOW.getTime() + 2 * DAY_MS))],
  ['whose status changed', (db) => changedKeys(db, DAYS_AGO, ['region_incident'])],
];

describe('what Home reads', () => {
  it.each(GROUPS)('is at most one key more than are counted, by an index: keys %s', async (_, run) => {
    expect(await run(desk.db)).toHaveLength(COUNTED_TO + 1);
    const nodes = await plannedNodes(desk.pool, run);
    // Released keys and those without proof of ownership are read on the way.
    expect(entriesRead(nodes, 'customer_keys')).toBeLessThanOrEqual(1.2 * COUNTED_TO);
    expect(scannedTables(nodes).filter((table) => table.startsWith('customer'))).toEqual([]);
  });
});
