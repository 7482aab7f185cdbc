import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import type { Database } from '#lib/db/database.ts';
import { fillFleet } from '#lib/db/fleet.test-support.ts';
import { countKeys } from '#lib/db/key/key-count.ts';
import { KEYS_A_PAGE, listKeyRows } from '#lib/db/key/key-list.ts';
import { pageOf, writeCursor } from '#lib/db/list-cursor.ts';
import { MOST_ENTRIES } from '#lib/db/list-entries.ts';
import { entriesRead, plannedNodes, scannedTables } from '#lib/db/plans.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

const NOW = new Date();
const filterOf = (given: Partial<KeyFilter>): KeyFilter => ({ ...readKeyFilter(() => null), ...given });

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await fillFleet(desk.owner, { keys: 48_000, customers: 8_000 });
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

describe('filters that no index has together', () => {
  const none: Partial<KeyFilter> = { keyState: 'Enabled', role: 'active', changed: '1h' };

  it('stop reading after 20,000 entries, say so, and go on from there in both directions', async () => {
    for (const sort of ['urgent', 'newest'] as const) {
      const filter = filterOf({ keyState: 'Enabled', verdict: 'unverified', role: 'active', sort });
      const wide = filterOf({ ...none, sort });
      const first = await listKeyRows(desk.db, wide, null, NOW);
      if (sort === 'urgent') expect(first).toMatchObject({ stopped: true, before: null, after: expect.any(String) });
      const nodes = await plannedNodes(desk.pool, (db) => listKeyRows(db, wide, null, NOW));
      expect(entriesRead(nodes, 'customer_keys')).toBeLessThanOrEqual(MOST_ENTRIES);
      for (const direction of ['after', 'before'] as const) {
        const ids: string[] = [];
        let cursor: string | null = direction === 'after' ? null : END[sort];
        do {
          const page = await listKeyRows(
            desk.db,
            filter,
            pageOf({ after: null, before: null, [direction]: cursor }, sort),
            NOW,
          );
          ids.push(...(direction === 'after' ? page.rows : page.rows.toReversed()).map(({ id }) => id));
          cursor = page[direction];
        } while (cursor !== null);
        const expected = await desk.rows<{ id: string }>(
          `select id from customer_keys where key_state = 'Enabled' and verdict = 'unverified' and role = 'active' order by id`,
        );
        expect(ids.toSorted()).toEqual(expected.map(({ id }) => id));
      }
    }
  });

  it('lead back from where they stopped to the first rows', async () => {
    const filter = filterOf({ keyState: 'Enabled', role: 'active', changed: '1h' });
    const first = await listKeyRows(desk.db, filter, null, NOW);
    expect(first.stopped).toBe(true);
    const second = await listKeyRows(desk.db, filter, pageOf({ after: first.after, before: null }, 'urgent'), NOW);
    expect(second.before).not.toBeNull();
    let back = second;
    while (back.before !== null)
      back = await listKeyRows(desk.db, filter, pageOf({ after: null, before: back.before }, 'urgent'), NOW);
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
    expect(counts.usable.exact).toBe(true);
    expect(await reads((db) => countKeys(db, filter, NOW))).toBeLessThanOrEqual(4 * 1_100);
    const all = await countKeys(desk.db, filterOf({ role: 'released', changed: '7d', keyState: 'Enabled' }), NOW);
    expect(all.usable.n).toBeGreaterThan(0);
    expect(
      await reads((db) => countKeys(db, filterOf({ role: 'released', deadline: 'any', sort: 'newest' }), NOW)),
    ).toBeLessThanOrEqual(MOST_ENTRIES);
  });
});
