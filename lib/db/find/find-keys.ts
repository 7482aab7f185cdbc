import { sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { KEY_LIST } from '#lib/db/key/key-entries.ts';
import { idEndsWith } from '#lib/db/key/key-search.ts';
import { rowOf, selectFound, type FoundKey, type KeyListRow } from '#lib/db/key/key-rows.ts';
import type { Executor } from '#lib/db/database.ts';
import { orderOf, ROWS_A_SOURCE, searched, searchSource } from '#lib/db/list-entries.ts';

/**
 * The keys that a paste names by their ARNs, IDs or the last characters of these, retired ones too, and those in AWS accounts
 * that it names: ten each way at most.
 * @returns `more` where something was cut
 */
export async function findNamedKeys(
  db: Executor,
  { arns, keyIds, accounts, keyEnds }: Record<'arns' | 'keyIds' | 'accounts' | 'keyEnds', readonly string[]>,
): Promise<{ rows: KeyListRow[]; more: boolean }> {
  const sources = [
    ...arns.map((arn) => sql`${customerKeys.arn} = ${arn}`),
    ...keyIds.map((id) => sql`${customerKeys.kmsKeyId} = ${id}`),
    ...keyEnds.map(idEndsWith),
    ...accounts.map((account) => sql`${customerKeys.awsAccountId} = ${account} and ${customerKeys.role} <> 'retired'`),
  ].map((condition) =>
    searchSource(KEY_LIST, sql`select ${KEY_LIST.selected} from ${customerKeys} where ${condition}`, null),
  );
  if (sources.length === 0) return { rows: [], more: false };
  const order = orderOf('urgent');
  const found = await selectFound<FoundKey>(db, searched(sources, order, ROWS_A_SOURCE + 1, sql`false`), order);
  const rows = found.filter(({ matches }) => matches);
  return {
    rows: rows.slice(0, ROWS_A_SOURCE).map(rowOf),
    more: rows.length < found.length || rows.length > ROWS_A_SOURCE,
  };
}
