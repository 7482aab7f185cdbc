import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANGE_CHANNEL } from '#lib/db/database.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import { addKey, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { addCustomer, type TypedFacts } from './add-customer.ts';
import { aCustomer, auditOf, BY, depsOf, factsOf } from './customers.test-support.ts';
import { editCustomer } from './edit-customer.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const add = (facts: TypedFacts, different = false) => addCustomer(depsOf(desk), { facts, different }, BY);
const edit = (of: { customerId: string; revision: number }, facts: TypedFacts, different = false) =>
  editCustomer(depsOf(desk), { ...of, facts, different }, BY);
const everything = async () => ({
  customers: await desk.rows('select * from customers order by id'),
  audit: await desk.count('audit_log'),
});

describe('a new customer', () => {
  it('is stored with all facts and the form of the name, and the audit log says who added them', async () => {
    const facts = factsOf('Fabrikam Foods', {
      externalId: 'FF-1',
      timeZone: 'Europe/Berlin',
      workingDays: [7, 1, 2],
      serviceLevel: 'Gold',
    });
    const added = await add(facts);
    const customerId = added.ok ? added.value.customerId : '';
    expect(await findCustomer(desk.db, customerId)).toMatchObject({ ...facts, providerId: null, revision: 1 });
    expect(await desk.rows('select name_form from customers where id = $1', [customerId])).toEqual([
      { name_form: 'fabrlkamfoods' },
    ]);
    expect(await auditOf(desk, customerId)).toMatchObject([
      { action: 'customer.added', actor: { name: 'Robin Agent' }, before: null, after: facts, request_id: 'request-1' },
    ]);
  });

  it('with a name that looks like another’s is shown the other first, and is added when they differ', async () => {
    const { customerId } = await aCustomer(desk, 'Contoso', { externalId: 'CO-9' });
    const before = await everything();
    expect(await add(factsOf('Cоntoso'))).toMatchObject({
      ok: false,
      reason: 'similar',
      similar: [{ id: customerId, name: 'Contoso', externalId: 'CO-9', by: 'name' }],
    });
    expect(await add(factsOf('Quite Different', { externalId: 'co-9' }))).toMatchObject({
      reason: 'similar',
      similar: [{ id: customerId, by: 'external_id' }],
    });
    expect(await everything()).toEqual(before);
    expect(await add(factsOf('Cоntoso'), true)).toMatchObject({ ok: true });
  });

  it.each(['Woodgrove\u200B', 'Wood\u00ADgrove', ' woodgrove\u2060', 'Woodgrove\u00A0'])(
    'is refused where only invisible characters differ, also when they are said to differ: %j',
    async (name) => {
      const known = await desk.rows(`select from customers where name = 'Woodgrove'`);
      if (known.length === 0) await aCustomer(desk, 'Woodgrove');
      const before = await everything();
      expect(await add(factsOf(name), true)).toMatchObject({
        ok: false,
        reason: 'only_invisible',
        similar: [{ name: 'Woodgrove' }],
      });
      expect(await everything()).toEqual(before);
    },
  );

  it('is refused with another’s name in any case, or another’s external id, also when they are said to differ', async () => {
    await aCustomer(desk, 'Proseware', { externalId: 'PW' });
    expect(await add(factsOf('PROSEWARE'), true)).toMatchObject({ reason: 'same_name' });
    expect(await add(factsOf('Something Else', { externalId: 'PW' }), true)).toMatchObject({
      reason: 'external_id_taken',
      similar: [{ name: 'Proseware' }],
    });
  });

  it('is added once by people who add look-alikes at the same moment', async () => {
    const outcomes = await Promise.all(['Litware', 'litware', 'Lit ware', 'Litwаre'].map((name) => add(factsOf(name))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('leaves nothing behind when the audit cannot be written', async () => {
    const before = await everything();
    await desk.owner.query('revoke insert on audit_log from keydesk_app');
    try {
      await expect(add(factsOf('Never Stored'))).rejects.toThrow();
    } finally {
      await desk.owner.query('grant insert on audit_log to keydesk_app');
    }
    expect(await everything()).toEqual(before);
  });
});

describe('an edit of a customer', () => {
  it('writes what changed, counts the revision, and the audit log has only what differs', async () => {
    const customer = await aCustomer(desk, 'Alpine Ski House', { timeZone: 'UTC' });
    expect(
      await edit(customer, factsOf('Alpine Ski House', { timeZone: 'Europe/Zurich', workingDays: [1, 2] })),
    ).toEqual({
      ok: true,
      value: { changed: true },
    });
    expect(await findCustomer(desk.db, customer.customerId)).toMatchObject({ timeZone: 'Europe/Zurich', revision: 2 });
    expect((await auditOf(desk, customer.customerId))[1]).toMatchObject({
      action: 'customer.changed',
      before: { timeZone: 'UTC', workingDays: null },
      after: { timeZone: 'Europe/Zurich', workingDays: [1, 2] },
    });
  });

  it('tells open pages of the customer', async () => {
    const customer = await aCustomer(desk, 'Told Of Edits');
    const told: unknown[] = [];
    desk.owner.on('notification', ({ payload }) => void told.push(JSON.parse(payload ?? '')));
    await desk.owner.query(`listen ${CHANGE_CHANNEL}`);
    await edit(customer, factsOf('Told Of Edits', { serviceLevel: 'Gold' }));
    await desk.owner.query(`unlisten ${CHANGE_CHANNEL}`);
    expect(told).toEqual([{ kind: 'customer', id: customer.customerId }]);
  });

  it('of nothing writes nothing', async () => {
    const customer = await aCustomer(desk, 'Unchanged Ltd');
    const before = await everything();
    expect(await edit(customer, factsOf('Unchanged Ltd'))).toEqual({ ok: true, value: { changed: false } });
    expect(await everything()).toEqual(before);
  });

  it('from a stale page is refused and overwrites nothing', async () => {
    const customer = await aCustomer(desk, 'Edited Twice');
    await edit(customer, factsOf('Edited Twice', { serviceLevel: 'Gold' }));
    const before = await everything();
    expect(await edit(customer, factsOf('Edited Twice', { serviceLevel: 'Silver' }))).toMatchObject({
      ok: false,
      reason: 'superseded',
    });
    expect(await everything()).toEqual(before);
  });

  it('by two people at once is written by one of them', async () => {
    const customer = await aCustomer(desk, 'Two At Once');
    const outcomes = await Promise.all(
      ['Gold', 'Silver', 'Bronze'].map((serviceLevel) => edit(customer, factsOf('Two At Once', { serviceLevel }))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('of a customer that is not there is refused', async () => {
    expect(await edit({ customerId: '018f2f3e-7c11-7a3b-8d2e-00000000dead', revision: 1 }, factsOf('X'))).toMatchObject(
      {
        reason: 'not_found',
      },
    );
  });

  it('compares a new name with others, never with the customer itself', async () => {
    const customer = await aCustomer(desk, 'Tailwind Traders');
    await aCustomer(desk, 'Wide World');
    expect(await edit(customer, factsOf('Tailwind  Traders.'))).toMatchObject({ ok: true });
    const of = { ...customer, revision: 2 };
    expect(await edit(of, factsOf('Wide-World'))).toMatchObject({
      reason: 'similar',
      similar: [{ name: 'Wide World' }],
    });
    expect(await edit(of, factsOf('Wide-World'), true)).toMatchObject({ ok: true });
  });

  it('asks about a similar customer once: what stays as it is, is not compared again', async () => {
    const customer = await aCustomer(desk, 'Graphic Design Institute', { externalId: 'GD-1' });
    await aCustomer(desk, 'Graphic Design Institut', { externalId: 'GD-2' });
    const facts = factsOf('Graphic Design Institute', { externalId: 'GD-1', serviceLevel: 'Gold' });
    expect(await edit(customer, facts)).toMatchObject({ ok: true });
    expect(await edit({ ...customer, revision: 2 }, { ...facts, externalId: 'QQ-77' })).toMatchObject({ ok: true });
    expect(await edit({ ...customer, revision: 3 }, { ...facts, externalId: 'GD-3' })).toMatchObject({
      reason: 'similar',
      similar: [{ externalId: 'GD-2', by: 'external_id' }],
    });
  });
});

describe('a customer’s provider', () => {
  it('is another customer, by name in any case', async () => {
    const provider = await aCustomer(desk, 'Provider One');
    const client = await aCustomer(desk, 'Client One');
    expect(await edit(client, factsOf('Client One', { providerName: 'PROVIDER one' }))).toMatchObject({ ok: true });
    expect(await findCustomer(desk.db, client.customerId)).toMatchObject({
      providerId: provider.customerId,
      providerName: 'Provider One',
    });
    const of = { ...client, revision: 2 };
    expect(await edit(of, factsOf('Client One'))).toMatchObject({ ok: true });
    expect(await findCustomer(desk.db, client.customerId)).toMatchObject({ providerId: null });
  });

  it('is refused where it is unknown, the customer itself, or a client of the customer', async () => {
    const one = await aCustomer(desk, 'Circle One');
    await aCustomer(desk, 'Circle Two', { providerName: 'Circle One' });
    for (const [providerName, reason] of [
      ['Nobody Of That Name', 'provider_unknown'],
      ['Circle One', 'provider_itself'],
      ['Circle Two', 'provider_is_client'],
    ] as const)
      expect(await edit(one, factsOf('Circle One', { providerName }))).toMatchObject({ ok: false, reason });
  });

  it('stays while they hold a key of the customer’s workspaces', async () => {
    const provider = await aCustomer(desk, 'Holding Provider');
    const client = await aCustomer(desk, 'Held Client', { providerName: 'Holding Provider' });
    const { customerKeyId } = await addKey(desk.db, { customerId: provider.customerId });
    await desk.owner.query(
      `with w as (insert into workspaces (id, customer_id, name, region, created_at)
         values (gen_random_uuid(), $1, 'default', 'eu-west-1', now()) returning id)
       insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
       select gen_random_uuid(), w.id, $2, 'active', now(), 'legacy' from w`,
      [client.customerId, customerKeyId],
    );
    expect(await edit(client, factsOf('Held Client'))).toMatchObject({ ok: false, reason: 'provider_in_use' });
  });
});
