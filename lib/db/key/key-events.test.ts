import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { after, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { EVENT_GROUPS, kindsOf } from '#lib/core/verdict/event-groups.ts';
import { KEY_EVENT_KINDS } from '#lib/core/verdict/key-event.ts';
import { addKey, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import {
  historyOnPage,
  latestKeyEvents,
  readEventCursor,
  rotationEvents,
  writeEventCursor,
  type EventRows,
} from './key-events.ts';

const EVENTS = 10_000;

let desk: TestDesk;
let customerKeyId = '';
beforeAll(async () => {
  desk = await openTestDesk({ keptPlans: false });
  const key = await addKey(desk.db);
  ({ customerKeyId } = key);
  // Four events share each instant, so that pages end in the middle of one.
  await desk.owner.query(
    `insert into key_events (id, key_id, customer_id, at, kind, detail)
     select gen_random_uuid(), $1, $2, $3::timestamptz - (n / 4) * interval '1 minute', d.detail ->> 'kind', d.detail
     from generate_series(1, $4::int) as n, lateral (select case
       when n % 100 = 0 then jsonb_build_object('kind', 'key_material_changed', 'from', repeat('a', 64), 'to', repeat('b', 64))
       when n % 40 = 0 then '{"kind": "deletion_date_changed", "from": null, "to": "2026-04-01T00:00:00.000Z"}'::jsonb
       when n % 7 = 0 then '{"kind": "key_state_changed", "from": "Enabled", "to": "Disabled"}'::jsonb
       else '{"kind": "permission_changed", "action": "Encrypt", "from": "allowed", "to": "denied"}'::jsonb end as detail) as d`,
    [customerKeyId, key.customerId, NOW, EVENTS],
  );
  await desk.owner.query('vacuum analyze key_events');
});
afterAll(() => desk.close());

/** All events of a group (or of all kinds), read page by page. */
async function allPages(kinds: Parameters<typeof latestKeyEvents>[2]['kinds'], pageSize: number) {
  const read: EventRows['events'] = [];
  for (let cursor: ReturnType<typeof readEventCursor> = null; ;) {
    const page = await latestKeyEvents(desk.db, customerKeyId, { kinds: kinds ?? null, after: cursor }, pageSize);
    read.push(...page.events);
    const last = page.events.at(-1);
    if (!page.more || last === undefined) return read;
    cursor = readEventCursor(writeEventCursor(last));
    expect(cursor).not.toBeNull();
  }
}
/** The rows that a reading takes from the table or its indexes. */
async function rowsRead(run: (db: TestDesk['db']) => Promise<unknown>): Promise<number> {
  const ran: { query: string; params: unknown[] }[] = [];
  await run(drizzle(desk.pool, { logger: { logQuery: (query, params) => void ran.push({ query, params }) } }));
  let rows = 0;
  for (const { query, params } of ran) {
    const { rows: plan } = await desk.pool.query<{ 'QUERY PLAN': unknown }>(
      `explain (analyze, format json) ${query}`,
      params,
    );
    const text = JSON.stringify(plan);
    expect(text).not.toContain('Seq Scan');
    for (const [, one] of text.matchAll(/"Relation Name":"key_events".*?"Actual Rows":([\d.]+),"Actual Loops":\d+/g))
      rows += Number(one);
    for (const [, removed] of text.matchAll(/"Rows Removed by Filter":(\d+)/g)) rows += Number(removed);
  }
  return rows;
}

describe('the history of a key with 10,000 events', () => {
  it('comes in pages that leave out nothing and repeat nothing, newest first', async () => {
    const read = await allPages(null, 999);
    // Registering adds none here.
    expect(new Set(read.map(({ id }) => id)).size).toBe(EVENTS);
    const order = read.map(({ at, id }) => `${at.toISOString()} ${id}`);
    expect(order).toEqual(order.toSorted().toReversed());
  });

  it('comes by kind, in the same order', async () => {
    const kinds = kindsOf('dates');
    const read = await allPages(kinds, 500);
    const all = (await allPages(null, 5_000)).filter(({ event }) => kinds.some((kind) => kind === event.kind));
    expect(read.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(new Set(read.map(({ event }) => event.kind))).toEqual(
      new Set(['deletion_date_changed', 'key_state_changed']),
    );
  });

  it('is not read beyond what is shown, whatever is asked for', async () => {
    const last = (await latestKeyEvents(desk.db, customerKeyId, {}, 5_000)).events.at(-1);
    const middle = readEventCursor(writeEventCursor(last ?? { at: NOW, id: '' }));
    expect(await rowsRead((db) => latestKeyEvents(db, customerKeyId, {}, 50))).toBeLessThanOrEqual(60);
    expect(await rowsRead((db) => latestKeyEvents(db, customerKeyId, { after: middle }, 50))).toBeLessThanOrEqual(60);
    for (const group of EVENT_GROUPS) {
      const of = { kinds: kindsOf(group), after: middle };
      expect(await rowsRead((db) => latestKeyEvents(db, customerKeyId, of, 50))).toBeLessThanOrEqual(3 * 60);
    }
    expect(await rowsRead((db) => rotationEvents(db, customerKeyId))).toBeLessThanOrEqual(120);
  });

  it('gives a page its latest events and its rotations at once', async () => {
    const { latest, rotations } = await historyOnPage(desk.db, customerKeyId);
    expect(latest).toEqual(await latestKeyEvents(desk.db, customerKeyId, {}, 8));
    expect(rotations).toEqual(await rotationEvents(desk.db, customerKeyId));
    expect(rotations.events.every(({ event }) => event.kind === 'key_material_changed')).toBe(true);
  });
});

it('has each kind of event in one group', () => {
  expect(EVENT_GROUPS.flatMap((group) => kindsOf(group)).toSorted()).toEqual([...KEY_EVENT_KINDS].toSorted());
});

it.each([
  '',
  'x',
  '2026-03-14T09:12:00.000Z',
  '2026-03-14T09:12:00.000Z_1',
  `${after(MINUTE_MS).toISOString()}_00000000-0000-7000-8000-000000000001_x`,
  '2026-13-45T09:12:00.000Z_00000000-0000-7000-8000-000000000001',
])('reads no cursor from %j', (text) => {
  expect(readEventCursor(text)).toBeNull();
});
