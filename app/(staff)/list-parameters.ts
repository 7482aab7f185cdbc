import { filterChoices, filtersInWords } from '#lib/core/pages/filter-words.ts';
import type { ListControlsData } from '#components/key/list-controls.tsx';
import { columnsParameter, readColumns, type ListColumn } from '#lib/core/pages/list-columns.ts';
import { keyFilterParameters, readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { joinedParameter, parametersOf, type SearchParams } from './search-params.ts';

/** What a list's URL says. */
export type ListParameters = {
  filter: KeyFilter;
  columns: readonly ListColumn[];
  /** The columns as the URL writes them; null for the default. */
  columnsInUrl: string | null;
  cursors: { after: string | null; before: string | null };
  /** Filters, sort order and columns in the form in which views are saved. */
  view: string;
  /** The same and the position in the list. */
  query: string;
  /** Whether any filter is on. */
  filtered: boolean;
};

/** Reads filters, sort order, columns and position of a list from its URL. Unknown values are ignored. */
export function readListParameters(given: Awaited<SearchParams>): ListParameters {
  const parameter = parametersOf(given);
  const filter = readKeyFilter(parameter);
  const columns = readColumns(joinedParameter(given, 'columns'));
  const columnsInUrl = columnsParameter(columns);
  const cursors = { after: parameter('after'), before: parameter('before') };
  const parameters = keyFilterParameters(filter);
  const filtered = [...parameters.keys()].some((name) => name !== 'sort');
  if (columnsInUrl !== null) parameters.set('columns', columnsInUrl);
  const view = parameters.toString();
  for (const [name, cursor] of Object.entries(cursors)) if (cursor !== null) parameters.set(name, cursor);
  return { filter, columns, columnsInUrl, cursors, view, query: parameters.toString(), filtered };
}

const FILTERS = {
  '/keys': ['verdict', 'cause', 'region', 'role', 'state', 'deadline', 'changed'],
  '/customers': ['verdict', 'region', 'deadline'],
} as const;

/** What the controls above a list need: the words are made here, because the browser doesn't load the findings. */
export function controlsOf(
  path: ListControlsData['path'],
  { filter, columnsInUrl, view }: ListParameters,
  regions: readonly { code: string; name: string }[],
): ListControlsData {
  return {
    path,
    what: path === '/keys' ? 'Keys' : 'Customers',
    view,
    search: filter.search,
    choices: filterChoices(filter, regions, FILTERS[path]),
    applied: filtersInWords(filter, columnsInUrl),
  };
}
