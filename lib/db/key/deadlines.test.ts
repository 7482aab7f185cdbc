import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { after, DAY_MS, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { entriesRead, indexesOf, plannedNodes, scannedTables } from '#lib/db/plans.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import {
  countDeadlines,
  cursorAt,
  listDeadlines,
  listPassed,
  listUndated,
  readDeadlineCursor,
  readDeadlineRows,
  writeDeadlineCursor,
  type DeadlineCursor,
} from './deadlines.ts';

const KEYS = 20_000;
const id = (n: number): string => `00000000-0000-7000-9000-${n.toString(16).padStart(12, '0')}`;
const START = after(-DAY_MS);

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  const { owner } = desk;
  await owner.query(`insert into customers (id, name, created_at) values ('${id(0)}', 'Holder', now())`);
  // Few instants for many keys: pages must hold together where the order is a tie.
  await owner.query(
    `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region, ownership_proven_at,
       created_at, verdict, cause, verdict_since, not_usable_since, key_state, deletion_at, material_expires_at, deadline_at)
     select ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, '${id(0)}', 'eu-west-1',
       case when n % 31 = 0 then 'retired' when n % 29 = 0 then 'candidate' else 'retained' end,
       'arn:aws:kms:eu-west-1:111122223333:key/k' || n, '111122223333', 'k' || n, false,
       case when n % 29 = 0 then null else now() end, now(), 'unusable',
       case kind when 0 then 'pending_deletion' when 1 then 'denied_while_pending_deletion' when 2 then 'material_missing'
         when 3 then 'access_lost' when 4 then 'pending_replica_deletion' when 5 then 'presumed_deleted' else 'key_disabled' end,
       now(), $1::timestamptz, case kind when 4 then 'PendingReplicaDeletion' when 2 then 'Enabled' when 6 then 'Enabled' else 'PendingDeletion' end,
       case when kind in (0, 1, 3) then at + interval '7 days' when kind = 5 then $1::timestamptz - n * interval '1 hour' end,
       case when kind = 2 then at + interval '20 days' end,
       case when kind = 0 then at + interval '7 days' when kind = 1 then at when kind = 2 and n % 2 = 0 then at + interval '20 days' end
     from (select n, n % 7 as kind, $1::timestamptz + (n % 53 - 10) * interval '11 hours' as at from generate_series(1, ${KEYS}) n) as made`,
    [NOW],
  );
  await owner.query(`insert into key_checks (key_id, next_check_at) select id, now() from customer_keys`);
  await owner.query('vacuum analyze');
}, 120_000);
afterAll(() => desk.close());

/** What the timeline must show, found without an index. */
const expected = async (): Promise<string[]> => {
  const found = await desk.rows<{ id: string }>(
    `select id from (select id, deadline_at, coalesce(deadline_at, least(
         case when key_state = 'PendingDeletion' then deletion_at end, material_expires_at)) as at
       from customer_keys where role <> 'retired' and ownership_proven_at is not null) as dated
     where case when deadline_at is null then at > $1 else at >= $2 end order by at, id`,
    [NOW, START],
  );
  return found.map((row) => row.id);
};

async function readThrough(limit: number): Promise<string[]> {
  const ids: string[] = [];
  let start: DeadlineCursor | null = cursorAt(START);
  for (let pages = 0; start !== null && pages < 2 * KEYS; pages += 1) {
    const page = await listDeadlines(desk.db, start, NOW, limit);
    expect(page.keys.length).toBeLessThanOrEqual(limit);
    ids.push(...page.keys.map((key) => key.id));
    const next: DeadlineCursor | null = readDeadlineCursor(
      page.after === null ? null : writeDeadlineCursor(page.after),
    );
    expect(next).toEqual(page.after);
    start = next;
  }
  return ids;
}

