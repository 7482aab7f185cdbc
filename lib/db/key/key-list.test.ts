import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY_SORTS, readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { countKeys, totalOf } from '#lib/db/key/key-count.ts';
import { KEYS_A_PAGE, listKeyRows } from '#lib/db/key/key-list.ts';
import { pageOf, writeCursor } from '#lib/db/list-cursor.ts';
import { fillFleet } from '#lib/db/fleet.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

const filterOf = (given: Partial<KeyFilter> = {}): KeyFilter => ({ ...readKeyFilter(() => null), ...given });
const NOW = new Date();

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await fillFleet(desk.owner, { keys: 3_000, customers: 500 });
  await desk.owner.query('alter table customer_keys disable trigger all');
  // Few instants for many keys: pages must hold together where the order is a tie. Some unproven keys have a state.
  await desk.owner.query(
    `update customer_keys set not_usable_since = date_trunc('month', not_usable_since),
       deadline_at = date_trunc('day', deadline_at), verdict_since = date_trunc('day', verdict_since)`,
  );
  await desk.owner.query(
    `update customer_keys set verdict = 'unusable', cause = 'pending_deletion', key_state = 'PendingDeletion'
     where ownership_proven_at is null and id::text ~ '[02468a]$'`,
  );
  await desk.owner.query('alter table customer_keys enable trigger all');
  await desk.owner.query('vacuum analyze');
}, 120_000);
afterAll(() => desk.close());

const END = {
  urgent: writeCursor([99, null, null, 'ffffffff-ffff-ffff-ffff-ffffffffffff']),
  newest: writeCursor(['1970-01-01T00:00:00.000Z', '00000000-0000-0000-0000-000000000000']),
} as const;
const read = (filter: KeyFilter, after: string | null, before: string | null) =>
  listKeyRows(desk.db, filter, pageOf({ after, before }, filter.sort), NOW);

/** All ids of a list, read page by page in one direction. */
async function readThrough(filter: KeyFilter, direction: 'after' | 'before'): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = direction === 'after' ? null : END[filter.sort];
  for (;;) {
    const page = direction === 'after' ? await read(filter, cursor, null) : await read(filter, null, cursor);
    const found = page.rows.map(({ id }) => id);
    if (direction === 'after') ids.push(...found);
    else ids.unshift(...found);
    cursor = page[direction];
    if (cursor === null) return ids;
  }
}

const ORDER = {
  urgent: 'urgency, deadline_at nulls last, not_usable_since nulls last, id',
  newest: 'verdict_since desc, id desc',
} as const;
/** What a filter lets through, row by row, as the list shows it. */
async function expected(filter: KeyFilter): Promise<{ id: string; verdict: string }[]> {
  const hours = { '1h': 1, '24h': 24, '7d': 168, any: 1_000_000 };
  const soon = filter.deadline === null ? null : new Date(NOW.getTime() + hours[filter.deadline] * 3_600_000);
  const since = filter.changed === null ? null : new Date(NOW.getTime() - hours[filter.changed] * 3_600_000);
  return desk.rows(
    `select id, verdict from (
       select id, region, role, urgency, verdict_since, not_usable_since, ownership_proven_at is not null as proven,
         case when ownership_proven_at is null then 'unverified' else verdict end as verdict,
         case when ownership_proven_at is null then 'ownership_unproven' else cause end as cause,
         case when ownership_proven_at is null then null else key_state end as key_state,
         case when ownership_proven_at is null then null else deadline_at end as deadline_at
       from customer_keys) as shown
     where ($1::text is null or verdict = $1) and ($2::text is null or cause = $2) and ($3::text is null or region = $3)
       and (role = $4 or ($4::text is null and role <> 'retired')) and ($5::text is null or key_state = $5)
       and ($6::timestamptz is null or deadline_at <= $6)
       and ($7::timestamptz is null or (verdict_since >= $7 and proven)) order by ${ORDER[filter.sort]}`,
    [filter.verdict, filter.cause, filter.region, filter.role, filter.keyState, soon, since],
  );
}

const SINGLE: Partial<KeyFilter>[] = [
  {},
  ...VERDICT_STATUSES.map((verdict) => ({ verdict })),
  { cause: 'pending_deletion' },
  { cause: 'ownership_unproven' },
  { region: 'us-west-2' },
  { role: 'retained' },
  { role: 'candidate' },
  { role: 'retired' },
  { keyState: 'Enabled' },
  { keyState: 'PendingDeletion' },
  { deadline: '24h' },
  { deadline: '7d' },
  { deadline: 'any' },
  { changed: '24h' },
  { changed: '7d' },
];
const PAIRS: Partial<KeyFilter>[] = [
  { verdict: 'usable' },
  { verdict: 'unusable' },
  { cause: 'key_disabled' },
  { role: 'active' },
  { role: 'retired' },
  { keyState: 'Disabled' },
  { deadline: 'any' as const },
  { changed: '7d' as const },
].map((filter) => ({ ...filter, region: 'eu-west-1' }) as Partial<KeyFilter>);
const OTHERS: Partial<KeyFilter>[] = [
  { verdict: 'usable', role: 'retained', region: 'eu-west-1' },
  { verdict: 'unusable', keyState: 'Disabled', role: 'active' },
  { verdict: 'usable', keyState: 'Enabled', changed: '7d' },
  { verdict: 'unverified', cause: 'ownership_unproven', role: 'candidate' },
  { role: 'retired', verdict: 'usable' },
  { deadline: '7d', verdict: 'attention', role: 'active' },
  { cause: 'pending_deletion', deadline: 'any', changed: '7d' },
  { cause: 'pending_deletion', verdict: 'usable' },
];
const nameOf = (filter: Partial<KeyFilter>): string =>
  Object.entries(filter)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'no filter';
const LISTS = KEY_SORTS.flatMap((sort) =>
  [...SINGLE, ...PAIRS, ...OTHERS].map(
    (filter) => [nameOf({ ...filter, sort }), filterOf({ ...filter, sort })] as const,
  ),
);

describe('pages of keys', () => {
  it.each(LISTS)('contain every key once and in order, in both directions: %s', async (_, filter) => {
    const ids = (await expected(filter)).map(({ id }) => id);
    expect(await readThrough(filter, 'after')).toEqual(ids);
    expect(await readThrough(filter, 'before')).toEqual(ids);
  });

  it.each(LISTS)('have counts that agree with their rows: %s', async (_, filter) => {
    const within = await expected({ ...filter, verdict: null });
    const counts = await countKeys(desk.db, filter, NOW);
    for (const status of VERDICT_STATUSES) {
      const n = within.filter(({ verdict }) => verdict === status).length;
      expect([status, counts[status]]).toEqual([
        status,
        n > 1_000 && isCapped(filter) ? { n: 1_000, exact: false } : { n, exact: true },
      ]);
    }
    expect(totalOf(counts, filter.verdict).exact).toBe(true);
    expect(totalOf(counts, filter.verdict).n).toBe((await expected(filter)).length);
  });

  it('lead back to the previous page exactly', async () => {
    for (const sort of KEY_SORTS) {
      const filter = filterOf({ sort });
      const first = await read(filter, null, null);
      const second = await read(filter, first.after, null);
      const back = await read(filter, null, second.before);
      expect(back.rows).toEqual(first.rows);
      expect(first.rows).toHaveLength(KEYS_A_PAGE);
      expect([first.before, back.before]).toEqual([null, null]);
      expect(back.after).toEqual(first.after);
    }
  });
});
const isCapped = ({ deadline, changed }: KeyFilter): boolean => deadline !== null || changed !== null;
