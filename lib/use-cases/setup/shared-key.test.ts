import type { By } from '#lib/core/staff/audit.ts';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customers } from '#drizzle/schema/customers.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { readLines } from '#lib/db/setup/line-facts.ts';
import { addKey, checkDeps, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { reopenSetup, withdrawSetup } from './hold-setup.ts';
import { receiveKey } from './receive-key.ts';
import { aCustomer, BY } from './setup.test-support.ts';
import { startSetup } from './start-setup.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const as = (role: StaffRole): By => ({ ...BY, actor: { ...BY.actor, role } });

/** A service provider with clients, each with a setup of one workspace. */
async function aProvider(clients: number) {
  const deps = checkDeps(desk.db);
  const providerId = await aCustomer(desk.db, deps.clock());
  const started = [];
  for (let client = 0; client < clients; client += 1) {
    const customerId = await aCustomer(desk.db, deps.clock());
    await desk.db.update(customers).set({ providerId }).where(eq(customers.id, customerId));
    const setup = await startSetup(
      deps,
      {
        customerId,
        ticket: null,
        askedBy: { contactId: null, name: 'Dana Ruiz' },
        workspaces: [{ name: 'main', region: 'eu-west-1' }],
      },
      BY,
    );
    if (!setup.ok) throw new Error(setup.reason);
    started.push({ customerId, setupId: setup.value.setupId });
  }
  const read = async (setupId: string) => {
    const [line] = await readLines(desk.db, { setupId }, deps.clock());
    if (line === undefined) throw new Error('There is no such setup.');
    return { line, at: { setupId, revision: line.setup.revision } };
  };
  return {
    providerId,
    clients: started,
    receive: async (setupId: string, arn: string, by: By = BY, holder: 'customer' | 'provider' = 'provider') => {
      const { line, at } = await read(setupId);
      return receiveKey(deps, { ...at, lineId: line.line.id, arn, holder, grantStatement: null }, by);
    },
    withdraw: async (setupId: string) =>
      withdrawSetup(deps, { ...(await read(setupId)).at, reason: 'They wait for next year.' }, BY),
    reopen: async (setupId: string, by: By = BY) => reopenSetup(deps, (await read(setupId)).at, by),
    keyOf: async (setupId: string) => (await read(setupId)).line.key?.id ?? null,
  };
}

describe('one key for several customers of a service provider', () => {
  it('needs an approver, also while the first of them is only in a setup', async () => {
    const { clients, receive, keyOf } = await aProvider(2);
    const [one, two] = [clients[0]?.setupId ?? '', clients[1]?.setupId ?? ''];
    const arn = newArn('eu-west-1', '121212121212');
    expect(await receive(one, arn)).toMatchObject({ ok: true });
    expect(await receive(two, arn)).toEqual({ ok: false, reason: 'shared_key_needs_approver' });
    expect(await keyOf(two)).toBeNull();
    expect(await receive(two, arn, as('approver'))).toMatchObject({ ok: true });
    expect(await keyOf(two)).toBe(await keyOf(one));
    const [audited] = await desk.rows<{ others: string[] }>(
      `select after -> 'otherCustomers' as others from audit_log where action = 'setup.key_received' and target_id = $1`,
      [two],
    );
    expect(audited?.others).toEqual([clients[0]?.customerId]);
  });

  it('is not made by two people who take it in at the same time', async () => {
    const { clients, receive } = await aProvider(3);
    const arn = newArn('eu-west-1', '121212121212');
    const results = await Promise.all(clients.map(({ setupId }) => receive(setupId, arn)));
    expect(results.map((one) => (one.ok ? 'taken in' : one.reason)).toSorted()).toEqual([
      'shared_key_needs_approver',
      'shared_key_needs_approver',
      'taken in',
    ]);
  });

  it('is not made by withdrawing a setup and reopening it after the other customer’s', async () => {
    const { clients, receive, withdraw, reopen } = await aProvider(2);
    const [one, two] = [clients[0]?.setupId ?? '', clients[1]?.setupId ?? ''];
    const arn = newArn('eu-west-1', '121212121212');
    await receive(one, arn);
    await withdraw(one);
    expect(await receive(two, arn)).toMatchObject({ ok: true });
    expect(await reopen(one)).toEqual({ ok: false, reason: 'shared_key_needs_approver' });
    expect(await reopen(one, as('approver'))).toMatchObject({ ok: true });
  });

  it('says that the provider holds it where somebody takes it in as the customer’s own', async () => {
    const { providerId, clients, receive } = await aProvider(1);
    const arn = newArn('eu-west-1', '121212121212');
    await addKey(desk.db, { customerId: providerId, arn, role: 'candidate' });
    const setupId = clients[0]?.setupId ?? '';
    expect(await receive(setupId, arn, BY, 'customer')).toEqual({ ok: false, reason: 'key_held_by_provider' });
    expect(await receive(setupId, arn)).toMatchObject({ ok: true });
  });
});

describe('customer B’s key that was taken in for customer A', () => {
  it('H16 can’t be taken in again once B holds it, in this setup or in another one of A', async () => {
    const a = await aProvider(1);
    const setupId = a.clients[0]?.setupId ?? '';
    const arn = newArn('eu-west-1', '131313131313');
    expect(await a.receive(setupId, arn, BY, 'customer')).toMatchObject({ ok: true });
    await addKey(desk.db, { arn, role: 'candidate' });
    for (const role of ['agent', 'approver', 'admin'] as const)
      for (const holder of ['customer', 'provider'] as const)
        expect(await a.receive(setupId, arn, as(role), holder)).toEqual({
          ok: false,
          reason: 'key_held_by_another_customer',
        });
  });
});
