import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import type { StaffActor } from '#lib/core/staff/audit.ts';
import { readCustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import { after, DAY_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { openSnapshot } from '#lib/db/database.ts';
import { addKey, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { customerCsv, keyCsv } from '#lib/queries/key/list-csv.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';
import { exportCustomers, exportKeys, type ExportFor } from './export-list.ts';

const KEYS = 12_000;
const CUSTOMERS = 500;
const VERA: StaffActor = {
  kind: 'staff',
  staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000bb',
  name: 'Vera Viewer',
  role: 'viewer',
  sessionId: null,
};

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
}, 30_000);
afterAll(() => desk.close());

const filterOf = (given: Partial<KeyFilter> = {}): KeyFilter => ({ ...readKeyFilter(() => null), ...given });
const deps = () => ({
  db: desk.db,
  clock: () => NOW,
  policy: POLICY,
  regions: REGIONS,
  openExport: () =>
    openSnapshot({ url: desk.url, applicationName: 'keydesk-export', statementTimeoutMs: 10_000, idleMs: 60_000 }),
});
const request = (stop = new AbortController()): ExportFor => ({ actor: VERA, requestId: 'r1', stopped: stop.signal });
const keysOf = (filter = filterOf(), given = request()) => exportKeys(deps(), filter, given);
async function gather<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const part of parts) gathered.push(part);
  return gathered;
}
const textOf = async (parts: AsyncIterable<string>): Promise<string> => (await gather(parts)).join('');
/** The cells of a CSV text. */
const cellsOf = (text: string): string[][] =>
  text
    .slice(1)
    .trimEnd()
    .split('"\r\n"')
    .map((line) => line.replaceAll(/^"|"$/g, '').split('","'));
const entries = () =>
  desk.rows<{ action: string; after: unknown; actor: { name: string }; requestId: string; targetId: string }>(
    `select action, after, actor, request_id as "requestId", target_id as "targetId" from audit_log where target_type = 'export' order by seq`,
  );
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
/** What is really in use: what waits for the collector says nothing. */
const usedMb = (): number => {
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + external + arrayBuffers) / 2 ** 20;
};
const openConnections = async (): Promise<number> => {
  // Within a transaction, PostgreSQL gives the first answer again.
  await desk.rows('select pg_stat_clear_snapshot()');
  return (await desk.rows(`select from pg_stat_activity where application_name = 'keydesk-export'`)).length;
};

