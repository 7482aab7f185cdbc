import { sql, TransactionRollbackError } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { readCustomerFilter, type CustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import {
  countCustomers,
  listCustomerRows,
  searchCustomerRows,
  type CustomerListRow,
} from '#lib/db/customer/customer-list.ts';
import { fillFleet } from '#lib/db/fleet.test-support.ts';
import { pageOf, writeCursor } from '#lib/db/list-cursor.ts';
import { entriesRead, indexesOf, plannedNodes, scannedTables } from '#lib/db/plans.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

const filterOf = (given: Partial<CustomerFilter> = {}): CustomerFilter => ({
  ...readCustomerFilter(() => null),
  ...given,
});
const NOW = new Date();

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await fillFleet(desk.owner, { keys: 2_500, customers: 1_200 });
}, 120_000);
afterAll(() => desk.close());

const END = writeCursor([99, null, null, 'ffffffff-ffff-ffff-ffff-ffffffffffff']);
const read = (filter: CustomerFilter, after: string | null, before: string | null) =>
  listCustomerRows(desk.db, filter, pageOf({ after, before }, 'urgent'), NOW);

async function readThrough(filter: CustomerFilter, direction: 'after' | 'before'): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = direction === 'after' ? null : END;
  for (;;) {
    const page = direction === 'after' ? await read(filter, cursor, null) : await read(filter, null, cursor);
    const found = page.rows.map(({ id }) => id);
    if (direction === 'after') ids.push(...found);
    else ids.unshift(...found);
    cursor = page[direction];
    if (cursor === null) return ids;
  }
}

/** The customers that pass a filter, by their keys: the slow and simple way. */
async function expected(filter: CustomerFilter): Promise<string[]> {
  const hours = { '24h': 24, '7d': 168, any: 1_000_000 };
  const until = filter.deadline === null ? null : new Date(NOW.getTime() + hours[filter.deadline] * 3_600_000);
  const rows = await desk.rows<{ id: string }>(
    `select c.id from customers c left join lateral (
       select urgency, deadline_at, not_usable_since, region,
         case when ownership_proven_at is null then 'unverified' else verdict end as verdict
       from customer_keys where customer_id = c.id and role <> 'retired'
       order by urgency, deadline_at nulls last, not_usable_since nulls last, id limit 1) as lead on true
     where ($1::text is null or lead.verdict = $1) and ($2::text is null or lead.region = $2)
       and ($3::timestamptz is null or lead.deadline_at <= $3)
     order by coalesce(lead.urgency, 9), lead.deadline_at nulls last, lead.not_usable_since nulls last, c.id`,
    [filter.verdict, filter.region, until],
  );
  return rows.map(({ id }) => id);
}

const LISTS: Partial<CustomerFilter>[] = [
  {},
  ...VERDICT_STATUSES.map((verdict) => ({ verdict })),
  { region: 'us-east-1' },
  { deadline: '7d' },
  { deadline: 'any' },
  { verdict: 'usable', region: 'eu-west-1' },
  { verdict: 'unusable', region: 'eu-west-1', deadline: 'any' },
];

/** How many keys a customer holds or uses, counted key by key. */
async function heldOrUsed(customerId: string): Promise<number> {
  const [counted] = await desk.rows<{ n: number }>(
    `select count(*)::int as n from customer_keys where role <> 'retired' and (customer_id = $1 or id in (
       select key_id from key_assignments a join workspaces w on w.id = a.workspace_id where w.customer_id = $1))`,
    [customerId],
  );
  return counted?.n ?? 0;
}

describe('pages of customers', () => {
  it.each(LISTS)('contain every customer once and in the order of their most urgent keys: %j', async (given) => {
    const filter = filterOf(given);
    const ids = await expected(filter);
    expect(await readThrough(filter, 'after')).toEqual(ids);
    expect(await readThrough(filter, 'before')).toEqual(ids);
    const { n, exact } = await countCustomers(desk.db, filter, NOW);
    expect([n, exact]).toEqual(ids.length > 1_000 ? [1_000, false] : [ids.length, true]);
  });

  it('show the most urgent key of each customer, and how many keys they hold or use', async () => {
    const { rows } = await read(filterOf(), null, null);
    for (const { id, lead, keys } of rows.slice(0, 10))
      expect([keys, lead?.customerId]).toEqual([{ n: await heldOrUsed(id), exact: true }, id]);
  });
});

