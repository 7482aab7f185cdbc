import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { readCustomerFilter, type CustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import { readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { countCustomers, listCustomerRows, searchCustomerRows } from '#lib/db/customer/customer-list.ts';
import { createPool, type Database } from '#lib/db/database.ts';
import { fillFleet, type FleetSize } from '#lib/db/fleet.test-support.ts';
import { countKeys } from '#lib/db/key/key-count.ts';
import { listKeyRows } from '#lib/db/key/key-list.ts';
import { searchKeyRows } from '#lib/db/key/key-search.ts';
import { pageOf, writeCursor, type PageOf } from '#lib/db/list-cursor.ts';
import { MOST_ENTRIES } from '#lib/db/list-entries.ts';
import { migrate } from '#lib/jobs/migrate.ts';
import { ensureDatabase, removePostgresData, startPostgres } from '#sandbox/postgres/server.ts';

// What lists and searches cost at a million keys, as a multiple of what they cost at a thousand: rows (and index entries)
// and buffers that PostgreSQL touched for each row shown, from EXPLAIN of the very statements that the product sends.
// Needs 3 GB of disk and about five minutes. Ends with an error over a limit.

const SIZES = { small: { keys: 1_000, customers: 200 }, large: { keys: 1_000_000, customers: 200_000 } } as const;
const LIMIT = 1.3;
const LIMIT_THREE_LETTERS = 1.5;
/** Beside the entries that a bounded list reads, its page reads these. */
const ROOM_FOR_THE_PAGE = 200;
const ROUNDS = 5;
const DATA = path.join(import.meta.dirname, '..', '.sandbox', 'bench-list');
const NOW = new Date();
const END = {
  urgent: writeCursor([99, null, null, 'ffffffff-ffff-ffff-ffff-ffffffffffff']),
  newest: writeCursor(['1970-01-01T00:00:00.000Z', '00000000-0000-0000-0000-000000000000']),
} as const;

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
};
type Cost = {
  shown: number;
  waysDown: number;
  rows: number;
  keyEntries: number;
  buffers: number;
  ms: number;
  plans: string;
};
type Desk = { pool: pg.Pool };
/** Runs a function of the product. @returns how many rows it shows, or null where there is no such page */
type Run = (db: Database) => Promise<number | null>;

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const waysDown = (nodes: readonly Plan[]): number =>
  nodes.reduce((sum, node) => sum + (node['Index Name'] === undefined ? 0 : node['Actual Loops']), 0);
const touched = (node: Plan): number =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) *
  node['Actual Loops'];
const isScan = (node: Plan): boolean => node['Index Name'] !== undefined || node['Relation Name'] !== undefined;
const outline = (plan: Plan, depth = 0): string =>
  `${'  '.repeat(depth)}${plan['Node Type']} ${plan['Index Name'] ?? plan['Relation Name'] ?? ''} rows ${plan['Actual Rows']} x ${plan['Actual Loops']} buffers ${plan['Shared Hit Blocks'] + plan['Shared Read Blocks']}\n` +
  (plan.Plans ?? []).map((child) => outline(child, depth + 1)).join('');

