import { and, sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { timeOrLast } from '#drizzle/schema/columns.ts';
import { facetsOf, shownOf, type Facet } from '#drizzle/schema/key-facets.ts';
import { FILTER_HOURS, type KeyFilter, type KeySort } from '#lib/core/verdict/key-filter.ts';
import { URGENCIES } from '#lib/core/verdict/urgency.ts';
import type { NewestCursor, PageOf, UrgentCursor } from './list-cursor.ts';

/** How many index entries a list reads at most where no index has exactly its filters. */
export const MOST_ENTRIES = 20_000;

const HOUR_MS = 3_600_000;
const SHOWN = shownOf(customerKeys);
const FACETS = facetsOf(customerKeys);
const PROVEN = sql`${customerKeys.ownershipProvenAt} is not null`;
const IN_USE = sql`${customerKeys.role} <> 'retired'`;
/** Where keys with a deadline stand in "urgent first": nowhere else, as the trigger says. */
const WITH_DEADLINE = [URGENCIES.indexOf('ours'), URGENCIES.indexOf('deadline')] as const;

const DEADLINE_ORDER = timeOrLast(customerKeys.deadlineAt);
const BAD_ORDER = timeOrLast(customerKeys.notUsableSince);
/** The columns of each order, as its indexes have them. */
const ORDER_COLUMNS: Record<KeySort, readonly (SQL | typeof customerKeys.id)[]> = {
  urgent: [sql`${customerKeys.urgency}`, DEADLINE_ORDER, BAD_ORDER, sql`${customerKeys.id}`],
  newest: [sql`${customerKeys.verdictSince}`, sql`${customerKeys.id}`],
};
/** The same in a statement around `SELECTED`, which names them. */
const ORDER_NAMES: Record<KeySort, readonly string[]> = {
  urgent: ['urgency', 'deadline_order', 'bad_order', 'id'],
  newest: ['verdict_since', 'id'],
};
/** The columns of a key that lists are made of. */
export const SELECTED = sql`id, customer_id, region, role, arn, ownership_proven_at, verdict, cause, verdict_since, urgency,
  next_action, key_state, not_usable_since, deadline_at, ${DEADLINE_ORDER} as deadline_order, ${BAD_ORDER} as bad_order`;

const listOf = (parts: readonly SQL[]): SQL => sql.join([...parts], sql`, `);
const isDescending = (sort: KeySort, backwards: boolean): boolean => (sort === 'newest') !== backwards;
const IN_DEADLINE_URGENCIES = sql`${customerKeys.urgency} in (${listOf(WITH_DEADLINE.map((urgency) => sql`${urgency}`))})`;
/** The order of a list, by the names that `keyEntries` gives its columns. */
export const orderOf = (sort: KeySort, backwards: boolean): SQL =>
  sql.raw(ORDER_NAMES[sort].map((name) => `${name}${isDescending(sort, backwards) ? ' desc' : ''}`).join(', '));

/** What one filter says of a row, as it is shown. */
const CONDITION: Record<Facet, (value: string) => SQL> = {
  region: (value) => sql`${customerKeys.region} = ${value}`,
  role: (value) => sql`${customerKeys.role} = ${value}`,
  verdict: (value) => sql`${SHOWN.verdict} = ${value}`,
  cause: (value) => sql`${SHOWN.cause} = ${value}`,
  state: (value) => sql`${SHOWN.state} = ${value}`,
};

const valuesOf = (filter: KeyFilter): Record<Facet, string | null> => ({
  region: filter.region,
  role: filter.role,
  verdict: filter.verdict,
  cause: filter.cause,
  state: filter.keyState,
});

/** Filters that most keys pass leave the index to others. Retired keys are only in the index by role. */
function narrowestFirst(filter: KeyFilter): Facet[] {
  const { role, verdict, keyState } = filter;
  const narrow: [Facet, boolean][] = [
    ['role', role === 'retired'],
    ['cause', true],
    ['state', keyState !== 'Enabled'],
    ['verdict', verdict !== 'usable'],
    ['role', role !== 'active'],
    ['region', true],
    ['role', true],
    ['verdict', true],
    ['state', true],
  ];
  const values = valuesOf(filter);
  return narrow.flatMap(([facet, isNarrow]) => (isNarrow && values[facet] !== null ? [facet] : []));
}

type Access = { index: SQL; left: SQL[] };

/** The index that a list reads by, as the condition on its first column, and the filters that it leaves over. */
function accessOf(filter: KeyFilter): Access {
  const values = valuesOf(filter);
  const given = narrowestFirst(filter);
  const lead = filter.sort === 'urgent' ? (given.find((facet) => facet !== 'region') ?? given[0]) : given[0];
  if (lead === undefined) return { index: IN_USE, left: [] };
  const pair = lead !== 'region' && filter.region !== null && filter.sort === 'urgent' ? lead : null;
  const left = [...new Set(given)].flatMap((facet) => {
    const value = values[facet];
    return facet === lead || (pair !== null && facet === 'region') || value === null ? [] : [CONDITION[facet](value)];
  });
  const value = values[lead] ?? '';
  const first = lead === 'role' ? `role ${value}` : value;
  return pair === null
    ? { index: sql`${FACETS[lead]} = ${first}`, left }
    : { index: sql`${FACETS[`region_${pair}`]} = ${`${filter.region} ${first}`}`, left };
}

const changedSince = (hours: number, now: Date): SQL =>
  sql`${customerKeys.verdictSince} >= ${new Date(now.getTime() - hours * HOUR_MS).toISOString()}::timestamptz`;

const hasDeadlineBy = (filter: KeyFilter, now: Date): SQL | null => {
  if (filter.deadline === null) return null;
  if (filter.deadline === 'any') return sql`${DEADLINE_ORDER} < 'infinity'::timestamptz`;
  const until = new Date(now.getTime() + FILTER_HOURS[filter.deadline] * HOUR_MS);
  return sql`${DEADLINE_ORDER} <= ${until.toISOString()}::timestamptz`;
};

/** Everything that a filter says of a row, for keys that another condition has found. */
export function rowCondition(filter: KeyFilter, now: Date): SQL {
  const conditions = [filter.role === null ? IN_USE : sql`true`];
  for (const [facet, value] of Object.entries(valuesOf(filter)) as [Facet, string | null][])
    if (value !== null) conditions.push(CONDITION[facet](value));
  if (filter.changed !== null) conditions.push(changedSince(FILTER_HOURS[filter.changed], now), PROVEN);
  const deadline = hasDeadlineBy(filter, now);
  if (deadline !== null) conditions.push(IN_DEADLINE_URGENCIES, deadline);
  return sql.join(conditions, sql` and `);
}

/** One range of an index. `urgency` is set where the range has only one. */
type Range = { urgency: number | null; conditions: SQL[] };

function rangesOf(filter: KeyFilter, now: Date): { ranges: Range[]; left: SQL[] } {
  const { index, left } = accessOf(filter);
  const conditions = [index];
  const rest = [...left];
  if (filter.changed !== null) {
    (filter.sort === 'newest' ? conditions : rest).push(changedSince(FILTER_HOURS[filter.changed], now));
    rest.push(PROVEN);
  }
  const deadline = hasDeadlineBy(filter, now);
  if (deadline === null) return { ranges: [{ urgency: null, conditions }], left: rest };
  if (filter.sort === 'urgent')
    return {
      left: rest,
      ranges: WITH_DEADLINE.map((urgency) => ({
        urgency,
        conditions: [...conditions, sql`${customerKeys.urgency} = ${urgency}`, deadline],
      })),
    };
  rest.push(IN_DEADLINE_URGENCIES, deadline);
  return { ranges: [{ urgency: null, conditions }], left: rest };
}

/** Where a range goes on behind a cursor; null if nothing of it comes after. */
function goesOn(range: Range, sort: KeySort, page: PageOf): SQL[] | null {
  if (page === null) return [];
  const backwards = page.direction === 'before';
  const compare = sql.raw(isDescending(sort, backwards) ? '<' : '>');
  if (sort === 'newest') {
    const [since, id] = page.cursor as NewestCursor;
    return [
      sql`(${listOf(ORDER_COLUMNS.newest.map((column) => sql`${column}`))}) ${compare} (${since}::timestamptz, ${id}::uuid)`,
    ];
  }
  const [urgency, deadline, bad, id] = page.cursor as UrgentCursor;
  const [, ...times] = ORDER_COLUMNS.urgent;
  const at = sql`${deadline ?? 'infinity'}::timestamptz, ${bad ?? 'infinity'}::timestamptz, ${id}::uuid`;
  if (range.urgency === null)
    return [
      sql`(${customerKeys.urgency}, ${listOf(times.map((column) => sql`${column}`))}) ${compare} (${urgency}::smallint, ${at})`,
    ];
  if (range.urgency === urgency) return [sql`(${listOf(times.map((column) => sql`${column}`))}) ${compare} (${at})`];
  return range.urgency < urgency === backwards ? [] : null;
}

export type Entries = {
  filter: KeyFilter;
  page: PageOf;
  now: Date;
  /** How many rows to find. */
  limit: number;
  /** How many entries to read at most in search of them. */
  most: number;
};

/**
 * The keys that pass a filter, as a query: columns of `customer_keys`, `matches`, and `ends`. A row that `ends` is the
 * last that was read, because there were too many entries: what comes behind it isn't known. It may not match itself.
 */
export function keyEntries({ filter, page, now, limit, most }: Entries): SQL {
  const backwards = page?.direction === 'before';
  const order = orderOf(filter.sort, backwards);
  const { ranges, left } = rangesOf(filter, now);
  const parts = ranges.flatMap((range) => {
    const further = goesOn(range, filter.sort, page);
    if (further === null) return [];
    const where = and(...range.conditions, ...further);
    const inOrder = listOf(
      ORDER_COLUMNS[filter.sort].map((column) =>
        isDescending(filter.sort, backwards) ? sql`${column} desc` : sql`${column}`,
      ),
    );
    const read = (count: SQL): SQL =>
      sql`select ${SELECTED} from ${customerKeys} where ${where} order by ${inOrder} limit ${count}`;
    if (left.length === 0)
      return [sql`(select found.*, true as matches, false as ends from (${read(sql`${limit}`)}) as found)`];
    const share = Math.floor(most / ranges.length);
    const matches = sql`(${and(...left)})`;
    // The planner must not know how many entries: for so many it would sort all instead of following the index.
    return [
      sql`(select customer_keys.*, coalesce(${matches}, false) as matches, entry = ${share} as ends from (
        select entries.*, row_number() over (order by ${order}) as entry from (${read(sql`(select ${share}::bigint)`)}) as entries
      ) as customer_keys where ${matches} or entry = ${share} order by ${order} limit ${limit})`,
    ];
  });
  if (parts.length === 0)
    return sql`select ${SELECTED}, true as matches, false as ends from ${customerKeys} where false`;
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return sql`select * from (${sql.join(parts, sql` union all `)}) as ranges order by ${order} limit ${limit}`;
}
