import { drizzle } from 'drizzle-orm/node-postgres';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY_SORTS, readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import {
  KEYS_A_PAGE,
  listKeyRows,
  readCursor,
  writeCursor,
  type KeyCursor,
  type KeyListRow,
  type PageOf,
} from '#lib/db/key/key-list.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

const FLEET = 20_000;
const filterOf = (given: Partial<KeyFilter> = {}): KeyFilter => ({ ...readKeyFilter(() => null), ...given });

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  const { owner } = desk;
  await owner.query(
    `insert into customers (id, name, created_at)
     select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
            (array['Acme', 'Zephyr', 'Umbra', 'Québec', 'Ölwerk'])[1 + n % 5] || ' Holding ' || n, now()
     from generate_series(1, ${FLEET / 4}) as n`,
  );
  await owner.query(
    `insert into customers (id, name, created_at) values
       (gen_random_uuid(), '100% Organic', now()), (gen_random_uuid(), '1000 Organic', now()),
       (gen_random_uuid(), 'under_score', now()), (gen_random_uuid(), 'underXscore', now()),
       (gen_random_uuid(), 'back\\slash', now()), (gen_random_uuid(), 'O''Hara "& Sons"', now())`,
  );
  await owner.query(
    `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region,
                                ownership_proven_at, created_at, verdict, cause, verdict_since, key_state)
     select ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
            ('00000000-0000-7000-8000-' || lpad(to_hex(1 + n % ${FLEET / 4}), 12, '0'))::uuid,
            region, 'retained', 'arn:aws:kms:' || region || ':' || account || ':key/' || kms_key_id, account, kms_key_id,
            false, now(), now(), verdict, case when verdict = 'usable' then null else 'never_checked' end,
            -- Few instants for many keys: pages must hold together where the order is a tie.
            timestamptz '2026-03-01T00:00:00Z' + (n % 97) * interval '1 minute',
            case when n % 50 = 0 then 'Disabled' else 'Enabled' end
     from (select n, (array['eu-west-1', 'us-west-2', 'ap-southeast-2'])[1 + n % 3] as region,
                  lpad((100000000000 + n * 7919)::text, 12, '0') as account,
                  lpad(to_hex(n * 7919), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(n), 12, '0') as kms_key_id,
                  case when n % 200 = 0 then 'unusable' when n % 100 = 0 then 'attention' when n % 40 = 0 then 'unverified'
                       else 'usable' end as verdict
           from generate_series(1, ${FLEET}) as n) as numbered`,
  );
  await owner.query(
    `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region,
                                ownership_proven_at, created_at, verdict, cause, verdict_since, key_state)
     select gen_random_uuid(), id, 'eu-west-1', 'retained',
            'arn:aws:kms:eu-west-1:999999999999:key/' || id, '999999999999', id::text, false, now(), now(),
            'unverified', 'never_checked', now(), 'Enabled'
     from customers where name !~ 'Holding'`,
  );
  await owner.query(`insert into key_checks (key_id, next_check_at) select id, now() from customer_keys`);
  await owner.query('vacuum analyze');
}, 60_000);
afterAll(() => desk.close());

const cursorOf = (row: KeyListRow): KeyCursor => [row.severity, row.verdictSince.toISOString(), row.id];
const list = (filter: KeyFilter, page: PageOf = null) => listKeyRows(desk.db, filter, page, NOW);
const namesFor = async (search: string) => (await list(filterOf({ search }))).rows.map((row) => row.customerName);

/** All ids of a list, read page by page in one direction. */
async function readThrough(filter: KeyFilter, direction: 'after' | 'before'): Promise<string[]> {
  const ids: string[] = [];
  let page: PageOf =
    direction === 'after'
      ? null
      : {
          direction,
          cursor:
            filter.sort === 'worst'
              ? [9, '1970-01-01T00:00:00.000Z', ZERO_ID]
              : [0, '1970-01-01T00:00:00.000Z', ZERO_ID],
        };
  for (;;) {
    const { rows, hasAfter, hasBefore } = await list(filter, page);
    if (direction === 'after') ids.push(...rows.map((row) => row.id));
    else ids.unshift(...rows.map((row) => row.id));
    const edge = direction === 'after' ? rows.at(-1) : rows[0];
    if (edge === undefined || !(direction === 'after' ? hasAfter : hasBefore)) return ids;
    page = { direction, cursor: cursorOf(edge) };
  }
}
const ZERO_ID = '00000000-0000-0000-0000-000000000000';

