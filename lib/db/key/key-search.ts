import { sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import type { KeyFilter } from '#lib/core/verdict/key-filter.ts';
import type { Executor } from '#lib/db/database.ts';
import { rowOf, selectFound, type KeyListRow } from './key-rows.ts';
import { orderOf, rowCondition, SELECTED } from './list-entries.ts';

/** How many rows each way to find something gives at most. */
const ROWS_A_SOURCE = 10;
const ROWS_AT_MOST = 60;
/** How many keys a source looks at for those that pass the other filters. */
const KEYS_READ_A_SOURCE = 500;
/** The trigram index needs three characters. Shorter searches match only the beginning of names. */
const SUBSTRING_FROM = 3;

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
const LOWER_NAME = sql`lower(${customers.name})`;

/** True where a search can find anything: names, ids and ARNs have letters or digits. */
export const isSearchable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/**
 * The customers whose name begins with a text, in the order of the names, and those that contain it, as queries for `id`
 * and `provider_id` that find one more than `rows`. Nothing is sorted that no index sorts.
 */
export function customersNamed(search: string, rows: number): SQL[] {
  const name = escapeLike(search.trim());
  const beginning = sql`select id, provider_id from ${customers} where ${LOWER_NAME} like lower(${`${name}%`})
    order by ${LOWER_NAME} using ~<~ limit ${rows + 1}`;
  if (Array.from(search.trim()).length < SUBSTRING_FROM) return [beginning];
  const part = sql`select id, provider_id from ${customers} where ${LOWER_NAME} like lower(${`%${name}%`}) limit ${rows + 1}`;
  return [beginning, part];
}

/** One condition per thing that a text may be besides a name, so that each can use its index. */
function keyConditions(search: string): SQL[] {
  const text = search.trim().toLowerCase();
  const conditions: SQL[] = [];
  if (text.startsWith('arn:')) conditions.push(sql`${customerKeys.arn} = ${search.trim()}`);
  if (/^\d{4,12}$/.test(text)) conditions.push(sql`${customerKeys.awsAccountId} like ${`${text}%`}`);
  if (/^(?:mrk-)?[0-9a-f-]{4,36}$/.test(text))
    conditions.push(
      sql`${customerKeys.kmsKeyId} like ${`${text}%`}`,
      sql`reverse(${customerKeys.kmsKeyId}) like ${`${[...text].toReversed().join('')}%`}`,
    );
  return conditions;
}

/**
 * Cuts the keys of a source at ten that pass the other filters. A row that `ends` says that there may be more.
 * @param source keys in some order; it is read no further than `KEYS_READ_A_SOURCE`
 */
const cut = (source: SQL, passes: SQL, order: SQL): SQL => sql`
  (select customer_keys.*, coalesce(${passes}, false) and row_number() over found <= ${ROWS_A_SOURCE} as matches,
    entry = ${KEYS_READ_A_SOURCE} or row_number() over found > ${ROWS_A_SOURCE} as ends
  from (select source.*, row_number() over (order by ${order}) as entry
    from (${source} limit (select ${KEYS_READ_A_SOURCE}::bigint)) as source) as customer_keys
  where (${passes}) or entry = ${KEYS_READ_A_SOURCE} window found as (order by entry) limit ${ROWS_A_SOURCE + 1})`;

/** All that a search finds, as a query like `keyEntries`: at most one row more than a page, and one that only `ends`. */
function searchedKeys(filter: KeyFilter, search: string, now: Date): SQL {
  const passes = rowCondition(filter, now);
  const byId = sql.raw('id');
  const inRole = filter.role === 'retired' ? sql`role = 'retired'` : sql`role <> 'retired'`;
  const sources = [
    ...keyConditions(search).map((condition) =>
      cut(sql`select ${SELECTED} from ${customerKeys} where ${condition}`, passes, byId),
    ),
    sql`select found.* from holders cross join lateral ${cut(
      sql`select ${SELECTED} from ${customerKeys} where customer_id = holders.id and ${inRole} order by ${orderOf('urgent', false)}`,
      passes,
      orderOf('urgent', false),
    )} as found`,
    sql`select found.* from holders cross join lateral ${cut(
      sql`select ${SELECTED} from ${customerKeys} where id in (
        select assigned.key_id from workspaces join key_assignments assigned on assigned.workspace_id = workspaces.id
        where workspaces.customer_id = holders.id and assigned.to_at is null) and customer_id = holders.provider_id`,
      passes,
      byId,
    )} as found where holders.provider_id is not null`,
  ];
  const named = customersNamed(search, ROWS_A_SOURCE).map(
    (source) => sql`select source.*, row_number() over () as place from (${source}) as source`,
  );
  return sql`
    with named as materialized (${sql.join(named, sql` union all `)}),
    holders as materialized (select distinct id, provider_id from named where place <= ${ROWS_A_SOURCE}),
    sources as materialized (${sql.join(sources, sql` union all `)})
    (select distinct_keys.* from (select distinct on (id) * from sources where matches order by id) as distinct_keys
      order by ${orderOf(filter.sort, false)} limit ${ROWS_AT_MOST + 1})
    union all
    (select nothing.* from (select true) as one left join sources as nothing on false
      where exists (select from sources where ends) or exists (select from named where place > ${ROWS_A_SOURCE}))`;
}

/**
 * The keys that a search finds, in the order of the list: by ARN, by the beginning of an account or a key id, by the last
 * characters of a key id, and by names of holders and of their clients. Each way gives ten at most, and ten customers.
 * @returns one page; `more` is true where something was cut
 */
export async function searchKeyRows(
  db: Executor,
  filter: KeyFilter,
  search: string,
  now: Date,
): Promise<{ rows: KeyListRow[]; more: boolean }> {
  if (!isSearchable(search)) return { rows: [], more: false };
  const found = await selectFound(db, searchedKeys(filter, search, now), orderOf(filter.sort, false));
  const rows = found.filter(({ matches }) => matches);
  return {
    rows: rows.slice(0, ROWS_AT_MOST).map(rowOf),
    more: rows.length < found.length || rows.length > ROWS_AT_MOST,
  };
}
