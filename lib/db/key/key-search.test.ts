import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { fillFleet } from '#lib/db/fleet.test-support.ts';
import { KEYS_A_PAGE, listKeyRows } from '#lib/db/key/key-list.ts';
import { searchKeyRows } from '#lib/db/key/key-search.ts';
import { SEARCH_INDEXES } from '#lib/db/planned-indexes.test-support.ts';
import { entriesRead, indexesOf, plannedNodes, scannedTables } from '#lib/db/plans.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

const filterOf = (given: Partial<KeyFilter> = {}): KeyFilter => ({ ...readKeyFilter(() => null), ...given });
const NOW = new Date();

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await fillFleet(desk.owner, { keys: 24_000, customers: 5_000 });
  await desk.owner.query(
    `insert into customers (id, name, created_at) values
       (gen_random_uuid(), '100% Organic', now()), (gen_random_uuid(), '1000 Organic', now()),
       (gen_random_uuid(), 'under_score', now()), (gen_random_uuid(), 'underXscore', now()),
       (gen_random_uuid(), 'back\\slash', now()), (gen_random_uuid(), 'O''Hara "& Sons"', now()),
       (gen_random_uuid(), 'Many Keys Only', now())`,
  );
  await desk.owner.query(
    `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region,
                                ownership_proven_at, created_at, verdict, cause, verdict_since)
     select gen_random_uuid(), id, 'eu-west-1', 'retained', 'arn:aws:kms:eu-west-1:888888888888:key/' || id || n, '888888888888',
            id::text || n, false, now(), now(), case when n = 12 then 'unusable' else 'usable' end,
            case when n = 12 then 'key_disabled' end, now()
     from customers, generate_series(1, 12) n
     where name !~ ' [0-9]+$' and (n = 1 or name = 'Many Keys Only')`,
  );
  await desk.owner.query('vacuum analyze');
}, 120_000);
afterAll(() => desk.close());

const search = (text: string, given: Partial<KeyFilter> = {}) => searchKeyRows(desk.db, filterOf(given), text, NOW);
const namesFor = async (text: string) => [...new Set((await search(text)).rows.map((row) => row.customerName))];

