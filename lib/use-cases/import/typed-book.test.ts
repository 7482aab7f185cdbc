import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findOrAddWorkspace } from '#lib/db/key/assignments.ts';
import { insertContact } from '#lib/db/customer/contacts.ts';
import { insertCustomer } from '#lib/db/customer/customers.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { exportOf } from './book-desk.test-support.ts';
import { importDesk } from './import.test-support.ts';
import { naughtyNames } from './naughty-names.test-support.ts';

// Each test makes two databases, on a machine that does other things too.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let [desk, other]: TestDesk[] = [];
beforeEach(async () => {
  desk = await openTestDesk({ oldKeys: false });
  other = await openTestDesk({ oldKeys: false });
});
afterEach(async () => {
  await desk?.close();
  await other?.close();
});

/** What the forms take: a line without what nobody sees. */
const typed = (most: number): string[] =>
  [...new Set(naughtyNames(485).map((name) => name.trim()))].filter(
    (name) => name !== '' && name.length <= most && !/[\p{Cc}\p{Cf}]/u.test(name),
  );

it('whatever people typed into the forms, the export changes nothing in its own book and comes back identical from an empty one', async () => {
  if (desk === undefined || other === undefined) throw new Error('Not open.');
  const { db } = desk;
  const pairs = [
    'Éclair SA',
    'éclair SA',
    'ÇEŞME',
    'çeşme',
    'Straße 1',
    'STRASSE 1',
    'ΣΑΣ',
    'σας',
    'Σας',
    'İzmir',
    'izmir',
  ];
  for (const name of [...typed(200), ...pairs])
    // The database refuses a second customer of the same name, as it does in the form.
    await db
      .transaction((tx) => insertCustomer(tx, { name, timeZone: null, at: NOW }))
      .catch((error: unknown) => {
        if (violatedConstraint(error) !== 'customers_name_key') throw error;
      });
  await db.transaction(async (tx) => {
    const customerId = await insertCustomer(tx, { name: 'All contacts', timeZone: null, at: NOW });
    for (const [n, name] of typed(200).entries()) {
      const email = n % 3 === 0 ? 'shared@acme.test' : `person.${n}+key@acme.test`;
      await insertContact(
        tx,
        customerId,
        { role: 'security', name, email, phone: n % 2 === 0 ? null : '(030) 1/2-3.4' },
        NOW,
      );
    }
    for (const name of typed(100)) await findOrAddWorkspace(tx, { customerId, region: 'eu-west-1', name, at: NOW });
  });
  expect(await desk.count('customers')).toBeGreaterThan(200);

  const exported = await exportOf(desk);
  const own = importDesk(desk);
  const same = await own.judge(exported);
  expect((await own.rowsOf(same.id)).filter(({ verdict }) => verdict !== 'unchanged')).toEqual([]);
  const fresh = importDesk(other);
  const done = await fresh.run(exported);
  expect((await fresh.rowsOf(done.id)).filter(({ outcome }) => outcome !== 'imported')).toEqual([]);
  expect(await exportOf(other)).toBe(exported);
});
