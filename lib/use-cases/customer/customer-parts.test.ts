import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, proveAccount, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { addContact } from './add-contact.ts';
import { addWorkspace } from './add-workspace.ts';
import { aCustomer, auditOf, BY, depsOf } from './customers.test-support.ts';
import { editContact } from './edit-contact.ts';
import { fillNameForms } from './fill-name-forms.ts';
import { recordContactLeft } from './record-contact-left.ts';
import { recordSharedAccount } from './record-shared-account.ts';
import { revokeAccount } from './revoke-account.ts';
import { verifyContact } from './verify-contact.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const DANA = { role: 'key_admin', name: 'Dana Ruiz', email: 'dana@example.com', phone: '+49 30 1234' } as const;
const contactRow = async (id: string) =>
  (
    await desk.rows<Record<string, unknown>>(
      `select name, email, phone, role, left_at as "leftAt", last_confirmed_at as "at", verified_by as "by",
         verified_channel as channel, verified_with as "with" from contacts where id = $1`,
      [id],
    )
  )[0];
const everything = async () => ({
  contacts: await desk.rows('select * from contacts order by id'),
  workspaces: await desk.rows('select * from workspaces order by id'),
  accounts: await desk.rows('select * from customer_accounts order by id'),
  customers: await desk.rows('select id, revision from customers order by id'),
  audit: await desk.count('audit_log'),
});

/** A customer with a verified contact, at the revision after it. */
async function withContact(customerName: string) {
  const customer = await aCustomer(desk, customerName);
  const added = await addContact(depsOf(desk), { ...customer, ...DANA }, BY);
  const contactId = added.ok ? added.value.contactId : '';
  const verified = { channel: 'phone', verifiedWith: '+49 30 1234' } as const;
  await verifyContact(depsOf(desk), { ...customer, revision: 2, contactId, ...verified }, BY);
  return { ...customer, revision: 3, contactId };
}

describe('a workspace', () => {
  it('is added in a hosting region, once per name', async () => {
    const customer = await aCustomer(desk, 'With Workspaces');
    const workspace = { name: 'eu-prod', region: 'eu-west-1' };
    expect(await addWorkspace(depsOf(desk), { ...customer, ...workspace }, BY)).toMatchObject({ ok: true });
    const of = { ...customer, revision: 2 };
    const before = await everything();
    expect(await addWorkspace(depsOf(desk), { ...of, ...workspace }, BY)).toMatchObject({ reason: 'workspace_exists' });
    expect(await addWorkspace(depsOf(desk), { ...of, name: 'x', region: 'ap-south-1' }, BY)).toMatchObject({
      reason: 'region_not_hosted',
    });
    expect(await addWorkspace(depsOf(desk), { ...customer, name: 'x', region: 'eu-west-1' }, BY)).toMatchObject({
      reason: 'superseded',
    });
    expect(await everything()).toEqual(before);
    expect((await auditOf(desk, customer.customerId))[1]).toMatchObject({
      action: 'customer.workspace_added',
      after: workspace,
    });
  });
});