describe('a search for keys', () => {
  it.each([
    ['100%', ['100% Organic']],
    ['%', []],
    ['%%%', []],
    ['_', []],
    ['---', []],
    ['r_sco', ['under_score']],
    ['UNDER_', ['under_score']],
    ['back\\sl', ['back\\slash']],
    ['\\', []],
    ["o'hara", [`O'Hara "& Sons"`]],
    ['"& sons"', [`O'Hara "& Sons"`]],
    ["' or 1=1 --", []],
    ['$1', []],
    ['🗝', []],
    ['\u202eemca', []],
  ])('for %j finds %j and treats no character as a wildcard', async (text, names) => {
    expect(await namesFor(text)).toEqual(names);
  });

  it('finds part of a name from three characters on, in any case and with accents', async () => {
    expect(await namesFor('ORGANIC')).toHaveLength(2);
    for (const letters of ['qué', 'Ölw']) {
      const [one] = await desk.rows<{ name: string }>('select name from customers where name ilike $1 limit 1', [
        `${letters}%`,
      ]);
      expect(await namesFor(one?.name.toUpperCase() ?? '')).toContain(one?.name);
    }
  });

  it('matches the beginning of names for one and two characters', async () => {
    expect(new Set((await namesFor('ac')).map((name) => name.slice(0, 4)))).toEqual(new Set(['Acme']));
    expect(await namesFor('ng')).toEqual([]);
  });

  it('finds a key by its full ARN, the beginning or the end of its ID, and its account', async () => {
    const [key] = await desk.rows<{ arn: string; kms_key_id: string; aws_account_id: string }>(
      `select * from customer_keys where verdict = 'attention' and role = 'active' limit 1`,
    );
    if (key === undefined) throw new Error('There is no such key.');
    const { arn, kms_key_id, aws_account_id } = key;
    const arnsFor = async (text: string) => (await search(text)).rows.map((row) => row.arn);
    expect(await arnsFor(arn)).toEqual([arn]);
    expect(await arnsFor(` ${arn} `)).toEqual([arn]);
    expect(await arnsFor(kms_key_id)).toEqual([arn]);
    expect(await arnsFor(kms_key_id.toUpperCase())).toEqual([arn]);
    expect(await arnsFor(kms_key_id.slice(0, 9))).toContain(arn);
    expect(await arnsFor(kms_key_id.slice(-6))).toContain(arn);
    expect(await arnsFor(aws_account_id)).toContain(arn);
    expect(await arnsFor(aws_account_id.slice(0, 11))).toContain(arn);
    expect(await arnsFor(arn.slice(0, -1))).toEqual([arn]);
    expect(await arnsFor(arn.replace(':key/', ':key/0'))).toEqual([]);
  });

  it('finds a key by its account as the console prints it, and by its ID as screens and people copy it', async () => {
    const [key] = await desk.rows<{ arn: string; id: string; account: string }>(
      `select arn, kms_key_id as id, aws_account_id as account from customer_keys where verdict = 'attention' and role = 'active' limit 1`,
    );
    if (key === undefined) throw new Error('There is no such key.');
    const { arn, id, account } = key;
    const inGroups = (between: string) => account.replace(/(.{4})(.{4})/, `$1${between}$2${between}`);
    const bare = id.replaceAll('-', '');
    for (const typed of [
      ...['-', ' ', '‑'].map(inGroups),
      `key/${id.slice(0, 9)}`,
      `key/${id.slice(0, 9)}…`,
      `arn:…:key/${id.slice(0, 9)}`,
      `key/${id.slice(0, 9)}…${id.slice(-4)}`,
      `…${id.slice(-6)}`,
      bare,
      bare.slice(0, 20),
      bare.slice(-20),
    ])
      expect((await search(typed)).rows.map((row) => row.arn)).toContain(arn);
  });

  it('finds a name whatever spaces are between its words', async () => {
    expect(await namesFor('many  keys \u00A0 only')).toEqual(['Many Keys Only']);
    expect(await namesFor(' y   keys  on')).toEqual(['Many Keys Only']);
    await desk.owner.query(`update customers set name = 'Under  Score' where name = 'under_score'`);
    expect(await namesFor('under  sc')).toEqual(['Under  Score']);
    await desk.owner.query(`update customers set name = 'under_score' where name = 'Under  Score'`);
  });

  it('finds by a client’s name the keys that its provider holds for it, and names the client in each row', async () => {
    const [client] = await desk.rows<{ name: string; provider: string }>(
      `select c.name, p.name as provider from customers c join customers p on p.id = c.provider_id
       where exists (select from customer_keys k where k.customer_id = p.id and k.role = 'active') limit 1`,
    );
    const { rows } = await search(client?.name ?? '');
    const held = rows.filter(({ customerName }) => customerName === client?.provider);
    expect(held.length).toBeGreaterThan(0);
    expect(held.every(({ clientNames }) => clientNames.join() === client?.name)).toBe(true);
    expect(
      rows.filter(({ customerName }) => customerName === client?.name).every((row) => row.clientNames.length === 0),
    ).toBe(true);
  });

  it('cuts the keys of a customer at the ten most urgent, and says so', async () => {
    const found = await search('many keys only');
    expect(found.rows).toHaveLength(10);
    expect(found.rows[0]).toMatchObject({ verdict: 'unusable' });
    expect(found.more).toBe(true);
    expect(await search('many keys only', { verdict: 'unusable' })).toMatchObject({
      rows: [{ verdict: 'unusable' }],
      more: false,
    });
  });

  it('says that there may be more where none of the first ten customers passes the filters', async () => {
    expect(await search('holding', { keyState: 'NoSuchState' })).toEqual({ rows: [], more: true });
  });

  it('shows at most 60 keys, in the order of the list', async () => {
    for (const sort of ['urgent', 'newest'] as const) {
      const { rows, more } = await search('hol', { sort });
      expect([rows.length <= 60, rows.length > 20, more]).toEqual([true, true, true]);
      const place = rows.map((row) => (sort === 'urgent' ? row.urgency : -row.verdictSince.getTime()));
      expect(place).toEqual(place.toSorted((a, b) => a - b));
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    }
  });

  it('H16 reveals the state of an unproven key through no filter', async () => {
    const [key] = await desk.rows<{ id: string; arn: string }>(
      `update customer_keys set verdict = 'unusable', cause = 'pending_deletion', key_state = 'PendingDeletion',
         deadline_at = now() + interval '1 hour', verdict_since = now()
       where id = (select id from customer_keys where ownership_proven_at is null and role = 'candidate' limit 1) returning id, arn`,
    );
    const { id, arn } = key ?? { id: '', arn: '' };
    const shown: Partial<KeyFilter>[] = [{}, { verdict: 'unverified' }, { cause: 'ownership_unproven' }];
    const hidden: Partial<KeyFilter>[] = [
      { verdict: 'unusable' },
      { cause: 'pending_deletion' },
      { keyState: 'PendingDeletion' },
      { deadline: '24h' },
      { changed: '1h' },
    ];
    for (const given of shown) expect((await search(arn, given)).rows).toHaveLength(1);
    for (const given of hidden)
      for (const sort of ['urgent', 'newest'] as const) {
        expect((await search(arn, { ...given, sort })).rows).toEqual([]);
        const { rows } = await listKeyRows(desk.db, filterOf({ ...given, sort, role: 'candidate' }), null, NOW);
        expect(rows.map((row) => row.id)).not.toContain(id);
      }
  });

  it('never fails, whatever the URL contains', async () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 250 }),
      fc.stringMatching(/^[%_\\\0'"$1a-f-]{1,20}$/),
    );
    await fc.assert(
      fc.asyncProperty(typed, typed, async (q, state) => {
        const filter = readKeyFilter((name) => ({ q, state, region: state, cause: state })[name] ?? null);
        expect((await listKeyRows(desk.db, filter, null, NOW)).rows.length).toBeLessThanOrEqual(KEYS_A_PAGE);
        if (filter.search !== null)
          expect((await searchKeyRows(desk.db, filter, filter.search, NOW)).rows.length).toBeLessThanOrEqual(60);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('the cost of a search', () => {
  const FOUND_BY: Record<(typeof SEARCH_INDEXES)[number], readonly [what: string, text: string]> = {
    customer_keys_arn: ['an ARN', 'arn:aws:kms:eu-west-1:888888888888:key/none'],
    customer_keys_account: ['an account', '100000023757'],
    customer_keys_kms_key_id: ['the beginning of a key id', '00005ccd-0000'],
    customer_keys_kms_key_id_end: ['the end of a key id', 'b4d5c6a7'],
    customers_name_trgm: ['a part of a name', 'holding 4999'],
    customers_name_key: ['the first letters of a name', 'un'],
  };
  it.each(SEARCH_INDEXES.map((index) => [...FOUND_BY[index], index] as const))(
    '%s is found by an index, without reading all keys',
    async (_, text, index) => {
      const nodes = await plannedNodes(desk.pool, (db) => searchKeyRows(db, filterOf(), text, NOW));
      expect(indexesOf(nodes)).toContain(index);
      expect(scannedTables(nodes)).not.toContain('customer_keys');
      expect(entriesRead(nodes, 'customer_keys')).toBeLessThan(600);
    },
  );

  it('reads nothing for a text without a letter or digit', async () => {
    expect(await plannedNodes(desk.pool, (db) => searchKeyRows(db, filterOf(), '--- %', NOW))).toEqual([]);
  });
});
