import type { KeyFilter, KeySort } from '#lib/core/verdict/key-filter.ts';
import type { Executor } from '#lib/db/database.ts';
import { edgesOf, type PageOf } from '#lib/db/list-cursor.ts';
import { MOST_ENTRIES, orderOf, readFound } from '#lib/db/list-entries.ts';
import { keyEntries } from './key-entries.ts';
import { rowOf, selectFound, type FoundKey, type KeyListRow } from './key-rows.ts';

export const KEYS_A_PAGE = 50;

/** A row's place in a list. */
const placeOf = ({ urgency, deadline_at, not_usable_since, verdict_since, id }: FoundKey, sort: KeySort) => {
  const time = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());
  return sort === 'urgent' ? [urgency, time(deadline_at), time(not_usable_since), id] : [time(verdict_since), id];
};

export type KeyRows = {
  rows: KeyListRow[];
  /** Cursors to the neighboring pages, as text for a URL. */
  before: string | null;
  after: string | null;
  /** True when so many entries did not match that the list stopped reading: the cursor goes on. */
  stopped: boolean;
};

/**
 * One page of keys. The cost grows neither with the fleet nor with the number of the page: filters that no index has
 * together read at most `MOST_ENTRIES`. The filter's search is ignored: `searchKeyRows`.
 * @param rowsAPage more than a page shows for an export
 */
export async function listKeyRows(
  db: Executor,
  filter: KeyFilter,
  page: PageOf,
  now: Date,
  rowsAPage = KEYS_A_PAGE,
): Promise<KeyRows> {
  const { sort } = filter;
  const keys = keyEntries(filter, now, { page, limit: rowsAPage + 1, most: MOST_ENTRIES });
  const found = await selectFound<FoundKey>(db, keys, orderOf(sort, page?.direction === 'before'));
  const read = readFound(found, rowsAPage);
  const { rows, ...edges } = edgesOf(read, page, sort, (row) => placeOf(row, sort));
  return { rows: rows.map(rowOf), ...edges };
}