describe('a contact', () => {
  it('H17 is verified by a person, over a channel, with a number on record', async () => {
    const { contactId, customerId } = await withContact('Verified Contact');
    expect(await contactRow(contactId)).toMatchObject({
      ...DANA,
      at: NOW,
      by: 'Robin Agent',
      channel: 'phone',
      with: '+49 30 1234',
    });
    expect(await auditOf(desk, customerId)).toMatchObject([
      { action: 'customer.added' },
      { action: 'customer.contact_added', after: DANA },
      { action: 'customer.contact_verified', after: { verifiedChannel: 'phone', verifiedWith: '+49 30 1234' } },
    ]);
  });

  it.each([
    ['name', { name: 'Dana Stone' }],
    ['address', { email: 'dana@other.example' }],
    ['number', { phone: '+49 30 9999' }],
    ['removed number', { phone: null }],
  ])('H17 with another %s is a new one that nobody has verified, and the old one has left', async (what, change) => {
    const { contactId, ...customer } = await withContact(`Contact With Another ${what}`);
    const edited = await editContact(depsOf(desk), { ...customer, contactId, ...DANA, ...change }, BY);
    expect(edited).toMatchObject({ ok: true, value: { isNew: true } });
    expect(await contactRow(contactId)).toMatchObject({ ...DANA, leftAt: NOW, by: 'Robin Agent' });
    expect(await contactRow(edited.ok ? edited.value.contactId : '')).toMatchObject({
      ...DANA,
      ...change,
      leftAt: null,
      at: null,
      by: null,
      with: null,
    });
  });

  it('with another role stays the same, verified person', async () => {
    const { contactId, ...customer } = await withContact('Another Role');
    const edited = await editContact(depsOf(desk), { ...customer, contactId, ...DANA, role: 'security' }, BY);
    expect(edited).toMatchObject({ ok: true, value: { contactId, isNew: false } });
    expect(await contactRow(contactId)).toMatchObject({ role: 'security', leftAt: null, by: 'Robin Agent' });
  });

  it('who left can’t be edited, verified, or leave again', async () => {
    const { contactId, ...customer } = await withContact('Somebody Left');
    expect(await recordContactLeft(depsOf(desk), { ...customer, contactId }, BY)).toMatchObject({ ok: true });
    const of = { ...customer, revision: 4, contactId };
    const before = await everything();
    for (const outcome of [
      await editContact(depsOf(desk), { ...of, ...DANA }, BY),
      await verifyContact(depsOf(desk), { ...of, channel: 'phone', verifiedWith: '1' }, BY),
      await recordContactLeft(depsOf(desk), of, BY),
    ])
      expect(outcome).toEqual({ ok: false, reason: 'contact_left' });
    expect(await everything()).toEqual(before);
  });

  it('of another customer is refused, and so is every change from a stale page', async () => {
    const { contactId, ...customer } = await withContact('Owner Of Contact');
    const other = await aCustomer(desk, 'Somebody Else');
    const before = await everything();
    expect(await recordContactLeft(depsOf(desk), { ...other, contactId }, BY)).toMatchObject({ reason: 'no_contact' });
    const stale = { ...customer, revision: 1, contactId };
    for (const outcome of [
      await addContact(depsOf(desk), { ...stale, ...DANA }, BY),
      await editContact(depsOf(desk), { ...stale, ...DANA, name: 'X' }, BY),
      await verifyContact(depsOf(desk), { ...stale, channel: 'phone', verifiedWith: '1' }, BY),
      await recordContactLeft(depsOf(desk), stale, BY),
    ])
      expect(outcome).toEqual({ ok: false, reason: 'superseded' });
    expect(await everything()).toEqual(before);
  });
});

describe('an AWS account that is bound to a customer', () => {
  async function bound(customerName: string, awsAccountId: string) {
    const customer = await aCustomer(desk, customerName);
    await proveAccount(desk.db, customer.customerId, awsAccountId);
    const [account] = await desk.rows<{ id: string }>('select id from customer_accounts where customer_id = $1', [
      customer.customerId,
    ]);
    return { ...customer, accountId: account?.id ?? '', reason: 'The customer told us on the phone.' };
  }

  it('H16 is marked as shared for all its holders', async () => {
    const one = await bound('Shares One', '222233334444');
    const two = await bound('Shares Two', '222233334444');
    expect(await recordSharedAccount(depsOf(desk), one, BY)).toMatchObject({ ok: true });
    expect(
      await desk.rows(`select shared_since as since from customer_accounts where aws_account_id = '222233334444'`),
    ).toEqual([{ since: NOW }, { since: NOW }]);
    expect(await recordSharedAccount(depsOf(desk), { ...one, revision: 2 }, BY)).toMatchObject({
      reason: 'already_shared',
    });
    for (const { customerId } of [one, two])
      expect((await auditOf(desk, customerId)).at(-1)).toMatchObject({
        action: 'customer.account_shared',
        reason: one.reason,
        after: { awsAccountId: '222233334444', shared: true },
      });
  });

  it('is taken back once, with who did it and why', async () => {
    const account = await bound('Taken Back', '333344445555');
    expect(await revokeAccount(depsOf(desk), account, BY)).toMatchObject({ ok: true });
    expect(
      await desk.rows(
        'select revoked_at as at, revoked_by as by, revoke_reason as why from customer_accounts where id = $1',
        [account.accountId],
      ),
    ).toEqual([{ at: NOW, by: 'Robin Agent', why: account.reason }]);
    expect(await revokeAccount(depsOf(desk), { ...account, revision: 2 }, BY)).toMatchObject({ reason: 'not_bound' });
    expect((await auditOf(desk, account.customerId)).at(-1)).toMatchObject({
      action: 'customer.account_revoked',
      reason: account.reason,
    });
  });
});

describe('customers of an earlier version', () => {
  it('get the form of their name once, without a change of their revision', async () => {
    await desk.owner.query(
      `insert into customers (id, name, created_at) select gen_random_uuid(), 'Old Customer ' || n, now() from generate_series(1, 1200) n`,
    );
    expect(await fillNameForms(desk)).toBe(1200);
    expect(await fillNameForms(desk)).toBe(0);
    expect(await desk.rows(`select name_form, revision from customers where name = 'Old Customer 7'`)).toEqual([
      { name_form: 'oldcustomer7', revision: 1 },
    ]);
  });
});