describe('a search for customers', () => {
  const namesFor = async (search: string, given: Partial<CustomerFilter> = {}) =>
    searchCustomerRows(desk.db, filterOf(given), search, NOW);
  it('finds a customer by name, by a part of it, and by the beginning of the external id', async () => {
    const [one] = await desk.rows<{ id: string; name: string; external_id: string }>(
      `select * from customers where external_id = 'C-777'`,
    );
    const ids = async (search: string) => (await namesFor(search)).rows.map(({ id }) => id);
    expect(await ids(one?.name ?? '')).toEqual([one?.id]);
    expect(await ids(one?.name.toUpperCase() ?? '')).toEqual([one?.id]);
    expect(await ids('C-777')).toEqual([one?.id]);
    expect(await ids('C-77')).toContain(one?.id);
  });

  it('cuts each way to find something at ten, says so, and looks for those that pass the other filters', async () => {
    const found = await namesFor('holding');
    expect([found.rows.length, found.more]).toEqual([10, true]);
    const filter = filterOf({ verdict: 'unverified' });
    const some = await searchCustomerRows(desk.db, filter, 'holding', NOW);
    const named = await desk.rows<{ id: string }>(`select id from customers where name like '%Holding%'`);
    const passing = (await expected(filter)).filter((id) => named.some((one) => one.id === id));
    expect(passing.length).toBeGreaterThan(0);
    expect(some).toMatchObject({ more: passing.length > 10 });
    expect(some.rows.map(({ id }) => id)).toEqual(passing.slice(0, 10));
  });

  it('shows with a client the most urgent key that its provider holds for it, and counts such keys too', async () => {
    const [client] = await desk.rows<{ id: string; name: string; provider: string; key: string }>(
      `select c.id, c.name, k.customer_id as provider, k.id as key
       from customers c join workspaces w on w.customer_id = c.id
         join key_assignments a on a.workspace_id = w.id join customer_keys k on k.id = a.key_id and k.role = 'active'
       where k.customer_id = c.provider_id and c.lead_verdict = 'usable' order by c.id, k.id limit 1`,
    );
    if (client === undefined) throw new Error('The fleet has no such client.');
    const found: CustomerListRow[] = [];
    // Undone again: the other tests compare the fleet as it was filled.
    await desk.db
      .transaction(async (tx) => {
        await tx.execute(sql`update customer_keys set verdict = 'unusable', cause = 'key_disabled', key_state = 'Disabled',
          next_action = 'customer', not_usable_since = now() where id = ${client.key}`);
        found.push(...(await searchCustomerRows(tx, filterOf({ verdict: 'unusable' }), client.name, NOW)).rows);
        tx.rollback();
      })
      .catch((error: unknown) => {
        if (!(error instanceof TransactionRollbackError)) throw error;
      });
    const row = found.find(({ id }) => id === client.id);
    expect(row?.lead).toMatchObject({ id: client.key, customerId: client.provider, verdict: 'unusable' });
    const n = await heldOrUsed(client.id);
    const own = await desk.rows('select id from customer_keys where customer_id = $1', [client.id]);
    expect(row?.keys).toEqual({ n, exact: true });
    expect(n).toBeGreaterThan(own.length);
  });

  it('finds by an AWS account those who hold or use its keys, as the console prints it', async () => {
    const [key] = await desk.rows<{ account: string; holder: string; client: string }>(
      `select k.aws_account_id as account, k.customer_id as holder, w.customer_id as client
       from customer_keys k join key_assignments a on a.key_id = k.id join workspaces w on w.id = a.workspace_id
       where w.customer_id <> k.customer_id and k.role = 'active' limit 1`,
    );
    if (key === undefined) throw new Error('The fleet has no such key.');
    const { account, holder, client } = key;
    for (const typed of [
      account,
      account.replace(/(.{4})(.{4})/, '$1-$2-'),
      account.replace(/(.{4})(.{4})/, '$1 $2 '),
    ]) {
      const { rows } = await namesFor(typed);
      expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining([holder, client]));
    }
    const nodes = await plannedNodes(desk.pool, (db) => searchCustomerRows(db, filterOf({}), account, NOW));
    expect(indexesOf(nodes)).toContain('customer_keys_account');
    expect(scannedTables(nodes)).not.toContain('customer_keys');
    expect(entriesRead(nodes, 'customer_keys')).toBeLessThan(600);
  });

  it('says that there may be more where an account has more keys than are looked at', async () => {
    const { rows, more } = await namesFor('1000');
    expect([rows.length <= 20, rows.length > 0, more]).toEqual([true, true, true]);
  });

  it('finds nothing without a letter or a digit', async () => {
    expect(await namesFor('---')).toEqual({ rows: [], more: false });
  });
});
