import { and, sql, type SQL } from 'drizzle-orm';
import { getTableName } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import { timeOrLast } from '#drizzle/schema/columns.ts';
import { FILTER_HOURS, type DeadlineFilter, type KeySort } from '#lib/core/verdict/key-filter.ts';
import { URGENCIES } from '#lib/core/verdict/urgency.ts';
import type { NewestCursor, PageOf, UrgentCursor } from './list-cursor.ts';

/** How many index entries a list reads at most where no index has exactly its filters. */
export const MOST_ENTRIES = 20_000;
/** How many rows each way to find something gives at most. */
export const ROWS_A_SOURCE = 10;
/** How many rows a source reads in search of those that pass the other filters. */
const READ_A_SOURCE = 500;

const HOUR_MS = 3_600_000;
/** Where rows with a deadline stand in "urgent first": nowhere else, as the trigger says. */
const WITH_DEADLINE = [URGENCIES.indexOf('ours'), URGENCIES.indexOf('deadline')] as const;

type UrgentColumns = Record<'urgency' | 'deadlineAt' | 'notUsableSince' | 'id', AnyPgColumn>;

/** A table that has lists. */
export type ListTable = {
  from: PgTable & UrgentColumns;
  /** The columns that lists are made of, by their own names, with those of `orderColumns`. */
  selected: SQL;
  /** The columns of each order, as its indexes have them. */
  order: Partial<Record<KeySort, readonly SQL[]>>;
};

/** The columns of "urgent first", and what they are called in a query around it. */
export const urgentOrder = (table: UrgentColumns): readonly SQL[] => [
  sql`${table.urgency}`,
  timeOrLast(table.deadlineAt),
  timeOrLast(table.notUsableSince),
  sql`${table.id}`,
];
export const orderColumns = (table: UrgentColumns): SQL =>
  sql`${timeOrLast(table.deadlineAt)} as deadline_order, ${timeOrLast(table.notUsableSince)} as not_usable_order`;
const ORDER_NAMES: Record<KeySort, readonly string[]> = {
  urgent: ['urgency', 'deadline_order', 'not_usable_order', 'id'],
  newest: ['verdict_since', 'id'],
};

export const listOf = (parts: readonly SQL[]): SQL => sql.join([...parts], sql`, `);
const isDescending = (sort: KeySort, backwards: boolean): boolean => (sort === 'newest') !== backwards;

/** The order of a list, by the names of `ListTable.selected`. */
export const orderOf = (sort: KeySort, backwards = false): SQL =>
  sql.raw(ORDER_NAMES[sort].map((name) => `${name}${isDescending(sort, backwards) ? ' desc' : ''}`).join(', '));

/** One range of an index. `urgency` is set where the range has only one. */
export type Range = { urgency: number | null; conditions: SQL[] };

const deadlineBy = (table: UrgentColumns, deadline: DeadlineFilter, now: Date): SQL =>
  deadline === 'any'
    ? sql`${timeOrLast(table.deadlineAt)} < 'infinity'::timestamptz`
    : sql`${timeOrLast(table.deadlineAt)} <= ${new Date(now.getTime() + FILTER_HOURS[deadline] * HOUR_MS).toISOString()}::timestamptz`;

/** A deadline as a condition on a row. */
export const hasDeadline = (table: UrgentColumns, deadline: DeadlineFilter, now: Date): SQL =>
  sql`${table.urgency} in (${listOf(WITH_DEADLINE.map((urgency) => sql`${urgency}`))}) and ${deadlineBy(table, deadline, now)}`;

/** A deadline as ranges of an index that is sorted "urgent first". */
export const deadlineRanges = (table: UrgentColumns, conditions: SQL[], deadline: DeadlineFilter, now: Date): Range[] =>
  WITH_DEADLINE.map((urgency) => ({
    urgency,
    conditions: [...conditions, sql`${table.urgency} = ${urgency}`, deadlineBy(table, deadline, now)],
  }));

/** A change since then, as a condition on a row. */
export const since = (column: AnyPgColumn, hours: number, now: Date): SQL =>
  sql`${column} >= ${new Date(now.getTime() - hours * HOUR_MS).toISOString()}::timestamptz`;

/** The conditions with which a range continues after a cursor; null if nothing of it comes after. */
function continuesAt(columns: readonly SQL[], range: Range, sort: KeySort, page: PageOf): SQL[] | null {
  if (page === null) return [];
  const backwards = page.direction === 'before';
  const compare = sql.raw(isDescending(sort, backwards) ? '<' : '>');
  if (sort === 'newest') {
    const [at, id] = page.cursor as NewestCursor;
    return [sql`(${listOf(columns)}) ${compare} (${at}::timestamptz, ${id}::uuid)`];
  }
  const [urgency, deadline, notUsable, id] = page.cursor as UrgentCursor;
  const rest = sql`${deadline ?? 'infinity'}::timestamptz, ${notUsable ?? 'infinity'}::timestamptz, ${id}::uuid`;
  if (range.urgency === null) return [sql`(${listOf(columns)}) ${compare} (${urgency}::smallint, ${rest})`];
  if (range.urgency === urgency) return [sql`(${listOf(columns.slice(1))}) ${compare} (${rest})`];
  return range.urgency < urgency === backwards ? [] : null;
}

