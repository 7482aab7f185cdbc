import type { KeyFilter, KeySort } from '#lib/core/verdict/key-filter.ts';
import type { Executor } from '#lib/db/database.ts';
import { cursorOf, rowOf, selectFound, type KeyListRow } from './key-rows.ts';
import { FIRST, LAST, writeCursor, type PageOf } from './list-cursor.ts';
import { keyEntries, MOST_ENTRIES, orderOf } from './list-entries.ts';

export const KEYS_A_PAGE = 50;

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
 */
export async function listKeyRows(db: Executor, filter: KeyFilter, page: PageOf, now: Date): Promise<KeyRows> {
  const backwards = page?.direction === 'before';
  const { sort } = filter;
  const keys = keyEntries({ filter, page, now, limit: KEYS_A_PAGE + 1, most: MOST_ENTRIES });
  const found = await selectFound(db, keys, orderOf(sort, backwards));
  const end = found.findIndex(({ ends }) => ends);
  const read = end === -1 ? found : found.slice(0, end + 1);
  const matching = read.filter(({ matches }) => matches).map(rowOf);
  const rows = matching.slice(0, KEYS_A_PAGE);
  const last = end === -1 ? undefined : read.at(-1);
  const stopped = last !== undefined && matching.length <= KEYS_A_PAGE;
  const edge = stopped ? cursorOf(rowOf(last), sort) : null;
  const further = edge ?? (matching.length > KEYS_A_PAGE ? cursorOfLast(rows, sort) : null);
  const [first] = rows;
  const back =
    page === null
      ? null
      : first === undefined
        ? (edge ?? writeCursor(backwards ? FIRST[sort] : LAST[sort]))
        : cursorOf(first, sort);
  return backwards
    ? { rows: rows.toReversed(), before: further, after: back, stopped }
    : { rows, before: back, after: further, stopped };
}

const cursorOfLast = (rows: readonly KeyListRow[], sort: KeySort): string | null => {
  const last = rows.at(-1);
  return last === undefined ? null : cursorOf(last, sort);
};