const ORDER = {
  worst: 'severity, verdict_since desc, id desc',
  latest: 'verdict_since desc, id desc',
} as const;

describe('pages of keys', () => {
  it.each(KEY_SORTS.flatMap((sort) => (['after', 'before'] as const).map((direction) => [sort, direction] as const)))(
    'sorted by %s contain every key once and in order, read %s each other',
    async (sort, direction) => {
      const filter = filterOf({ sort, region: 'eu-west-1', keyState: 'Disabled' });
      const expected = await desk.rows<{ id: string }>(
        `select id from customer_keys where region = 'eu-west-1' and key_state = 'Disabled' order by ${ORDER[sort]}`,
      );
      expect(expected.length).toBeGreaterThan(2 * KEYS_A_PAGE);
      expect(await readThrough(filter, direction)).toEqual(expected.map(({ id }) => id));
    },
  );

  it('lead back to the previous page exactly', async () => {
    const first = await list(filterOf());
    const second = await list(filterOf(), { direction: 'after', cursor: cursorOf(last(first.rows)) });
    const back = await list(filterOf(), { direction: 'before', cursor: cursorOf(firstOf(second.rows)) });
    expect(back.rows).toEqual(first.rows);
    expect(first).toMatchObject({ hasBefore: false, hasAfter: true });
    expect(second).toMatchObject({ hasBefore: true, hasAfter: true });
    expect(back).toMatchObject({ hasBefore: false, hasAfter: true });
  });

  it('begin with the most urgent keys', async () => {
    const { rows } = await list(filterOf());
    expect(new Set(rows.map((row) => row.verdict))).toEqual(new Set(['unusable']));
  });

  it.each([
    ['verdict', { verdict: 'attention' }, `verdict = 'attention'`],
    ['region', { region: 'us-west-2', verdict: 'unusable' }, `region = 'us-west-2' and verdict = 'unusable'`],
    ['key state', { keyState: 'Disabled', verdict: 'unusable' }, `key_state = 'Disabled' and verdict = 'unusable'`],
    ['role', { role: 'active' }, `role = 'active'`],
  ] as const)('filtered by %s contain exactly those keys', async (_, given, where) => {
    const [expected] = await desk.rows<{ n: number }>(`select count(*)::int as n from customer_keys where ${where}`);
    expect(await readThrough(filterOf(given), 'after')).toHaveLength(expected?.n ?? -1);
  });

  it('can be limited to keys whose status changed in the last 24 hours', async () => {
    const newest = new Date('2026-03-01T01:36:00.000Z');
    const at = (ms: number) =>
      listKeyRows(
        desk.db,
        filterOf({ changedWithinHours: 24, sort: 'latest', verdict: 'attention' }),
        null,
        new Date(newest.getTime() + ms),
      );
    expect((await at(86_400_000 * 10)).rows.every((row) => row.verdictSince > newest)).toBe(true);
    expect((await at(0)).rows.length).toBeGreaterThan(0);
  });
});

const last = (rows: KeyListRow[]): KeyListRow => firstOf(rows.slice(-1));
const firstOf = ([row]: KeyListRow[]): KeyListRow => {
  if (row === undefined) throw new Error('The page is empty.');
  return row;
};

