import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contacts } from '#drizzle/schema/contacts.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { setups } from '#drizzle/schema/setups.ts';
import { ticketKeys, tickets } from '#drizzle/schema/tickets.ts';
import { after, DAY_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { addKey, newArn, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { findAnything } from '#lib/queries/find/find-anything.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const AS_AGENT = { role: 'agent' } as const;
const deps = (db = desk.db) => ({ db, clock: () => NOW, policy: POLICY, regions: REGIONS });
const find = (text: string, staff: Parameters<typeof findAnything>[1] = AS_AGENT) => findAnything(deps(), staff, text);
const hrefsOf = async (text: string) =>
  (await find(text)).groups.flatMap(({ title, items }) => items.map(({ href }) => `${title}: ${href}`));

const STAFF_ID = newId();
/** A customer with a disabled key, a contact, a ticket about the key, and a setup. */
async function addStory(customerName: string, ticket: string) {
  const key = await addKey(desk.db, { customerName });
  await desk.db
    .update(customerKeys)
    .set({ verdict: 'unusable', cause: 'key_disabled', keyState: 'Disabled', notUsableSince: NOW })
    .where(eq(customerKeys.id, key.customerKeyId));
  const own = { customerId: key.customerId };
  await desk.db.insert(contacts).values({
    ...own,
    id: newId(),
    role: 'key_admin',
    name: `Dana of ${customerName}`,
    email: `dana@${ticket.toLowerCase()}.example.com`,
    createdAt: NOW,
  });
  const ticketId = newId();
  const opened = { openedAt: NOW, openedBy: 'Ana', ownerStaffId: STAFF_ID, ownerName: 'Ana' };
  await desk.db.insert(tickets).values({ ...own, ...opened, id: ticketId, reference: ticket });
  await desk.db.insert(ticketKeys).values({ ticketId, keyId: key.customerKeyId });
  const setupId = newId();
  const started = { createdAt: NOW, createdBy: 'Ana', ownerStaffId: STAFF_ID, ownerName: 'Ana', askedByName: 'Dana' };
  await desk.db.insert(setups).values({ ...own, ...started, id: setupId, ticket: `${ticket}-S` });
  return { ...key, setupId };
}

describe('"Find anything"', () => {
  it('finds a key by ARN, account, ID and last characters, its customer by name and external ID, and what belongs to them', async () => {
    const { customerId, customerKeyId, arn, setupId } = await addStory('Findable Holding', 'FIND-1');
    await desk.db.update(customers).set({ externalId: 'EXT-F1' }).where(eq(customers.id, customerId));
    const key = `Keys: /keys/${customerKeyId}`;
    const customer = `Customers: /customers/${customerId}`;
    // Their only key comes first, and the customer beside it.
    expect((await hrefsOf('findable')).slice(0, 2)).toEqual([key, customer]);
    expect(await hrefsOf('findable')).toEqual(
      expect.arrayContaining([
        `Setups, replacements and departures: /setups/${setupId}`,
        `Actions: /setups/new?customer=${customerId}`,
      ]),
    );
    expect(await hrefsOf('EXT-F1')).toContain(customer);
    expect((await hrefsOf(arn))[0]).toBe(`${key}#reply`);
    expect((await hrefsOf(arn.slice(-36)))[0]).toBe(key);
    expect(await hrefsOf(arn.slice(-5))).toContain(key);
    expect(await hrefsOf('111122223333')).toContain(`${key}#reply`);
    expect(await hrefsOf('find-1')).toEqual([`Tickets: /keys/${customerKeyId}`, `Tickets: /setups/${setupId}`]);
    expect(await hrefsOf('#FIND-1-')).toEqual([`Tickets: /setups/${setupId}`]);
    expect(await hrefsOf('dana of find')).toEqual([`Contacts: /customers/${customerId}`]);
    expect(await hrefsOf('DANA@find-1')).toEqual([`Contacts: /customers/${customerId}`]);
    // A last name of several words is found by the first of them and by the last.
    expect(await hrefsOf('of findable')).toEqual([`Contacts: /customers/${customerId}`]);
    expect(await hrefsOf('HOLD')).toContain(`Contacts: /customers/${customerId}`);
    expect(await hrefsOf('us-west')).toContain('Regions: /regions#us-west-2');
  });

  it('leads to a customer with two keys before their keys', async () => {
    const { customerId } = await addKey(desk.db, { customerName: 'Twofold Ltd' });
    await addKey(desk.db, { customerName: 'Twofold Ltd', customerId, role: 'retained', workspace: 'second' });
    expect((await hrefsOf('twofold'))[0]).toBe(`Customers: /customers/${customerId}`);
  });

  it('opens the key that a pasted error is about, as evidence and with its reply', async () => {
    const { customerKeyId, arn } = await addStory('Pasted Error Ltd', 'FIND-2');
    const found = await find(
      `ERROR backup: An error occurred (DisabledException) when calling the Decrypt operation: ${arn} is disabled.`,
    );
    expect(found).toMatchObject({ isEvidence: true, read: 'Read as: Error from production. It names one key.' });
    expect(found.groups[0]).toMatchObject({
      title: 'Keys',
      items: [{ label: 'Pasted Error Ltd', href: `/keys/${customerKeyId}#reply`, status: 'unusable' }],
    });
    expect(found.groups[1]).toMatchObject({
      title: 'Do now',
      items: [
        {
          label: 'Add this error to Pasted Error Ltd’s key as evidence',
          href: `/keys/${customerKeyId}#add-evidence`,
          blockedReason: null,
        },
      ],
    });
  });

  it('H16 offers to add evidence to no key without proof of ownership, and says why a role may not', async () => {
    const unproven = await addKey(desk.db, { customerName: 'Unproven Evidence', role: 'candidate', proven: false });
    const { arn } = await addStory('Evidence Ltd', 'FIND-6');
    const offers = async (about: string, role: 'viewer' | 'agent') =>
      (await find(`DisabledException: ${about} is disabled.`, { role })).groups
        .flatMap(({ items }) => items)
        .filter(({ href }) => href.endsWith('#add-evidence'));
    expect(await offers(unproven.arn, 'agent')).toEqual([]);
    expect(await offers(arn, 'viewer')).toMatchObject([{ blockedReason: expect.stringContaining('role agent') }]);
  });

  it('says what was read of a paste whose key nobody has, and who has keys in its account', async () => {
    const { customerId } = await addStory('Same Account Ltd', 'FIND-3');
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/ffffffff-0000-4000-8000-000000000000';
    const found = await find(`AccessDeniedException: not authorized to perform kms:Decrypt on resource: ${arn}`);
    expect(found.read).toContain('No customer’s key here has the ARN of key/ffffffff-0000-4000-8000-000000000000');
    expect(found.groups.map(({ title }) => title)).not.toContain('Keys');
    const customersFound = found.groups.find(({ title }) => title === 'Customers');
    expect(customersFound?.items.length).toBeGreaterThan(0);
    expect(found.groups.find(({ title }) => title === 'Actions')?.items[0]).toMatchObject({ href: '/keys/new' });
    expect(customerId).not.toBe('');
  });

  it('finds the customer whose name stands in a message, in one line or in many', async () => {
    const { customerId } = await addStory('Woodgrove Bank', 'FIND-5');
    const customer = `Customers: /customers/${customerId}`;
    const mail = 'this is the platform team of Woodgrove Bank. Backups are red since this morning';
    expect(await hrefsOf(mail)).toContain(customer);
    expect(await hrefsOf(`Hello,\n${mail}.\nCan somebody have a look?\nDana`)).toContain(customer);
  });

  it('finds the key whose last characters stand in a message, and says how', async () => {
    const { arn, customerKeyId } = await addKey(desk.db, { customerName: 'Ends Alike', role: 'active' });
    const end = arn.slice(-6);
    const message = `Ends. The key ending in ${end} AGAIN. This is the fifth time in a month that your backup turns it off, and nobody here touched it. Fix it or we escalate.`;
    const { read, groups } = await find(message);
    expect(read).toContain('found by the last characters');
    expect(groups[0]).toMatchObject({ title: 'Keys', items: [{ label: 'Ends Alike' }] });
    const account = arn.split(':')[4] ?? '';
    const byAccount = await find(`Hello,\nit is one of the keys in account ${account}, and the build was 1a2b3c9f`);
    expect(byAccount.groups.map(({ title }) => title)).toContain('Keys');
    expect(byAccount.read).not.toContain('last characters');
    // Without a letter and a digit it is the end of a key only where the text says so.
    expect(await hrefsOf(`the key ending in ${end}`)).toContainEqual(
      expect.stringContaining(`Keys: /keys/${customerKeyId}`),
    );
  });

  it('finds each of several accounts and ARNs of one text', async () => {
    const one = await addKey(desk.db, { customerName: 'First Of Two', arn: newArn('eu-west-1', '700011112222') });
    const two = await addKey(desk.db, { customerName: 'Second Of Two', arn: newArn('eu-west-1', '800011112222') });
    const both = [one, two].map(({ customerId }) => `Customers: /customers/${customerId}`);
    const keys = [one, two].map(({ customerKeyId }) => `Keys: /keys/${customerKeyId}`);
    for (const text of [
      '700011112222 and 800011112222',
      'Backups fail in\n700011112222\n800011112222',
      `${one.arn} ${two.arn}`,
    ]) {
      const hrefs = await hrefsOf(text);
      expect(hrefs).toEqual(expect.arrayContaining(both));
      expect(hrefs.map((href) => href.replace('#reply', ''))).toEqual(expect.arrayContaining(keys));
    }
  });

  it('leads a general question to its answer, and puts nothing of the paste into the address', async () => {
    const found = await find('Dear team,\nfor our secret project: can we bring our own key?\nDana');
    const answers = found.groups.find(({ title }) => title === 'Answers to questions');
    expect(answers?.items[0]?.href).toMatch(/^\/answers\?q=/);
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  it('H16 shows of a key without proof of ownership only that', async () => {
    const { customerKeyId, arn } = await addKey(desk.db, {
      customerName: 'Unproven Finder',
      role: 'candidate',
      proven: false,
    });
    await desk.db
      .update(customerKeys)
      .set({ verdict: 'unusable', cause: 'pending_deletion', keyState: 'PendingDeletion', deletionAt: after(DAY_MS) })
      .where(eq(customerKeys.id, customerKeyId));
    for (const text of [arn, 'unproven finder', 'check unproven finder']) {
      const item = (await find(text)).groups.flatMap(({ items }) => items).find(({ id }) => id.endsWith(customerKeyId));
      expect(item).toMatchObject({ status: 'unverified' });
      expect(item?.statusWords ?? 'Unknown: ownership not proven').toBe('Unknown: ownership not proven');
    }
  });

  it('offers a check of the key that "check …" names, with the reason where the role may not', async () => {
    const { customerKeyId } = await addStory('Checkable Works', 'FIND-4');
    const firstOf = async (role: 'viewer' | 'agent') => (await find('check checkable', { role })).groups[0]?.items[0];
    expect(await firstOf('agent')).toMatchObject({ checks: customerKeyId, blockedReason: null });
    expect((await firstOf('viewer'))?.blockedReason).toContain('You need the role agent');
    const [begun] = (await find('start a setup for checkable')).groups;
    expect(begun?.items).toMatchObject([{ label: 'Start a setup for Checkable Works', blockedReason: null }]);
  });

  it('says what was searched where nothing was found', async () => {
    const found = await find('zzz nothing is called so');
    expect(found.groups).toEqual([]);
    expect(found.searched).toContain('Nothing matches “zzz nothing is called so”. Searched: names and external IDs');
  });

  it.each(['', '%', '_', '---', '\\', "' or 1=1 --", '🗝', '\u0000', '%\u0000'])(
    'finds nothing for %j',
    async (text) => {
      expect((await find(text)).groups).toEqual([]);
    },
  );

  it('gives ten of each kind and says that there are more', async () => {
    for (let n = 0; n < 12; n += 1) await addKey(desk.db, { customerName: `Crowd Number ${n}` });
    const { groups } = await find('crowd number');
    for (const title of ['Keys', 'Customers']) {
      const group = groups.find((one) => one.title === title);
      expect([title, group?.items.length, group?.more]).toEqual([title, 10, true]);
    }
  });

  it('reads everything in one wave of at most five statements', async () => {
    for (const text of [
      'findable',
      'a',
      'nul\u0000character',
      'this is the team of Woodgrove Bank in 111122223333',
      'arn:aws:kms:eu-west-1:111122223333:key/ffffffff-0000-4000-8000-000000000000',
    ]) {
      let statements = 0;
      const logger = { logQuery: () => void (statements += 1) };
      await findAnything(deps(drizzle(desk.pool, { logger })), AS_AGENT, text);
      expect(statements).toBeLessThanOrEqual(5);
    }
  });
});