export type Wanted = {
  sort: KeySort;
  page: PageOf;
  /** How many rows to find. */
  limit: number;
  /** How many entries to read at most in search of them. */
  most: number;
};

/**
 * The rows of some ranges of one index, in the order of the list, as a query: `selected`, `matches`, and `is_last_read`,
 * which is true where reading stopped because there were too many entries: what comes after that row isn't known. It may
 * not match itself.
 * @param unindexed the conditions that the index does not cover
 */
export function entriesOf(list: ListTable, ranges: readonly Range[], unindexed: readonly SQL[], wanted: Wanted): SQL {
  const { sort, page, limit, most } = wanted;
  const backwards = page?.direction === 'before';
  const columns = list.order[sort] ?? [];
  const order = orderOf(sort, backwards);
  const name = sql.identifier(getTableName(list.from));
  const inOrder = listOf(columns.map((column) => (isDescending(sort, backwards) ? sql`${column} desc` : column)));
  const parts = ranges.flatMap((range) => {
    const behind = continuesAt(columns, range, sort, page);
    if (behind === null) return [];
    const read = (count: SQL): SQL =>
      sql`select ${list.selected} from ${list.from} where ${and(sql`true`, ...range.conditions, ...behind)} order by ${inOrder} limit ${count}`;
    if (unindexed.length === 0)
      return [sql`(select found.*, true as matches, false as is_last_read from (${read(sql`${limit}`)}) as found)`];
    const share = Math.floor(most / ranges.length);
    const matches = sql`(${and(...unindexed)})`;
    // The planner must not know how many entries: for so many it would sort all instead of following the index.
    return [
      sql`(select ${name}.*, coalesce(${matches}, false) as matches, entry = ${share} as is_last_read from (
        select entries.*, row_number() over (order by ${order}) as entry from (${read(sql`(select ${share}::bigint)`)}) as entries
      ) as ${name} where ${matches} or entry = ${share} order by ${order} limit ${limit})`,
    ];
  });
  if (parts.length === 0)
    return sql`select ${list.selected}, true as matches, false as is_last_read from ${list.from} where false`;
  const [only] = parts;
  return parts.length === 1 && only !== undefined
    ? only
    : sql`select * from (${sql.join(parts, sql` union all `)}) as ranges order by ${order} limit ${limit}`;
}

/**
 * One source of a search: the first ten rows that pass the other filters. After a row with `is_last_read` there may be
 * more.
 * @param source rows of `selected` without a limit; with other filters it is read no further than 500
 * @param passes the other filters, or null without any
 * @param order of the source, by its names, where it has one that its index gives
 */
export function searchSource(list: ListTable, source: SQL, passes: SQL | null, order?: SQL): SQL {
  const name = sql.identifier(getTableName(list.from));
  const inOrder = order === undefined ? sql`` : sql`order by ${order}`;
  const numbered = (rows: SQL, place: string): SQL =>
    sql`select rows.*, row_number() over (${inOrder}) as ${sql.identifier(place)} from (${rows}) as rows`;
  if (passes === null)
    return sql`(select rows.*, place <= ${ROWS_A_SOURCE} as matches, place > ${ROWS_A_SOURCE} as is_last_read
      from (${numbered(sql`${source} limit ${ROWS_A_SOURCE + 1}`, 'place')}) as rows)`;
  const read = numbered(sql`${source} limit (select ${READ_A_SOURCE}::bigint)`, 'entry');
  const passing = sql`select ${list.selected}, coalesce(${passes}, false) as passes, entry from (${read}) as ${name}
    where (${passes}) or entry = ${READ_A_SOURCE} limit ${ROWS_A_SOURCE + 1}`;
  return sql`(select ${list.selected}, place, passes and place <= ${ROWS_A_SOURCE} as matches,
      entry = ${READ_A_SOURCE} or place > ${ROWS_A_SOURCE} as is_last_read
    from (${numbered(passing, 'place')}) as ${name})`;
}

/** The rows of some sources, each once: one more than a page at most, and one without columns where there may be more. */
export const searched = (sources: readonly SQL[], order: SQL, limit: number, isCut: SQL): SQL => sql`
  with sources as materialized (${sql.join([...sources], sql` union all `)})
  (select once.* from (select distinct on (id) * from sources where matches order by id) as once order by ${order} limit ${limit})
  union all
  (select nothing.* from (select true) as one left join sources as nothing on false
    where exists (select from sources where is_last_read) or ${isCut})`;

/**
 * What a query of `entriesOf` found: the rows that match, and the last entry read where it stopped before it had enough.
 * @param wanted how many rows make a page
 */
export function readFound<T extends { matches: boolean; is_last_read: boolean }>(
  found: readonly T[],
  wanted: number,
): { rows: T[]; more: boolean; stoppedAt: T | null } {
  const end = found.findIndex(({ is_last_read }) => is_last_read);
  const matching = (end === -1 ? found : found.slice(0, end + 1)).filter(({ matches }) => matches);
  const more = matching.length > wanted;
  return { rows: matching.slice(0, wanted), more, stoppedAt: more ? null : (found[end] ?? null) };
}