/** What the statements of a run cost, or null where it shows no page. */
async function costOf({ pool }: Desk, run: Run): Promise<Cost | null> {
  const sent: { query: string; params: unknown[] }[] = [];
  const shown = await run(
    drizzle(pool, { logger: { logQuery: (query, params) => void sent.push({ query, params }) } }),
  );
  if (shown === null) return null;
  // Only the last statement: those before it walked to the page.
  const { query, params } = sent.at(-1) ?? { query: 'select 1', params: [] };
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await pool.query(query, params);
    times.push(performance.now() - begun);
  }
  const explained = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (analyze, buffers, timing off, format json) ${query}`,
    params,
  );
  const plan = explained.rows[0]?.['QUERY PLAN'][0].Plan;
  if (plan === undefined) throw new Error('There is no plan.');
  const scans = nodesOf(plan).filter(isScan);
  const keyScans = scans.filter(
    (node) => node['Relation Name'] === 'customer_keys' || (node['Index Name'] ?? '').startsWith('customer_keys'),
  );
  return {
    shown,
    rows: scans.reduce((sum, node) => sum + touched(node), 0),
    keyEntries: keyScans.reduce((sum, node) => sum + touched(node), 0),
    waysDown: waysDown(scans),
    buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
    ms: times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN,
    plans: outline(plan),
  };
}

const keyFilter = (given: Partial<KeyFilter>): KeyFilter => ({ ...readKeyFilter(() => null), ...given });
const customerFilter = (given: Partial<CustomerFilter>): CustomerFilter => ({
  ...readCustomerFilter(() => null),
  ...given,
});

type Page = { rows: unknown[]; before: string | null; after: string | null };
type Position = 'first' | 'next' | 'last' | 'last but one' | 'last again';
type ReadPage = (db: Database, page: PageOf) => Promise<Page>;
const sizeOf = ({ rows }: Page): number => rows.length;

/** The first page, the one after it, and the ends of the list from behind and from before. */
const POSITIONS: Record<Position, (read: ReadPage, sort: KeyFilter['sort']) => Run> = {
  first: (read) => async (db) => sizeOf(await read(db, null)),
  next: (read, sort) => async (db) => {
    const { after } = await read(db, null);
    return after === null ? null : sizeOf(await read(db, pageOf({ after, before: null }, sort)));
  },
  last: (read, sort) => async (db) => sizeOf(await read(db, pageOf({ after: null, before: END[sort] }, sort))),
  'last but one': (read, sort) => async (db) => {
    const { before } = await read(db, pageOf({ after: null, before: END[sort] }, sort));
    return before === null ? null : sizeOf(await read(db, pageOf({ after: null, before }, sort)));
  },
  'last again': (read, sort) => async (db) => {
    const { before } = await read(db, pageOf({ after: null, before: END[sort] }, sort));
    if (before === null) return null;
    const { after } = await read(db, pageOf({ after: null, before }, sort));
    return after === null ? null : sizeOf(await read(db, pageOf({ after, before: null }, sort)));
  },
};

type Case = { name: string; run: Run; limit: number; instead?: Run; kind: 'page' | 'count' | 'other' };

/** What a case costs at a thousand keys, or the nearest that there is. */
async function referenceOf(desk: Desk, { run, instead, kind }: Case): Promise<Cost> {
  const own = (await costOf(desk, run)) ?? (instead === undefined ? null : await costOf(desk, instead));
  if (own !== null && (own.shown > 0 || kind !== 'page' || instead === undefined)) return own;
  const all = await costOf(desk, async (db) => (await listKeyRows(db, keyFilter({}), null, NOW)).rows.length);
  if (all === null) throw new Error('The fleet is empty.');
  return all;
}

const pagesOf = (
  name: string,
  read: ReadPage,
  sort: KeyFilter['sort'] = 'urgent',
  kind: Case['kind'] = 'page',
): Case[] =>
  (Object.keys(POSITIONS) as Position[]).map((position) => ({
    name: `${name}, ${position} page`,
    run: POSITIONS[position](read, sort),
    // Where a thousand keys fill one page only, that page is the reference.
    instead: POSITIONS.first(read, sort),
    limit: LIMIT,
    kind,
  }));

const ofKeys = (given: Partial<KeyFilter>): [string, Partial<KeyFilter>] => [
  Object.entries(given)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'all',
  given,
];
const SINGLE: Partial<KeyFilter>[] = [
  {},
  { verdict: 'usable' },
  { verdict: 'unverified' },
  { verdict: 'attention' },
  { verdict: 'unusable' },
  { cause: 'pending_deletion' },
  { cause: 'ownership_unproven' },
  { region: 'eu-west-1' },
  { region: 'ap-southeast-2' },
  { role: 'active' },
  { role: 'retained' },
  { role: 'candidate' },
  { role: 'retired' },
  { keyState: 'Enabled' },
  { keyState: 'Disabled' },
  { keyState: 'PendingDeletion' },
];
const IN_REGION = [
  { verdict: 'usable' },
  { verdict: 'unusable' },
  { verdict: 'attention' },
  { cause: 'pending_deletion' },
  { role: 'active' },
  { role: 'candidate' },
  { keyState: 'Enabled' },
  { keyState: 'Disabled' },
].map((filter) => ({ ...filter, region: 'eu-west-1' }) as Partial<KeyFilter>);
const DEADLINES: Partial<KeyFilter>[] = [{ deadline: '24h' }, { deadline: '7d' }, { deadline: 'any' }];
const CHANGES: Partial<KeyFilter>[] = [{ changed: '1h' }, { changed: '24h' }, { changed: '7d' }];
const OTHERS: Partial<KeyFilter>[] = [
  { verdict: 'usable', keyState: 'Disabled' },
  { verdict: 'usable', role: 'candidate' },
  { cause: 'pending_deletion', role: 'released' },
  { verdict: 'attention', keyState: 'PendingDeletion' },
  { role: 'active', keyState: 'Disabled', region: 'ap-southeast-2' },
  { changed: '1h' },
  { changed: '24h', verdict: 'unverified' },
  { deadline: '24h', role: 'released' },
  { verdict: 'usable', region: 'ap-southeast-2', sort: 'newest' },
  { cause: 'key_disabled', region: 'ap-southeast-2', sort: 'newest' },
  { deadline: '24h', sort: 'newest' },
  { role: 'active', verdict: 'unverified', changed: '1h', sort: 'newest' },
];
const SEARCHES: [string, string, number?][] = [
  ['an ARN', 'ARN'],
  ['a whole key id', 'KEY'],
  ['the beginning of a key id', 'KEY8'],
  ['the end of a key id', 'KEYEND'],
  ['an account', 'ACCOUNT'],
  ['an account in groups', 'GROUPS'],
  ['a key id without dashes', 'BARE'],
  ['a shortened key id', 'SHORT'],
  ['four digits of an account', '1000'],
  ['one letter', 'z'],
  ['two letters', 'ze'],
  ['three letters, beginning', 'zep', LIMIT_THREE_LETTERS],
  ['three letters, inside', 'old', LIMIT_THREE_LETTERS],
  ['a whole name', 'NAME'],
  ['a customer whose provider holds the keys', 'CLIENT'],
  ['no letter or digit', '---'],
  ['a name that nobody has', 'qqqqq'],
];

const cases = (examples: Record<string, string>): Case[] => {
  const search = (text: string): string => examples[text] ?? text;
  return [
    ...[...SINGLE, ...IN_REGION, ...DEADLINES, { deadline: 'any' as const, region: 'eu-west-1' }]
      .map(ofKeys)
      .flatMap(([name, given]) => pagesOf(`keys: ${name}`, (db, page) => listKeyRows(db, keyFilter(given), page, NOW))),
    ...[...SINGLE, ...CHANGES]
      .map((given) => ({ ...given, sort: 'newest' as const }))
      .map(ofKeys)
      .flatMap(([name, given]) =>
        pagesOf(`keys: ${name}`, (db, page) => listKeyRows(db, keyFilter(given), page, NOW), 'newest'),
      ),
    ...[
      {},
      { verdict: 'usable' as const },
      { verdict: 'unusable' as const },
      { region: 'eu-west-1' },
      { deadline: '7d' as const },
    ].flatMap((given) =>
      pagesOf(`customers: ${ofKeys(given)[0]}`, (db, page) => listCustomerRows(db, customerFilter(given), page, NOW)),
    ),
    ...SEARCHES.map(([name, text, limit]): Case => ({
      name: `keys: search by ${name}`,
      limit: limit ?? LIMIT,
      kind: 'page',
      run: async (db) => (await searchKeyRows(db, keyFilter({}), search(text), NOW)).rows.length,
    })),
    ...[
      ['one letter', 'z'],
      ['three letters', 'old', LIMIT_THREE_LETTERS],
      ['an external id', 'C-17'],
      ['an account', 'ACCOUNT'],
      ['four digits of an account', '1000'],
    ].map(([name, text, limit]): Case => ({
      name: `customers: search by ${name}`,
      limit: Number(limit ?? LIMIT),
      kind: 'page',
      run: async (db) => (await searchCustomerRows(db, customerFilter({}), search(String(text)), NOW)).rows.length,
    })),
    ...OTHERS.map(ofKeys).flatMap(([name, given]) =>
      pagesOf(
        `keys: ${name}`,
        (db, page) => listKeyRows(db, keyFilter(given), page, NOW),
        given.sort ?? 'urgent',
        'other',
      ).slice(0, 2),
    ),
    ...[
      {},
      { verdict: 'usable' as const },
      { region: 'eu-west-1', cause: 'key_disabled' },
      ...DEADLINES,
      ...CHANGES,
      { deadline: '24h' as const, role: 'released' as const },
    ].map((given): Case => ({
      name: `count of keys: ${ofKeys(given)[0]}`,
      limit: Infinity,
      kind: 'count',
      run: async (db) => {
        await countKeys(db, keyFilter(given), NOW);
        return 1;
      },
    })),
    {
      name: 'count of customers',
      limit: Infinity,
      kind: 'count',
      run: async (db) => {
        await countCustomers(db, customerFilter({}), NOW);
        return 1;
      },
    },
  ];
};

/** What is searched for, taken from the fleet itself. */
async function examplesOf({ pool }: Desk): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ arn: string; kms_key_id: string; account: string; name: string; client: string }>(
    `select k.arn, k.kms_key_id, k.aws_account_id as account, c.name, (select name from customers where provider_id is not null order by id limit 1) as client
     from customer_keys k join customers c on c.id = k.customer_id order by k.id offset 500 limit 1`,
  );
  const [key] = rows;
  if (key === undefined) throw new Error('The fleet is empty.');
  return {
    ARN: key.arn,
    KEY: key.kms_key_id,
    KEY8: key.kms_key_id.slice(0, 8),
    KEYEND: key.kms_key_id.slice(-8),
    ACCOUNT: key.account,
    GROUPS: key.account.replace(/(.{4})(.{4})/, '$1-$2-'),
    BARE: key.kms_key_id.replaceAll('-', ''),
    SHORT: `key/${key.kms_key_id.slice(0, 8)}…${key.kms_key_id.slice(-4)}`,
    NAME: key.name,
    CLIENT: key.client,
  };
}

async function makeFleet(serverUrl: (database: string) => string, database: string, size: FleetSize): Promise<Desk> {
  const begun = performance.now();
  await ensureDatabase(serverUrl('postgres'), database);
  await migrate(serverUrl(database));
  const owner = new pg.Client({ connectionString: serverUrl(database) });
  await owner.connect();
  await fillFleet(owner, size);
  const { rows } = await owner.query<{ size: string }>(
    'select pg_size_pretty(pg_database_size(current_database())) as size',
  );
  await owner.end();
  console.log(
    `${size.keys.toLocaleString('en')} keys made in ${((performance.now() - begun) / 1000).toFixed(0)} s, ${rows[0]?.size}`,
  );
  return {
    pool: createPool({
      url: serverUrl(database),
      applicationName: 'bench-list',
      maxConnections: 1,
      statementTimeoutMs: 2_000,
      onError: () => undefined,
    }),
  };
}

mkdirSync(DATA, { recursive: true });
await removePostgresData(DATA);
const server = await startPostgres({ dataDir: DATA });
const urlOf = (database: string): string => server.url(database);
const verbose = process.argv.includes('--plans');
let failed = 0;
let slowest = { name: '', ms: 0, plans: '' };
try {
  const small = await makeFleet(urlOf, 'small', SIZES.small);
  const large = await makeFleet(urlOf, 'large', SIZES.large);
  const [smallCases, largeCases] = [cases(await examplesOf(small)), cases(await examplesOf(large))];
  console.log(`