describe('a search for keys', () => {
  it.each([
    ['100%', ['100% Organic']],
    ['%', []],
    ['%%%', []],
    ['_', []],
    ['r_s', ['under_score']],
    ['UNDER_', ['under_score']],
    ['back\\sl', ['back\\slash']],
    ['\\', []],
    ["o'hara", [`O'Hara "& Sons"`]],
    ['"& sons"', [`O'Hara "& Sons"`]],
    ["' or 1=1 --", []],
    ['$1', []],
    ['🗝', []],
    ['\u202eemca', []],
  ])('for %j finds %j and treats no character as a wildcard', async (search, names) => {
    expect(await namesFor(search)).toEqual(names);
  });

  it('finds part of a name from three characters on, in any case and with accents', async () => {
    expect(await namesFor('ORGANIC')).toHaveLength(2);
    expect((await namesFor('QUÉBEC HOLDING 4998'))[0]).toBe('Québec Holding 4998');
    expect((await namesFor('ölwerk holding 4999'))[0]).toBe('Ölwerk Holding 4999');
  });

  it('matches the beginning of names for one and two characters', async () => {
    expect(new Set((await namesFor('ac')).map((name) => name.slice(0, 4)))).toEqual(new Set(['Acme']));
    expect(await namesFor('ng')).toEqual([]);
  });

  it('finds a key by its full ARN, the beginning of its ID, and its account', async () => {
    const { arn, kms_key_id, aws_account_id } = firstKey(
      await desk.rows<{ arn: string; kms_key_id: string; aws_account_id: string }>(
        'select * from customer_keys where verdict = $1',
        ['attention'],
      ),
    );
    const arnsFor = async (search: string) => (await list(filterOf({ search }))).rows.map((row) => row.arn as string);
    expect(await arnsFor(arn)).toEqual([arn]);
    expect(await arnsFor(` ${arn} `)).toEqual([arn]);
    expect(await arnsFor(kms_key_id)).toEqual([arn]);
    expect(await arnsFor(kms_key_id.toUpperCase())).toEqual([arn]);
    expect(await arnsFor(kms_key_id.slice(0, 9))).toContain(arn);
    expect(await arnsFor(aws_account_id)).toEqual([arn]);
    expect(await arnsFor(aws_account_id.slice(0, 11))).toContain(arn);
    expect(await arnsFor(arn.slice(0, -1))).toEqual([]);
  });

  it('never fails, whatever the URL contains', async () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 250 }),
      fc.stringMatching(/^[%_\\\0'"$1a-f-]{1,20}$/),
    );
    await fc.assert(
      fc.asyncProperty(typed, typed, async (q, state) => {
        const filter = readKeyFilter((name) => ({ q, state, region: state })[name] ?? null);
        expect((await list(filter)).rows.length).toBeLessThanOrEqual(KEYS_A_PAGE);
      }),
      { numRuns: 60 },
    );
  });
});
const firstKey = <T>([row]: T[]): T => {
  if (row === undefined) throw new Error('There is no such key.');
  return row;
};

