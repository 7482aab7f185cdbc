import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import type { Database } from '#lib/db/database.ts';
import { manyDepartures } from '#lib/db/departure/many-departures.test-support.ts';
import { fillFleet } from '#lib/db/fleet.test-support.ts';
import { countKeys } from '#lib/db/key/key-count.ts';
import { KEYS_A_PAGE, listKeyRows } from '#lib/db/key/key-list.ts';
import { pageOf, writeCursor } from '#lib/db/list-cursor.ts';
import { MOST_ENTRIES } from '#lib/db/list-entries.ts';
import { entriesRead, plannedNodes, scannedTables } from '#lib/db/plans.test-support.ts';
import { manySetups } from '#lib/db/setup/many-setups.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

const NOW = new Date();
const filterOf = (given: Partial<KeyFilter>): KeyFilter => ({ ...readKeyFilter(() => null), ...given });

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ keptPlans: false });
  await fillFleet(desk.owner, { keys: 48_000, customers: 8_000 });
  // Changed within a day, 60 of them within the last hour, and all near the end of "urgent first".
  await desk.owner.query(
    `update customer_keys k set verdict_since = $1::timestamptz - last.place * interval '1 minute'
     from (select id, row_number() over (order by id desc) as place from customer_keys where verdict = 'usable'
           order by id desc limit 1440) as last where last.id = k.id`,
    [NOW],
  );
  // So many setups and releases that reading them all costs more than their index. Row by row the triggers would take a minute.
  const idSql = (series: number, n = 'n') =>
    `('00000000-0000-7000-900${series}-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
  await desk.owner.query('set session_replication_role = replica');
  for (const statement of [...manySetups(idSql), ...manyDepartures(idSql)]) await desk.owner.query(statement);
  await desk.owner.query('set session_replication_role = origin');
  await desk.owner.query('vacuum analyze');
}, 120_000);
afterAll(() => desk.close());

const END = {
  urgent: writeCursor([99, null, null, 'ffffffff-ffff-ffff-ffff-ffffffffffff']),
  newest: writeCursor(['1970-01-01T00:00:00.000Z', '00000000-0000-0000-0000-000000000000']),
} as const;

const SINGLE: Partial<KeyFilter>[] = [
  {},
  { verdict: 'usable' },
  { verdict: 'unusable' },
  { cause: 'pending_deletion' },
  { region: 'eu-west-1' },
  { role: 'active' },
  { role: 'retired' },
  { keyState: 'Enabled' },
  { keyState: 'Disabled' },
];
const EXACT: Partial<KeyFilter>[] = [
  ...SINGLE,
  ...SINGLE.map((filter): Partial<KeyFilter> => ({ ...filter, sort: 'newest' })),
  { verdict: 'usable', region: 'eu-west-1' },
  { cause: 'pending_deletion', region: 'eu-west-1' },
  { role: 'active', region: 'eu-west-1' },
  { keyState: 'Enabled', region: 'eu-west-1' },
  { deadline: '7d' },
  { deadline: 'any', region: 'eu-west-1' },
  { changed: '24h', verdict: 'usable', sort: 'newest' },
];

describe('a page of keys', () => {
  it.each(EXACT)('reads about as many keys as it shows, at both ends of the list: %j', async (given) => {
    const filter = filterOf(given);
    const ends = [null, pageOf({ after: null, before: END[filter.sort] }, filter.sort)];
    for (const page of ends) {
      const nodes = await plannedNodes(desk.pool, (db) => listKeyRows(db, filter, page, NOW));
      // A page with a deadline reads the two urgencies that have one.
      const most = (KEYS_A_PAGE + 1) * (filter.deadline === null ? 1 : 2);
      expect(entriesRead(nodes, 'customer_keys')).toBeLessThanOrEqual(most);
      expect(entriesRead(nodes, 'key_checks')).toBeLessThanOrEqual(KEYS_A_PAGE + 1);
      expect(scannedTables(nodes)).toEqual([]);
    }
  });
});

async function readThrough(filter: KeyFilter, direction: 'after' | 'before') {
  const ids: string[] = [];
  let stops = 0;
  let cursor: string | null = direction === 'after' ? null : END[filter.sort];
  do {
    const at = pageOf({ after: null, before: null, [direction]: cursor }, filter.sort);
    const page = await listKeyRows(desk.db, filter, at, NOW);
    ids.push(...page.rows.map(({ id }) => id));
    stops += page.stopped ? 1 : 0;
    cursor = page[direction];
  } while (cursor !== null);
  return { ids: ids.toSorted(), stops };
}
const idsWhere = async (condition: string, values: unknown[] = []): Promise<string[]> =>
  (await desk.rows<{ id: string }>(`select id from customer_keys where ${condition} order by id`, values)).map(
    ({ id }) => id,
  );

describe('filters that no index has together', () => {
  const wide = filterOf({ keyState: 'Enabled', role: 'active', changed: '1h' });

  it('stop reading after 20,000 entries, say so, and go on from there in both directions', async () => {
    const first = await listKeyRows(desk.db, wide, null, NOW);
    expect(first).toMatchObject({ stopped: true, before: null, after: expect.any(String) });
    const nodes = await plannedNodes(desk.pool, (db) => listKeyRows(db, wide, null, NOW));
    expect(entriesRead(nodes, 'customer_keys')).toBeLessThanOrEqual(MOST_ENTRIES);
    const expected = await idsWhere(`key_state = 'Enabled' and role = 'active' and verdict_since >= $1`, [
      new Date(NOW.getTime() - 3_600_000),
    ]);
    expect(expected.length).toBeGreaterThan(first.rows.length);
    for (const direction of ['after', 'before'] as const) {
      const { ids, stops } = await readThrough(wide, direction);
      expect(ids).toEqual(expected);
      expect(stops).toBeGreaterThan(0);
    }
  });

  it('find every key once, in both directions of both orders', async () => {
    const expected = await idsWhere(`key_state = 'Enabled' and verdict = 'unverified' and role = 'active'`);
    for (const sort of ['urgent', 'newest'] as const)
      for (const direction of ['after', 'before'] as const) {
        const filter = filterOf({ keyState: 'Enabled', verdict: 'unverified', role: 'active', sort });
        expect((await readThrough(filter, direction)).ids).toEqual(expected);
      }
  });

  it('lead back from where they stopped to the first rows', async () => {
    const first = await listKeyRows(desk.db, wide, null, NOW);
    expect(first.stopped).toBe(true);
    const second = await listKeyRows(desk.db, wide, pageOf({ after: first.after, before: null }, 'urgent'), NOW);
    expect(second.before).not.toBeNull();
    let back = second;
    while (back.before !== null)
      back = await listKeyRows(desk.db, wide, pageOf({ after: null, before: back.before }, 'urgent'), NOW);
    expect(back.rows.map(({ id }) => id)).toEqual(first.rows.map(({ id }) => id));
  });
});

describe('counts', () => {
  const reads = async (run: (db: Database) => Promise<unknown>): Promise<number> =>
    entriesRead(await plannedNodes(desk.pool, run), 'customer_keys');

  it('read no key at all without a deadline or a time of change', async () => {
    expect(await reads((db) => countKeys(db, filterOf({ region: 'eu-west-1', keyState: 'Enabled' }), NOW))).toBe(0);
  });

  it('stop at 1,000 for each status with a deadline or a time of change, and say so', async () => {
    const filter = filterOf({ changed: '7d' });
    const counts = await countKeys(desk.db, filter, NOW);
    expect(counts.usable).toEqual({ n: 1_000, exact: false });
    expect(counts.unusable.exact).toBe(true);
    expect(counts.unusable.n).toBeGreaterThan(0);
    expect(await reads((db) => countKeys(db, filter, NOW))).toBeLessThanOrEqual(4 * 1_001);
  });

  it('read at most 20,000 entries where no index has all filters', async () => {
    const filter = filterOf({ role: 'released', changed: '7d', keyState: 'Enabled' });
    expect((await countKeys(desk.db, filter, NOW)).usable.n).toBeGreaterThan(0);
    for (const given of [filter, filterOf({ role: 'released', deadline: 'any', sort: 'newest' })])
      expect(await reads((db) => countKeys(db, given, NOW))).toBeLessThanOrEqual(MOST_ENTRIES);
  });
});
