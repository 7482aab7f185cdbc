import { columnsParameter, readColumns } from '#lib/core/pages/list-columns.ts';
import { keyFilterParameters, readKeyFilter } from '#lib/core/verdict/key-filter.ts';

/** A person's choice of columns, filters and sort order under a name. `query` is in the form that `listQuery` gives. */
export type SavedView = { id: string; name: string; query: string };

/** How many views a person can save of one list. */
export const MOST_VIEWS = 30;

/** The filters, sort order and columns of a list's URL, in one fixed form and without the position in the list. */
export function listQuery(query: string): string {
  const given = new URLSearchParams(query);
  const parameters = keyFilterParameters(readKeyFilter((name) => given.get(name)));
  const columns = columnsParameter(readColumns(given.get('columns')));
  if (columns !== null) parameters.set('columns', columns);
  return parameters.toString();
}

/** Why a view was not saved. */
export const SAVE_VIEW_REFUSAL_WORDS = {
  too_many: `You have ${MOST_VIEWS} saved views of this list. Delete one first.`,
} as const satisfies Record<string, string>;
