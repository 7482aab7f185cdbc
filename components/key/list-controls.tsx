'use client';

import type { FormEvent, ReactNode } from 'react';
import { buttonClass } from '#components/ui/button-class.ts';
import { SearchField } from '#components/ui/field.tsx';
import { FilterPanel } from '#components/ui/filter-menu.tsx';
import { FilterSentence } from '#components/ui/filter-sentence.tsx';
import type { FilterChoice, FilterInWords } from '#lib/core/pages/filter-words.ts';
import { LIST_COLUMN_TITLE, LIST_COLUMNS, type ListColumn } from '#lib/core/pages/list-columns.ts';
import { LIST_PATH, type ListName } from '#lib/core/pages/list-names.ts';
import { LONGEST_SEARCH } from '#lib/core/verdict/key-filter.ts';

/** Which list the controls are for, and what its URL says, in words. */
export type ListControlsData = {
  name: ListName;
  /** Filters, sort order and columns as the URL has them. */
  view: string;
  search: string | null;
  choices: readonly FilterChoice[];
  applied: readonly FilterInWords[];
};

/** Keeps empty choices out of the address. They are only disabled while the browser reads the form. */
const leaveOutEmpty = ({ currentTarget }: FormEvent<HTMLFormElement>): void => {
  const empty = [...currentTarget.querySelectorAll('select')].filter(({ value }) => value === '');
  for (const field of empty) field.disabled = true;
  setTimeout(() => {
    for (const field of empty) field.disabled = false;
  });
};

const TITLE = { keys: 'Keys', customers: 'Customers' } as const satisfies Record<ListName, string>;
const PLACEHOLDER = {
  keys: 'Customer, ARN, account, or key ID',
  customers: 'Name, external ID, or AWS account',
} as const satisfies Record<ListName, string>;

const Kept = ({ parameters, without }: { parameters: URLSearchParams; without: readonly string[] }) =>
  [...parameters]
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);

/**
 * Search, filters, columns and saved views above a list. All of them are in the URL, so that a link opens the same list,
 * in plain forms.
 */
export function ListControls({
  list,
  columns,
  children,
}: {
  list: ListControlsData;
  columns: readonly ListColumn[];
  /** Saved views and export. */
  children?: ReactNode;
}) {
  const parameters = new URLSearchParams(list.view);
  const path = LIST_PATH[list.name];
  const hrefOf = (query: string): string => (query === '' ? path : `${path}?${query}`);
  const newest = parameters.get('sort') === 'newest';
  const otherSort = new URLSearchParams(parameters);
  if (newest) otherSort.delete('sort');
  else otherSort.set('sort', 'newest');
  const title = `${TITLE[list.name]}, ${newest ? 'newest change first' : 'urgent first'}`;
  return (
    <>
      <p className="hidden text-table print:block">
        {[title, ...(list.applied.length === 0 ? ['no filters'] : list.applied.map(({ words }) => words))].join(' · ')}
      </p>
      <div className="screen-only">
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <form action={path} role="search" className="contents">
            <Kept parameters={parameters} without={['q']} />
            <SearchField
              key={list.search}
              name="q"
              label={`Search ${list.name}`}
              placeholder={PLACEHOLDER[list.name]}
              defaultValue={list.search ?? ''}
              maxLength={LONGEST_SEARCH}
            />
          </form>
          <FilterPanel key={`filter ${list.view}`} label="Filter">
            {() => (
              <form action={path} onSubmit={leaveOutEmpty}>
                <Kept parameters={parameters} without={list.choices.map(({ name }) => name)} />
                {list.choices.map(({ name, label, value, options }) => (
                  <label key={name}>
                    <span>{label}</span>
                    <select name={name} aria-label={label} defaultValue={value ?? ''}>
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
              </form>
            )}
          </FilterPanel>
          <FilterPanel key={`columns ${list.view}`} label="Columns">
            {() => (
              <form action={path} onSubmit={leaveOutEmpty}>
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
              </form>
            )}
          </FilterPanel>
          {children}
        </div>
        <FilterSentence
          subject={title}
          filters={list.applied.map(({ words, without }) => ({ words, removeHref: hrefOf(without) }))}
          clearHref={path}
        >
          {list.name === 'keys' && (
            <a href={hrefOf(otherSort.toString())} className="link">
              {newest ? 'Urgent first' : 'Newest change first'}
            </a>
          )}
        </FilterSentence>
      </div>
    </>
  );
}