describe('keys with a date', () => {
  it.each([37, 200, 10_000])(
    'come once each, the soonest first, in pages of %i, without unproven and retired ones (H16)',
    async (limit) => {
      expect(await readThrough(limit)).toEqual(await expected());
    },
    60_000,
  );

  it('are counted as they are listed, up to a limit', async () => {
    const all = await expected();
    const from = cursorAt(START);
    expect(await countDeadlines(desk.db, from, null, NOW, 10_000)).toBe(all.length);
    expect(await countDeadlines(desk.db, from, null, NOW, 101)).toBeGreaterThanOrEqual(101);
    const week = cursorAt(after(7 * DAY_MS));
    const before = await countDeadlines(desk.db, from, week, NOW, 10_000);
    expect(before + (await countDeadlines(desk.db, week, null, NOW, 10_000))).toBe(all.length);
  });

  it('read one page of each index and no more', async () => {
    // So few of so many that PostgreSQL has no reason to read all dates and sort them.
    const limit = 50;
    const nodes = await plannedNodes(desk.pool, (db) => listDeadlines(db, cursorAt(after(5 * DAY_MS)), NOW, limit));
    for (const index of ['customer_keys_deadline', 'customer_keys_deletion', 'customer_keys_material_expiry'])
      expect(indexesOf(nodes)).toContain(index);
    expect(scannedTables(nodes)).toEqual([]);
    // Between the keys of a page are a few that are not shown: those without proof.
    expect(entriesRead(nodes, 'customer_keys')).toBeLessThanOrEqual(1.1 * 3 * (limit + 1));
  });

  it('are absent for a cursor that is no cursor', () => {
    for (const text of [null, '', 'garbage', Buffer.from('["x","y"]').toString('base64url'), 'a'.repeat(300)])
      expect(readDeadlineCursor(text)).toBeNull();
  });
});

describe('keys without a date to come', () => {
  it('wait for their replicas apart, each once, without unproven and retired ones', async () => {
    const waiting = await desk.rows<{ id: string }>(
      `select id from customer_keys where cause = 'pending_replica_deletion' and role <> 'retired' and ownership_proven_at is not null`,
    );
    const found = await listUndated(desk.db, KEYS);
    expect(found.toSorted()).toEqual(waiting.map((row) => row.id).toSorted());
    expect(await listUndated(desk.db, 10)).toHaveLength(10);
  });

  it('have passed: the latest first, and for a month only', async () => {
    const [since, overSince] = [after(-30 * DAY_MS), START];
    const passed = await listPassed(desk.db, { since, overSince, now: NOW, limit: KEYS });
    const rows = new Map((await readDeadlineRows(desk.db, passed)).map((row) => [row.id, row]));
    expect(rows.size).toBe(passed.length);
    const dates = passed.map((key) => rows.get(key)?.deadlineAt ?? rows.get(key)?.deletionAt ?? null);
    expect(dates.every((at) => at !== null && at > since && at <= NOW)).toBe(true);
    expect(dates).toEqual(dates.toSorted((a, b) => Number(b) - Number(a)));
    const presumed = await desk.rows<{ n: number }>(
      `select count(*)::int as n from customer_keys where cause = 'presumed_deleted' and deletion_at > $1 and role <> 'retired'
         and ownership_proven_at is not null`,
      [since],
    );
    expect([...rows.values()].filter(({ cause }) => cause === 'presumed_deleted')).toHaveLength(presumed[0]?.n ?? -1);
  });

  it('are presumed deleted by the customer’s word although no deletion was seen', async () => {
    const told = id(6);
    await desk.owner.query(
      `update customer_keys set cause = 'presumed_deleted', key_state = 'Enabled', not_usable_since = $2 where id = $1`,
      [told, after(-HOUR_MS)],
    );
    const range = { since: after(-30 * DAY_MS), overSince: START, now: NOW, limit: KEYS };
    expect(await listPassed(desk.db, range)).toContain(told);
    expect(await listUndated(desk.db, KEYS)).not.toContain(told);
  });
});