Each line: rows shown, rows and index entries touched, buffers touched, time; at 1,000 keys, at 1,000,000 keys, and the
ratio of rows and of buffers per row shown. A page that shows fewer rows at 1,000 keys is compared per row as well, so its
way down the index counts more there. Where a thousand keys have no such page, their first page is the reference, and the
first page of all keys where none of the thousand passes the filters. A search that shows one row is allowed one buffer
more for each way down an index: at a million keys most indexes have three levels, at a thousand two.
`);
  for (const [index, one] of largeCases.entries()) {
    const twin = smallCases[index];
    const big = await costOf(large, one.run);
    if (twin === undefined || big === null) continue;
    const little = await referenceOf(small, twin);
    const perRow = (cost: Cost, what: 'rows' | 'buffers'): number => cost[what] / Math.max(1, cost.shown);
    const ratio = (what: 'rows' | 'buffers', allowed = 0): number =>
      big[what] === 0 ? 0 : (perRow(big, what) - allowed) / perRow(little, what);
    const judged = [ratio('rows'), ratio('buffers', big.shown === 1 ? big.waysDown : 0)];
    const over =
      one.kind === 'page'
        ? judged.some((value) => value > one.limit)
        : big.keyEntries > MOST_ENTRIES + ROOM_FOR_THE_PAGE;
    const ratios = one.kind === 'page' ? [ratio('rows'), ratio('buffers')].map((value) => value.toFixed(2)) : [];
    if (over) failed += 1;
    if (big.ms > slowest.ms) slowest = { name: one.name, ms: big.ms, plans: big.plans };
    const cells = (cost: Cost): string =>
      `${String(cost.shown).padStart(3)} ${cost.rows.toFixed(0).padStart(6)} ${String(cost.buffers).padStart(6)} ${cost.ms.toFixed(1).padStart(6)} ms`;
    console.log(
      `${one.name.padEnd(66)} ${cells(little)} | ${cells(big)} | ${ratios.map((value) => value.padStart(6)).join(' ')}${over ? '  OVER' : ''}`,
    );
    if (over && verbose) console.log(`at 1,000:\n${little.plans}at 1,000,000:\n${big.plans}`);
  }
  console.log(`\nslowest: ${slowest.name}, ${slowest.ms.toFixed(1)} ms\n${slowest.plans}`);
  await small.pool.end();
  await large.pool.end();
} finally {
  await server.stop();
  await removePostgresData(DATA);
}
if (failed > 0) {
  console.error(
    `${failed} lines are over their limit (${LIMIT}, three letters ${LIMIT_THREE_LETTERS}, other filters ${MOST_ENTRIES} entries).`,
  );
  process.exitCode = 1;
}