describe('a cursor in a URL', () => {
  it('is read as it was written', () => {
    const cursor: KeyCursor = [2, '2026-03-14T09:12:00.123Z', '00000000-0000-7000-9000-000000000001'];
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const ID = '00000000-0000-7000-9000-000000000001';
  it.each([
    ['nothing', ''],
    ['garbage', '%%%'],
    ['no JSON', Buffer.from('hello').toString('base64url')],
    ['no tuple', encoded({ severity: 1 })],
    ['too few parts', encoded([1, '2026-03-14T09:12:00.000Z'])],
    ['a severity that is none', encoded([1e308, '2026-03-14T09:12:00.000Z', ID])],
    ['a negative severity', encoded([-1, '2026-03-14T09:12:00.000Z', ID])],
    ['text for a severity', encoded(['1', '2026-03-14T09:12:00.000Z', ID])],
    ['a year that the database does not have', encoded([1, '0000-01-01T00:00:00.000Z', ID])],
    ['a day that no month has', encoded([1, '2026-02-31T00:00:00.000Z', ID])],
    ['an instant in another form', encoded([1, '2026-03-14T09:12:00+02:00', ID])],
    ['a year of six digits', encoded([1, '+275760-09-13T00:00:00.000Z', ID])],
    ['SQL for an id', encoded([1, '2026-03-14T09:12:00.000Z', "' or true --"])],
    ['1 MB', 'A'.repeat(1_000_000)],
  ])('that isn’t valid gives the first page: %s', (_, text) => {
    expect(readCursor(text)).toBeNull();
  });

  it('never fails in the database once it was accepted', async () => {
    const part = fc.oneof(
      fc.integer(),
      fc.string(),
      fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
      fc.uuid(),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(
          fc.oneof(fc.nat(9), part),
          fc.oneof(
            fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
            part,
          ),
          fc.oneof(fc.uuid(), part),
        ),
        async (value) => {
          const cursor = readCursor(encoded(value));
          if (cursor !== null) await list(filterOf(), { direction: 'after', cursor });
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('the cost of a page', () => {
  type Plan = {
    'Node Type': string;
    'Relation Name'?: string;
    'Index Name'?: string;
    'Actual Rows'?: number;
    Plans?: Plan[];
  };
  const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

  /** PostgreSQL's plan for the statement that the list runs. */
  async function plannedFor(filter: KeyFilter, page: PageOf = null): Promise<Plan[]> {
    const ran: { query: string; params: unknown[] }[] = [];
    const db = drizzle(desk.pool, { logger: { logQuery: (query, params) => void ran.push({ query, params }) } });
    await listKeyRows(db, filter, page, NOW);
    const [statement] = ran;
    if (statement === undefined) throw new Error('The list ran no statement.');
    const { rows } = await desk.pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (analyze, timing off, format json) ${statement.query}`,
      statement.params,
    );
    return nodesOf(firstKey(rows)['QUERY PLAN'][0].Plan);
  }

  const deepIn = async (filter: KeyFilter): Promise<PageOf> => {
    const [row] = await desk.rows<{ severity: number; verdict_since: Date; id: string }>(
      `select severity, verdict_since, id from customer_keys
       where ($1::text is null or region = $1) order by ${ORDER[filter.sort]} offset 5000 limit 1`,
      [filter.region],
    );
    const { severity, verdict_since, id } = firstKey(row === undefined ? [] : [row]);
    return { direction: 'after', cursor: [severity, verdict_since.toISOString(), id] };
  };

  const views: [string, Partial<KeyFilter>, string | RegExp, 'first' | 'deep'][] = [
    ['the first page, worst first', {}, 'customer_keys_worst', 'first'],
    ['a deep page, worst first', {}, 'customer_keys_worst', 'deep'],
    ['the first page, latest first', { sort: 'latest' }, 'customer_keys_latest', 'first'],
    ['a deep page, latest first', { sort: 'latest' }, 'customer_keys_latest', 'deep'],
    ['the first page of a region', { region: 'us-west-2' }, /^customer_keys_(region_)?worst$/, 'first'],
    ['a deep page of a region', { region: 'us-west-2' }, /^customer_keys_(region_)?worst$/, 'deep'],
    [
      'an ARN',
      { search: 'arn:aws:kms:eu-west-1:100000023757:key/00005ccd-0000-4000-8000-000000000003' },
      'customer_keys_arn',
      'first',
    ],
    ['an account', { search: '100000023757' }, 'customer_keys_account', 'first'],
    ['the beginning of a key id', { search: '00005ccd-0000' }, 'customer_keys_kms_key_id', 'first'],
    ['a part of a name', { search: 'holding 4999' }, 'customers_name_trgm', 'first'],
    ['the first letters of a name', { search: 'un' }, 'customers_name_key', 'first'],
  ];
  it.each(views)('%s is read by an index, never by a scan of all keys', async (_, given, index, depth) => {
    const filter = filterOf(given);
    const nodes = await plannedFor(filter, depth === 'deep' ? await deepIn(filter) : null);
    const scanned = nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
    expect(scanned).not.toContain('customer_keys');
    expect(nodes.map((node) => node['Index Name'] ?? '')).toContainEqual(
      typeof index === 'string' ? index : expect.stringMatching(index),
    );
  });

  it.each(views.filter(([, given]) => given.search === undefined))(
    '%s reads about as many keys as it shows',
    async (_, given, __, depth) => {
      const filter = filterOf(given);
      const nodes = await plannedFor(filter, depth === 'deep' ? await deepIn(filter) : null);
      const read = nodes
        .filter((node) => node['Relation Name'] === 'customer_keys')
        .map((node) => node['Actual Rows'] ?? 0);
      expect(Math.max(...read)).toBeLessThanOrEqual(KEYS_A_PAGE + 1);
    },
  );
});
