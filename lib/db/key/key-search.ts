import { sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { readSearchedKey, type SearchedKey } from '#lib/core/key/searched-key.ts';
import type { KeyFilter } from '#lib/core/verdict/key-filter.ts';
import type { Executor } from '#lib/db/database.ts';
import { orderOf, ROWS_A_SOURCE, searched, searchSource } from '#lib/db/list-entries.ts';
import { customersNamed, isSearchable } from '#lib/db/name-search.ts';
import { KEY_LIST, keysUsedBy, roleCondition, rowCondition } from './key-entries.ts';
import { rowOf, selectFound, type FoundKey, type KeyListRow } from './key-rows.ts';

const ROWS_AT_MOST = 60;

/** That a key's ID ends with these characters. Its index is on the reversed ID. */
export const idEndsWith = (end: string): SQL =>
  sql`reverse(${customerKeys.kmsKeyId}) like ${`${end.split('').toReversed().join('')}%`}`;

/** One condition per thing that a text may be besides a name, so that each can use its index. */
function keyConditions({ arn, account, idStarts, idEnds }: SearchedKey): SQL[] {
  return [
    ...(arn === null ? [] : [sql`${customerKeys.arn} = ${arn}`]),
    ...(account === null ? [] : [sql`${customerKeys.awsAccountId} like ${`${account}%`}`]),
    ...idStarts.map((start) => sql`${customerKeys.kmsKeyId} like ${`${start}%`}`),
    ...idEnds.map(idEndsWith),
  ];
}

const keysWhere = (condition: SQL): SQL => sql`select ${KEY_LIST.selected} from ${customerKeys} where ${condition}`;

/** The keys that the customers `holders` hold, or use where their provider holds them. */
function sourcesByHolder(inRole: SQL, passes: SQL | null): SQL[] {
  const urgent = orderOf('urgent');
  const held = sql`${keysWhere(sql`customer_id = holders.id and ${inRole}`)} order by ${urgent}`;
  const heldByProvider = sql`select provided.* from (${keysUsedBy(sql`holders.id`)}) as used
    cross join lateral (${keysWhere(sql`id = used.key_id and customer_id = holders.provider_id and ${inRole}`)} limit 1) as provided`;
  return [
    sql`(select found.* from holders cross join lateral ${searchSource(KEY_LIST, held, passes, urgent)} as found)`,
    sql`(select found.* from holders cross join lateral ${searchSource(KEY_LIST, heldByProvider, passes)} as found
      where holders.provider_id is not null)`,
  ];
}

/** All that a search finds, as a query like `entriesOf`. */
function searchedKeys(filter: KeyFilter, search: string, now: Date): SQL {
  const passes = rowCondition(filter, now);
  const inRole = roleCondition(filter);
  const order = orderOf(filter.sort);
  const searchedKey = readSearchedKey(search);
  const { alsoEnds } = searchedKey;
  const ends = alsoEnds === null ? [] : [sql`${customerKeys.arn} like ${`%${alsoEnds}`}`];
  const ofKey = [...(passes === null ? [] : [passes]), ...ends];
  const keyPasses = ofKey.length === 0 ? null : sql.join(ofKey, sql` and `);
  const byKey = keyConditions(searchedKey).map((condition) =>
    searchSource(KEY_LIST, keysWhere(sql`${condition} and ${inRole}`), keyPasses),
  );
  if (!searchedKey.mayBeName) return searched(byKey, order, ROWS_AT_MOST + 1, sql`false`);
  const named = customersNamed(search, sql`id, provider_id`).map(
    (source) =>
      sql`(select source.*, row_number() over () as place from (${source} limit ${ROWS_A_SOURCE + 1}) as source)`,
  );
  const isCut = sql`exists (select from named where place > ${ROWS_A_SOURCE})`;
  const sources = [...byKey, ...sourcesByHolder(inRole, passes)];
  return sql`
    with named as materialized (${sql.join(named, sql` union all `)}),
    holders as materialized (select distinct id, provider_id from named where place <= ${ROWS_A_SOURCE})
    select * from (${searched(sources, order, ROWS_AT_MOST + 1, isCut)}) as keys`;
}

/**
 * The keys that a search finds, in the order of the list: by what `readSearchedKey` reads of it, and by names of holders and
 * of their clients. Each way gives ten at most, and ten customers.
 * @returns one page; `more` is true where something was cut
 */
export async function searchKeyRows(
  db: Executor,
  filter: KeyFilter,
  search: string,
  now: Date,
): Promise<{ rows: KeyListRow[]; more: boolean }> {
  if (!isSearchable(search)) return { rows: [], more: false };
  const found = await selectFound<FoundKey>(db, searchedKeys(filter, search, now), orderOf(filter.sort));
  const rows = found.filter(({ matches }) => matches);
  return {
    rows: rows.slice(0, ROWS_AT_MOST).map(rowOf),
    more: rows.length < found.length || rows.length > ROWS_AT_MOST,
  };
}
