import { afterAll, beforeAll, expect, it } from 'vitest';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { addKey, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readHandoverPage } from './handover-page.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

it('shows what a person has open in pages, and says how much it is in all', async () => {
  const staffId = newId();
  const { customerId } = await addKey(desk.db);
  await desk.owner.query(
    `insert into tickets (id, customer_id, reference, opened_at, opened_by, owner_staff_id, owner_name)
     select gen_random_uuid(), $1, '#' || n, $2, 'Ana', $3, 'Ana' from generate_series(1, 150) n`,
    [customerId, NOW, staffId],
  );
  const read = (from?: number) => readHandoverPage({ db: desk.db, clock: () => NOW }, { staffId, role: 'agent' }, from);
  const counts = { all: 150, exact: true };
  const [first, second, beyond] = [await read(), await read(140), await read(1_400)];
  expect([first.items.length, first.from, first.counts]).toEqual([140, 0, counts]);
  expect([second.items.length, second.from, second.counts]).toEqual([10, 140, counts]);
  // Somebody took the rest meanwhile: the last page is shown.
  expect([beyond.items.length, beyond.from]).toEqual([10, 140]);
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(150);
});
