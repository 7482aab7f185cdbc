import { afterAll, beforeAll, expect, it } from 'vitest';
import { MOST_VIEWS } from '#lib/core/pages/saved-view.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { savedViewsOf } from '#lib/db/staff/saved-views.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { deleteView, saveView } from './save-view.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

async function aPerson(): Promise<string> {
  const id = newId();
  await desk.rows(
    `insert into staff (id, issuer, subject, email, name, role, created_at) values ($1, 'idp', $2, 'a@b.example', 'Robin', 'viewer', $3)`,
    [id, id, NOW],
  );
  return id;
}
const save = (staffId: string, name: string, query: string) =>
  saveView({ db: desk.db, clock: () => NOW }, staffId, { list: 'keys', name, query });
const namesOf = async (staffId: string, list: 'keys' | 'customers' = 'keys') =>
  (await savedViewsOf(desk.db, staffId, list)).map(({ name, query }) => `${name}: ${query}`);

it('keeps each person’s views apart, by list and name, without the position in the list', async () => {
  const [robin, other] = [await aPerson(), await aPerson()];
  await save(robin, 'My region', 'region=eu-west-1&after=abc');
  await save(robin, 'Broken', 'verdict=unusable');
  expect(await namesOf(robin)).toEqual(['Broken: verdict=unusable', 'My region: region=eu-west-1']);
  expect(await namesOf(other)).toEqual([]);
  expect(await namesOf(robin, 'customers')).toEqual([]);
});

it('replaces a view of the same name, in any case', async () => {
  const robin = await aPerson();
  await save(robin, 'broken', 'verdict=unusable');
  await save(robin, 'Broken', 'verdict=attention');
  expect(await namesOf(robin)).toEqual(['Broken: verdict=attention']);
});

it('deletes only the person’s own view', async () => {
  const [robin, other] = [await aPerson(), await aPerson()];
  await save(robin, 'Mine', '');
  const [view] = await savedViewsOf(desk.db, robin, 'keys');
  await deleteView(desk, other, view?.id ?? '');
  expect(await namesOf(robin)).toHaveLength(1);
  await deleteView(desk, robin, view?.id ?? '');
  expect(await namesOf(robin)).toEqual([]);
});

it('refuses more views than a menu can show, and still replaces one of them', async () => {
  const robin = await aPerson();
  for (let n = 0; n < MOST_VIEWS; n += 1) await save(robin, `View ${n}`, '');
  expect(await save(robin, 'One more', '')).toEqual({ ok: false, reason: 'too_many' });
  expect(await save(robin, 'View 3', 'sort=newest')).toMatchObject({ ok: true });
});
