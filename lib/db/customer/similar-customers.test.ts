import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameForm } from '#lib/core/customer/name-form.ts';
import type { Database } from '#lib/db/database.ts';
import type { SIMILAR_INDEXES } from '#lib/db/planned-indexes.test-support.ts';
import { entriesRead, indexesOf, plannedNodes, scannedTables } from '#lib/db/plans.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { similarCustomers } from './similar-customers.ts';

const CUSTOMERS = 20_000;
const FIRST = [
  'Alpine',
  'Bluewater',
  'Crescent',
  'Delta',
  'Evergreen',
  'Falcon',
  'Granite',
  'Harbor',
  'Ironwood',
  'Juniper',
];
const SECOND = [
  'Logistics',
  'Hospital',
  'Insurance',
  'Foods',
  'Mining',
  'Textiles',
  'Shipping',
  'Energy',
  'Motors',
  'Bank',
];
const THIRD = ['GmbH', 'Inc', 'Ltd', 'Group', 'Holding', 'SA', 'Partners', 'Trust', 'Labs', 'Works'];
const word = (n: number): string =>
  [n % 7, n % 11, n % 13, n % 17, n % 19].map((place) => 'bcdfghklmnprstvwxyz'[place]).join('e');

/** Names of all kinds: a fifth is short, and words are shared by thousands. */
const NAMES = Array.from({ length: CUSTOMERS }, (_, n) =>
  n % 5 === 0
    ? `${word(n).slice(0, 4)}${Math.floor(n / 5) % 10}${n}`.slice(0, 7)
    : `${FIRST[n % 10]} ${word(n)} ${SECOND[Math.floor(n / 10) % 10]} ${THIRD[Math.floor(n / 100) % 10]}`,
);
const KNOWN = [
  ['Acme', 'ACME-1'],
  ['Nile Textiles Cooperative', 'CUST-0017'],
  ['Östra Bank', null],
  ['100% Organic', 'Org_100.O'],
  ['IBM', null],
] as const;

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  const rows = [...NAMES.map((name, n) => [`${name} ${n}`, `C-${n}`] as const), ...KNOWN];
  await desk.owner.query(
    `insert into customers (id, name, name_form, external_id, created_at)
     select gen_random_uuid(), n, f, e, now() from unnest($1::text[], $2::text[], $3::text[]) as given (n, f, e)`,
    [rows.map(([name]) => name), rows.map(([name], n) => nameForm(NAMES[n] ?? name)), rows.map(([, id]) => id)],
  );
  await desk.owner.query('vacuum analyze customers');
}, 60_000);
afterAll(() => desk.close());

const similar = (name: string, externalId: string | null = null) =>
  desk.db.transaction((tx) => similarCustomers(tx, { name, externalId }));
const namesLike = async (name: string) => (await similar(name)).map((found) => found.name);

describe('a customer that a person may have meant', () => {
  it.each([
    ['another case', 'ACME', 'Acme'],
    ['spaces and punctuation', 'Nile-Textiles  Cooperative.', 'Nile Textiles Cooperative'],
    ['look-alike letters', 'Асmе', 'Acme'],
    ['an invisible character', 'Ac\u200Bme', 'Acme'],
    ['an accent', 'Ostra Bank', 'Östra Bank'],
    ['a changed letter in a short name', 'Acne', 'Acme'],
    ['a missing letter in a short name', 'Ace', 'Acme'],
    ['a further letter in a short name', 'Acmee', 'Acme'],
    ['the first letter of a name of three', 'LBM', 'IBM'],
    ['a changed letter in a long name', 'Nile Textiles Cooperetive', 'Nile Textiles Cooperative'],
    ['a missing letter in a long name', 'Nle Textiles Cooperative', 'Nile Textiles Cooperative'],
    ['a further letter in a long name', 'Nile Textiless Cooperative', 'Nile Textiles Cooperative'],
    ['a changed first letter', 'Mile Textiles Cooperative', 'Nile Textiles Cooperative'],
    ['a sign of LIKE', '100_ Organic', '100% Organic'],
  ])('is found with %s', async (_, typed, name) => {
    expect(await namesLike(typed)).toContain(name);
  });

  it('is not found with two typing errors or by a part of the name', async () => {
    expect(await namesLike('Nile Textales Cooperetive')).toEqual([]);
    expect(await namesLike('Nile Textiles')).toEqual([]);
    expect(await namesLike('Hospital')).toEqual([]);
  });

  it('is found by an external id in another case, with look-alikes or with a typing error', async () => {
    for (const typed of ['acme-1', 'ACME-I', 'ACME-2', 'ACME1'])
      expect(await similar('Quite Another Name', typed)).toMatchObject([{ name: 'Acme', by: 'external_id' }]);
    expect(await similar('Quite Another Name', 'ACME-34')).toEqual([]);
  });

  it('comes once, by its name, where both are alike', async () => {
    expect(await similar('acme', 'ACME-1')).toMatchObject([{ name: 'Acme', externalId: 'ACME-1', by: 'name' }]);
  });

  it('is one of five at most, and never the customer that is edited', async () => {
    const [acme] = await similar('Acme');
    expect(
      await desk.db.transaction((tx) => similarCustomers(tx, { name: 'Acme', externalId: null }, acme?.id)),
    ).toEqual([]);
    expect(await similar('Quite Another Name', 'C-1000')).toHaveLength(5);
  });
});

describe('the search for similar customers', () => {
  const LONG = NAMES[1] ?? '';
  const SHORT = NAMES[5] ?? '';
  const search = (name: string, externalId: string | null) => (db: Database) =>
    db.transaction((tx) => similarCustomers(tx, { name, externalId }));
  /** The plans of what it runs, without the transaction’s own statements. */
  const nodesOf = (name: string, externalId: string | null = null) => plannedNodes(desk.pool, search(name, externalId));

  it.each([
    ['customers_name_form', LONG, null],
    ['customers_name_form_trgm', LONG, null],
    ['customers_name_form_length', SHORT.slice(0, 6), null],
    ['customers_external_id_key', LONG, 'C-1000'],
  ] satisfies [(typeof SIMILAR_INDEXES)[number], string, string | null][])(
    'reads by %s and never all customers',
    async (index, name, externalId) => {
      const nodes = await nodesOf(name, externalId);
      expect(indexesOf(nodes)).toContain(index);
      expect(scannedTables(nodes)).toEqual([]);
    },
  );

  it('reads few entries of the table', async () => {
    expect(entriesRead(await nodesOf(LONG), 'customers')).toBeLessThan(CUSTOMERS / 4);
  });
});
