'use client';

import Form from 'next/form';
import { FilterMenu, FilterMenuLink } from '#components/ui/filter-menu.tsx';
import { FilterSentence, type AppliedFilter } from '#components/ui/filter-sentence.tsx';
import { SearchField } from '#components/ui/field.tsx';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import { VERDICT_WORD } from '#lib/core/finding/status.ts';
import { keyFilterParameters, LONGEST_SEARCH, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { KEY_SEARCH_ID } from './key-element-ids.ts';

const hrefOf = (filter: KeyFilter): string => {
  const query = keyFilterParameters(filter).toString();
  return query === '' ? '/keys' : `/keys?${query}`;
};

/** Search and filters above the list of keys. All of them are in the URL, so that a link opens the same list. */
export function KeyFilters({
  filter,
  regions,
}: {
  filter: KeyFilter;
  regions: readonly { code: string; name: string }[];
}) {
  const without = (change: Partial<KeyFilter>): string => hrefOf({ ...filter, ...change });
  const applied: AppliedFilter[] = [
    ...(filter.search === null ? [] : [{ words: `“${filter.search}”`, removeHref: without({ search: null }) }]),
    ...(filter.verdict === null
      ? []
      : [{ words: VERDICT_WORD[filter.verdict], removeHref: without({ verdict: null }) }]),
    ...(filter.region === null ? [] : [{ words: filter.region, removeHref: without({ region: null }) }]),
    ...(filter.role === null
      ? []
      : [{ words: `role: ${KEY_ROLE_WORD[filter.role]}`, removeHref: without({ role: null }) }]),
    ...(filter.keyState === null ? [] : [{ words: filter.keyState, removeHref: without({ keyState: null }) }]),
    ...(filter.changedWithinHours === null
      ? []
      : [
          {
            words: `changed in the last ${filter.changedWithinHours} h`,
            removeHref: without({ changedWithinHours: null }),
          },
        ]),
  ];
  const kept = keyFilterParameters({ ...filter, search: null });
  return (
    <>
      <Form action="/keys" className="mb-3 flex flex-wrap items-center gap-2" role="search">
        {[...kept].map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <SearchField
          key={filter.search}
          id={KEY_SEARCH_ID}
          name="q"
          label="Search keys"
          placeholder="Customer, ARN, account, or key ID"
          defaultValue={filter.search ?? ''}
          maxLength={LONGEST_SEARCH}
        />
      </Form>
      <FilterSentence
        subject={filter.sort === 'worst' ? 'Keys, worst status first' : 'Keys, newest change first'}
        filters={applied}
        clearHref="/keys"
      >
        <FilterMenu label="Status">
          {VERDICT_STATUSES.filter((status) => status !== filter.verdict).map((status) => (
            <FilterMenuLink key={status} href={without({ verdict: status })}>
              {VERDICT_WORD[status]}
            </FilterMenuLink>
          ))}
        </FilterMenu>
        <FilterMenu label="Region">
          {regions
            .filter(({ code }) => code !== filter.region)
            .map(({ code, name }) => (
              <FilterMenuLink key={code} href={without({ region: code })}>
                {name} <span className="text-subtle">{code}</span>
              </FilterMenuLink>
            ))}
        </FilterMenu>
        <FilterMenu label="More">
          <FilterMenuLink href={without({ changedWithinHours: 24 })}>Changed in the last 24 h</FilterMenuLink>
          <FilterMenuLink href={without({ keyState: 'PendingDeletion' })}>Pending deletion</FilterMenuLink>
          <FilterMenuLink href={without({ role: 'active' })}>Active keys</FilterMenuLink>
          <FilterMenuLink href={without({ role: 'retained' })}>Retained keys</FilterMenuLink>
          <FilterMenuLink href={without({ role: 'candidate' })}>Keys pending setup</FilterMenuLink>
          <FilterMenuLink href={without({ sort: filter.sort === 'worst' ? 'latest' : 'worst' })}>
            {filter.sort === 'worst' ? 'Sort: newest change first' : 'Sort: worst status first'}
          </FilterMenuLink>
        </FilterMenu>
      </FilterSentence>
    </>
  );
}
