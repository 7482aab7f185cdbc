import { afterAll, beforeAll, expect, it } from 'vitest';
import { contacts } from '#drizzle/schema/contacts.ts';
import { newId } from '#lib/db/new-id.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { aCustomer } from '#lib/use-cases/setup/setup.test-support.ts';
import { readCustomerToSetUp } from './customers-to-set-up.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

it('the form that starts a setup offers each contact of the customer once, and nobody who left', async () => {
  const at = new Date('2026-11-29T12:00:00.000Z');
  const customerId = await aCustomer(desk.db, at);
  const contact = { customerId, role: 'key_admin', email: 'x@example.com', createdAt: at } as const;
  await desk.db.insert(contacts).values([
    { ...contact, id: newId(), name: 'Dana Ruiz' },
    { ...contact, id: newId(), name: 'Dana Ruiz', role: 'security' },
    { ...contact, id: newId(), name: 'Lee Park', leftAt: at },
  ]);
  const found = await readCustomerToSetUp({ db: desk.db, clock: () => at }, { role: 'viewer' }, customerId);
  expect(found?.contactNames).toEqual(['Dana Ruiz']);
});
