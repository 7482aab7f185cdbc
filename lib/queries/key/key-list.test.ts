import { drizzle } from 'drizzle-orm/node-postgres';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { readCustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import { readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { after, DAY_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { assignKey, findOrAddWorkspace } from '#lib/db/key/assignments.ts';
import { openIncident } from '#lib/db/verdict/regions.ts';
import { addKey, newArn, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readCustomerList } from '#lib/queries/customer/customer-list.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const VIEWER = { role: 'viewer' } as const;
const FIRST_PAGE = { after: null, before: null };
const filterOf = (given: Partial<KeyFilter>): KeyFilter => ({ ...readKeyFilter(() => null), ...given });
const deps = () => ({ db: desk.db, clock: () => NOW, policy: POLICY, regions: REGIONS });
const list = (given: Partial<KeyFilter>) => readKeyList(deps(), VIEWER, filterOf(given), FIRST_PAGE);
const listCustomers = (given: Parameters<typeof readCustomerList>[2]) =>
  readCustomerList(deps(), VIEWER, given, FIRST_PAGE);
const EVERYONE = readCustomerFilter(() => null);

/** A key with a denial: until an incident, the customer acts next. */
const addDenied = async (region: string, customerName: string) => {
  const key = await addKey(desk.db, { customerName, arn: newArn(region) });
  await desk.db
    .update(customerKeys)
    .set({ verdict: 'unusable', cause: 'access_lost', nextAction: 'customer', notUsableSince: NOW })
    .where(eq(customerKeys.id, key.customerKeyId));
  return key;
};

describe('the list of keys', () => {
  it('says of a denial in a region with an incident that it may be ours, as the page of the key does', async () => {
    await addDenied('eu-west-1', 'Denied Alone');
    await addDenied('us-west-2', 'Denied Together');
    await openIncident(desk.db, 'us-west-2', NOW, ['Decrypt']);
    const actsFor = async (search: string) => (await list({ search })).items.map(({ nextAction }) => nextAction);
    expect(await actsFor('denied alone')).toEqual(['customer']);
    expect(await actsFor('denied together')).toEqual(['one_of_several']);
  });

  it('names the clients whose workspaces a provider’s key protects, and the service level of the holder', async () => {
    const provider = await addKey(desk.db, { customerName: 'Provider Ltd', role: 'candidate' });
    await desk.db.update(customers).set({ serviceLevel: 'Premium' }).where(eq(customers.id, provider.customerId));
    for (const customerName of ['Zebra Client', 'Apple Client']) {
      const client = await addKey(desk.db, { customerName, role: 'candidate' });
      await desk.db
        .update(customers)
        .set({ providerId: provider.customerId })
        .where(eq(customers.id, client.customerId));
      await desk.db.transaction(async (tx) => {
        const workspace = { customerId: client.customerId, region: 'eu-west-1', name: 'prod', at: NOW };
        const workspaceId = await findOrAddWorkspace(tx, workspace);
        const origin = { origin: 'legacy', originId: null } as const;
        await assignKey(tx, { workspaceId, keyId: provider.customerKeyId, role: 'active', from: NOW, ...origin });
      });
    }
    const shown = {
      customerName: 'Provider Ltd',
      serviceLevel: 'Premium',
      clientNames: ['Apple Client', 'Zebra Client'],
    };
    expect((await list({ search: 'provider ltd' })).items).toMatchObject([shown]);
    const byClient = (await list({ search: 'zebra client' })).items;
    expect(byClient.filter(({ clientNames }) => clientNames.length > 0)).toMatchObject([shown]);
    const [customer] = (await listCustomers({ ...EVERYONE, search: 'zebra client' })).items;
    expect(customer).toMatchObject({ name: 'Zebra Client', keys: { n: 2, exact: true } });
  });

  it('H16 counts and filters an unproven key as unknown, and its customer too', async () => {
    const { customerId, customerKeyId } = await addKey(desk.db, {
      customerName: 'Unproven Only',
      role: 'candidate',
      proven: false,
      arn: newArn('us-west-2'),
    });
    await desk.db
      .update(customerKeys)
      .set({ verdict: 'unusable', cause: 'pending_deletion', keyState: 'PendingDeletion', deadlineAt: after(DAY_MS) })
      .where(eq(customerKeys.id, customerKeyId));
    const idsOf = async (given: Partial<KeyFilter>) => (await list(given)).items.map(({ id }) => id);
    expect(await idsOf({ verdict: 'unverified' })).toContain(customerKeyId);
    expect(await idsOf({ cause: 'ownership_unproven' })).toEqual([customerKeyId]);
    for (const given of [{ keyState: 'PendingDeletion' }, { deadline: 'any' }, { cause: 'pending_deletion' }] as const)
      expect(await idsOf(given)).not.toContain(customerKeyId);
    const customerIds = async (given: Partial<typeof EVERYONE>) =>
      (await listCustomers({ ...EVERYONE, ...given })).items.map(({ id }) => id);
    expect(await customerIds({ verdict: 'unverified' })).toContain(customerId);
    expect(await customerIds({ verdict: 'unusable' })).not.toContain(customerId);
    expect(await customerIds({ deadline: 'any' })).not.toContain(customerId);
    const { items } = await listCustomers({ ...EVERYONE, search: 'unproven only' });
    expect(items).toMatchObject([
      { lead: { verdict: { cause: 'ownership_unproven' }, deadlineAt: null, keyState: null } },
    ]);
  });

  it('has counts that agree with its rows, also in a search', async () => {
    for (const given of [{}, { region: 'us-west-2' }, { search: 'denied' }, { changed: '7d' }] as const) {
      const { items, counts } = await list(given);
      for (const status of VERDICT_STATUSES)
        expect(counts[status]).toEqual({
          n: items.filter(({ verdict }) => verdict.status === status).length,
          exact: true,
        });
    }
  });

  it('knows only the count of the status that a search was for', async () => {
    const { items, counts } = await list({ search: 'denied', verdict: 'unusable' });
    for (const status of VERDICT_STATUSES)
      expect(counts[status]).toEqual(status === 'unusable' ? { n: items.length, exact: true } : { n: 0, exact: false });
  });

  it.each([
    ['a page of keys', 5, (db: TestDesk['db']) => readKeyList({ ...deps(), db }, VIEWER, filterOf({}), FIRST_PAGE)],
    [
      'a search',
      4,
      (db: TestDesk['db']) => readKeyList({ ...deps(), db }, VIEWER, filterOf({ search: 'a' }), FIRST_PAGE),
    ],
    [
      'a page of customers',
      5,
      (db: TestDesk['db']) => readCustomerList({ ...deps(), db }, VIEWER, EVERYONE, FIRST_PAGE),
    ],
  ])('reads %s with one wave of at most %i statements', async (_, most, read) => {
    const sent: string[] = [];
    let answered = 0;
    const answeredBefore: number[] = [];
    const db = drizzle(desk.pool, {
      logger: {
        logQuery: (query) => {
          sent.push(query);
          answeredBefore.push(answered);
        },
      },
    });
    const counting = setImmediate(() => (answered += 1));
    await read(db);
    clearImmediate(counting);
    expect(sent.length).toBeLessThanOrEqual(most);
    expect(answeredBefore.every((before) => before === 0)).toBe(true);
  });
});
