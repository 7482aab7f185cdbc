import Form from 'next/form';
import type { ReactNode } from 'react';
import { buttonClass } from '#components/ui/button-class.ts';
import { SearchField } from '#components/ui/field.tsx';
import { FilterPanel } from '#components/ui/filter-menu.tsx';
import { FilterSentence } from '#components/ui/filter-sentence.tsx';
import { LIST_COLUMN_TITLE, LIST_COLUMNS, type ListColumn } from '#lib/core/pages/list-columns.ts';
import { filterChoices, filtersInWords } from '#lib/core/pages/filter-words.ts';
import { keyFilterParameters, LONGEST_SEARCH, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { KEY_SEARCH_ID } from './key-element-ids.ts';

/** Which list the controls are for: its path, what its rows are called, and the filters that it knows. */
export type ListKind = { path: '/keys' | '/customers'; what: string; filters: readonly string[] };

export const KEY_LIST: ListKind = {
  path: '/keys',
  what: 'Keys',
  filters: ['verdict', 'cause', 'region', 'role', 'state', 'deadline', 'changed'],
};
export const CUSTOMER_LIST: ListKind = {
  path: '/customers',
  what: 'Customers',
  filters: ['verdict', 'region', 'deadline'],
};

const Kept = ({ parameters, without }: { parameters: URLSearchParams; without: readonly string[] }) =>
  [...parameters]
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);

/**
 * Search, filters, columns and saved views above a list. All of them are in the URL, so that a link opens the same list,
 * and they are plain forms, so that they work before any script has loaded.
 */
export function ListControls({
  list,
  filter,
  columns,
  columnsInUrl,
  regions,
  children,
}: {
  list: ListKind;
  filter: KeyFilter;
  columns: readonly ListColumn[];
  /** The columns as the URL has them; null for the default. */
  columnsInUrl: string | null;
  regions: readonly { code: string; name: string }[];
  /** Saved views and export. */
  children?: ReactNode;
}) {
  const parameters = keyFilterParameters(filter);
  if (columnsInUrl !== null) parameters.set('columns', columnsInUrl);
  const hrefOf = (query: string): string => (query === '' ? list.path : `${list.path}?${query}`);
  const otherSort = new URLSearchParams(parameters);
  if (filter.sort === 'urgent') otherSort.set('sort', 'newest');
  else otherSort.delete('sort');
  return (
    <div className="screen-only">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Form action={list.path} role="search" className="contents">
          <Kept parameters={parameters} without={['q']} />
          <SearchField
            key={filter.search}
            id={KEY_SEARCH_ID}
            name="q"
            label={`Search ${list.what.toLowerCase()}`}
            placeholder={list.path === '/keys' ? 'Customer, ARN, account, or key ID' : 'Name or external ID'}
            defaultValue={filter.search ?? ''}
            maxLength={LONGEST_SEARCH}
          />
        </Form>
        <FilterPanel label="Filter">
          <Form action={list.path}>
            <Kept parameters={parameters} without={list.filters} />
            {filterChoices(filter, regions, list.filters).map(({ name, label, value, options }) => (
              <label key={name}>
                <span>{label}</span>
                <select name={name} defaultValue={value ?? ''}>
                  <option value="">Any</option>
                  {options.map(([code, word]) => (
                    <option key={code} value={code}>
                      {word}
                    </option>
                  ))}
                </select>
              </label>
            ))}
            <button type="submit" className={buttonClass('primary', 'small')}>
              Show
            </button>
          </Form>
        </FilterPanel>
        <FilterPanel label="Columns">
          <Form action={list.path}>
            <Kept parameters={parameters} without={['columns']} />
            {LIST_COLUMNS.map((column) => (
              <label key={column} data-check="">
                <input type="checkbox" name="columns" value={column} defaultChecked={columns.includes(column)} />
                {LIST_COLUMN_TITLE[column]}
              </label>
            ))}
            <button type="submit" className={buttonClass('primary', 'small')}>
              Show
            </button>
          </Form>
        </FilterPanel>
        {children}
      </div>
      <FilterSentence
        subject={
          <>
            {list.what}, {filter.sort === 'urgent' ? 'urgent first' : 'newest change first'}
          </>
        }
        filters={filtersInWords(filter, columnsInUrl).map(({ words, without }) => ({
          words,
          removeHref: hrefOf(without),
        }))}
        clearHref={list.path}
      >
        {list.path === '/keys' && (
          <a href={hrefOf(otherSort.toString())} className="link">
            {filter.sort === 'urgent' ? 'Newest change first' : 'Urgent first'}
          </a>
        )}
      </FilterSentence>
    </div>
  );
}
