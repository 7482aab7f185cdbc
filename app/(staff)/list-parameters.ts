import { filterChoices, filtersInWords } from '#lib/core/pages/filter-words.ts';
import type { ListControlsData } from '#components/key/list-controls.tsx';
import type { ListName } from '#lib/core/pages/list-names.ts';
import { columnsParameter, readColumns, type ListColumn } from '#lib/core/pages/list-columns.ts';
import { readCustomerFilter } from '#lib/core/verdict/customer-filter.ts';
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

/** The filters that each list offers, as the URL names them. */
const FILTERS = {
  keys: ['verdict', 'cause', 'region', 'role', 'state', 'deadline', 'changed'],
  customers: ['verdict', 'region', 'deadline'],
} as const;

/** Reads filters, sort order, columns and position of a list from its URL. Whatever the list doesn't know is ignored. */
export function readListParameters(list: ListName, given: Awaited<SearchParams>): ListParameters {
  const parameter = parametersOf(given);
  const filter =
    list === 'keys' ? readKeyFilter(parameter) : { ...readKeyFilter(() => null), ...readCustomerFilter(parameter) };
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

/** What the controls above a list need: the words are made here, because the browser doesn't load the findings. */
export function controlsOf(
  list: ListName,
  { filter, columnsInUrl, view }: ListParameters,
  regions: readonly { code: string; name: string }[],
): ListControlsData {
  return {
    name: list,
    view,
    search: filter.search,
    choices: filterChoices(filter, regions, FILTERS[list]),
    applied: filtersInWords(filter, columnsInUrl),
  };
}