describe('an export', () => {
  it('has the rows of the list in its order, with a header, times in ISO form and all cells in quotes', async () => {
    for (const [customerName, days] of [
      ['Deadline in 9', 9],
      ['Deadline in 2', 2],
    ] as const) {
      const { customerKeyId } = await addKey(desk.db, { customerName });
      await desk.db
        .update(customerKeys)
        .set({
          verdict: 'unusable',
          cause: 'pending_deletion',
          nextAction: 'customer',
          deadlineAt: after(days * DAY_MS),
        })
        .where(eq(customerKeys.id, customerKeyId));
    }
    const text = await textOf(keyCsv(deps(), keysOf()));
    expect(text.startsWith('\u{FEFF}"Customer","Held for","Service level","Status","Problem",')).toBe(true);
    const [header = [], ...rows] = cellsOf(text);
    const listed = await readKeyList(deps(), VERA as { role: 'viewer' }, filterOf(), { after: null, before: null });
    expect(rows.map(([name]) => name)).toEqual(listed.items.map(({ customerName }) => customerName));
    expect(rows[0]?.[0]).toBe('Deadline in 2');
    expect(rows[0]?.[header.indexOf('Deadline')]).toBe(after(2 * DAY_MS).toISOString());
    expect(rows[0]?.[header.indexOf('Next action by')]).toBe('customer');
    expect(rows[0]?.[header.indexOf('Key state')]).toBe('never reported');
    expect(rows[0]?.[header.indexOf('Why here')]).toBe('Has a deadline');
    expect(header.indexOf('AWS account')).toBe(header.indexOf('Key ARN') + 1);
    const [row = []] = rows;
    expect(row[header.indexOf('AWS account')]).toMatch(/^\d{12}$/);
    expect(row[header.indexOf('Key ARN')]).toContain(`:${row[header.indexOf('AWS account')]}:`);
  });

  it('leaves the cell of a time empty that there is none of, in both lists', async () => {
    await addKey(desk.db, { customerName: 'Never answered' });
    const lists = [
      keyCsv(deps(), keysOf()),
      customerCsv(
        deps(),
        exportCustomers(
          deps(),
          readCustomerFilter(() => null),
          request(),
        ),
      ),
    ];
    for (const list of lists) {
      const [header = [], ...rows] = cellsOf(await textOf(list));
      const row = rows.find(([name]) => name === 'Never answered') ?? [];
      for (const title of ['Last answer', 'Deadline']) expect(row[header.indexOf(title)]).toBe('');
    }
  });

  it('gives a spreadsheet no formula', async () => {
    for (const customerName of ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\tTab', '\rReturn'])
      await addKey(desk.db, { customerName });
    const text = await textOf(keyCsv(deps(), keysOf(filterOf({ region: 'eu-west-1' }))));
    for (const cell of [
      '"\'=HYPERLINK(""http://x"")"',
      '"\'+1"',
      '"\'-1"',
      '"\'@SUM(A1)"',
      '"\'\tTab"',
      '"\'\rReturn"',
    ])
      expect(text).toContain(cell);
    expect(text).not.toMatch(/(?:^|",")[=+\-@\t\r]/m);
  });

  it('H16 says of a key without proof of ownership only what the list says', async () => {
    const { customerKeyId, arn } = await addKey(desk.db, {
      role: 'candidate',
      proven: false,
      customerName: 'Unproven',
    });
    await desk.db
      .update(customerKeys)
      .set({ verdict: 'unusable', cause: 'pending_deletion', keyState: 'PendingDeletion', deadlineAt: after(DAY_MS) })
      .where(eq(customerKeys.id, customerKeyId));
    const line = (await textOf(keyCsv(deps(), keysOf()))).split('\r\n').find((one) => one.includes(arn));
    expect(line).toContain('"Unknown","ownership not proven"');
    expect(line).not.toMatch(/deletion|PendingDeletion|2026/);
  });

  it('has an audit entry with the filter before its first row, and at its end one with the number of rows', async () => {
    const filter = filterOf({ verdict: 'unusable', region: 'eu-west-1' });
    const before = await entries();
    const written = async () => (await entries()).slice(before.length);
    const pages = keysOf(filter);
    const first = await pages.next();
    expect(first.value?.length).toBeGreaterThan(0);
    const words = { action: 'key.exported', actor: { name: 'Vera Viewer' }, requestId: 'r1' };
    const began = { ...words, after: { filter: 'verdict=unusable&region=eu-west-1', began: true } };
    expect(await written()).toMatchObject([began]);
    const rows = (first.value?.length ?? 0) + (await gather(pages)).flat().length;
    const ended = { ...words, after: { filter: 'verdict=unusable&region=eu-west-1', rows, complete: true } };
    expect(await written()).toMatchObject([began, ended]);
    expect(new Set((await written()).map(({ targetId }) => targetId)).size).toBe(1);
  });

  it('has what a search finds', async () => {
    const pages = await gather(keysOf(filterOf({ search: 'deadline in' })));
    expect(pages.flat().map(({ customerName }) => customerName)).toEqual(['Deadline in 2', 'Deadline in 9']);
  });

  it('of customers has each with their most urgent key', async () => {
    const customers = exportCustomers(
      deps(),
      readCustomerFilter(() => null),
      request(),
    );
    const [header = [], ...rows] = cellsOf(await textOf(customerCsv(deps(), customers)));
    expect(header.slice(0, 4)).toEqual(['Customer', 'Keys', 'Service level', 'Status']);
    expect(rows.slice(0, 2).map(([name, keys]) => [name, keys])).toEqual([
      ['Deadline in 2', '1'],
      ['Deadline in 9', '1'],
    ]);
    expect((await entries()).at(-1)).toMatchObject({ action: 'customer.exported', after: { complete: true } });
  });

  it('gives out no row when its first entry can’t be written, and not its end when its last one can’t', async () => {
    await desk.owner.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`);
    const refuse = () => desk.owner.query(`create trigger refuse before insert on audit_log execute function refuse()`);
    const allow = () => desk.owner.query(`drop trigger refuse on audit_log`);
    await refuse();
    await expect(keysOf().next()).rejects.toThrow();
    await allow();
    const pages = keysOf();
    expect((await pages.next()).done).toBe(false);
    await refuse();
    await expect(gather(pages)).rejects.toThrow();
    await allow();
    await desk.owner.query(`drop function refuse`);
    expect(await openConnections()).toBe(0);
  });
});

describe(`an export of ${KEYS} keys`, () => {
  beforeAll(async () => {
    // Spread over customers: a trigger looks for each customer's most urgent key.
    await desk.owner.query(
      `insert into customers (id, name, created_at)
       select gen_random_uuid(), 'Bulk ' || n, now() from generate_series(1, ${CUSTOMERS}) n`,
    );
    await desk.owner.query(
      `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region, ownership_proven_at,
         created_at, verdict, cause, verdict_since)
       select gen_random_uuid(), bulk.id, 'us-west-2', 'candidate',
         'arn:aws:kms:us-west-2:999988887777:key/' || n, '999988887777', n::text, false, now(), now(), 'unverified', 'never_checked', now()
       from generate_series(1, ${KEYS}) n join customers bulk on bulk.name = 'Bulk ' || (1 + n % ${CUSTOMERS})`,
    );
    await desk.owner.query(
      'insert into key_checks (key_id, next_check_at) select id, now() from customer_keys on conflict do nothing',
    );
    await desk.owner.query('vacuum analyze');
  }, 240_000);
  const big = filterOf({ region: 'us-west-2' });

  it('takes no more memory than a short one', async () => {
    const parts = keyCsv(deps(), keysOf(big));
    await parts.next();
    const before = usedMb();
    const beganMs = performance.now();
    let [rows, most] = [0, before];
    for await (const part of parts) {
      rows += part.split('\r\n').length - 1;
      if (rows % 5_000 === 0) most = Math.max(most, usedMb());
    }
    const seconds = (performance.now() - beganMs) / 1_000;
    const growthMb = most - before;
    console.log(`${rows} rows, ${Math.round(rows / seconds)} rows/s, memory +${growthMb.toFixed(0)} MB`);
    expect(rows).toBe(KEYS);
    expect(growthMb).toBeLessThan(10);
  }, 240_000);

  it('is of one moment: what changes meanwhile is in no page', async () => {
    const pages = keysOf(big);
    const first = await pages.next();
    const [{ id } = { id: '' }] = await desk.rows<{ id: string }>(
      `select id from customer_keys where region = 'us-west-2' order by id desc limit 1`,
    );
    await desk.owner.query(`update customer_keys set role = 'retired' where id = $1`, [id]);
    const seen = new Set((first.value ?? []).map((row) => row.id));
    for await (const page of pages) for (const row of page) seen.add(row.id);
    expect(seen.size).toBe(KEYS);
    expect(seen.has(id)).toBe(true);
    await desk.owner.query(`update customer_keys set role = 'candidate' where id = $1`, [id]);
  }, 240_000);

  it('ends with its reader, closes its connection, and is recorded as not complete', async () => {
    const stop = new AbortController();
    const pages = keysOf(big, request(stop));
    await pages.next();
    expect(await openConnections()).toBe(1);
    stop.abort();
    await pages.return();
    await expect.poll(openConnections).toBe(0);
    expect((await entries()).at(-1)?.after).toMatchObject({ rows: 500, complete: false });
  });

  it('ends within a statement, and takes no connection from the pool', async () => {
    const stop = new AbortController();
    // Holds up the statement of the second page.
    await desk.owner.query('begin; lock table customers in access exclusive mode');
    const pages = keysOf(big, request(stop));
    const waiting = pages.next();
    await expect.poll(openConnections).toBe(1);
    expect(desk.pool.totalCount - desk.pool.idleCount).toBe(0);
    stop.abort();
    await waiting;
    await desk.owner.query('rollback');
    await expect.poll(openConnections).toBe(0);
    expect((await entries()).at(-1)?.after).toMatchObject({ rows: 0, complete: false });
  });
});
