'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { SearchField } from '#components/ui/field.tsx';
import { FilterMenu, FilterMenuLink } from '#components/ui/filter-menu.tsx';
import { FilterSentence } from '#components/ui/filter-sentence.tsx';
import { countText } from '#lib/core/pages/list-words.ts';
import {
  isClosedShow,
  LONGEST_SETUP_SEARCH,
  SETUP_SHOWS,
  setupFilterParameters,
  setupListHref,
  type SetupFilter,
} from '#lib/core/pages/setup-filter.ts';
import type { SetupListPage } from '#lib/core/pages/setup-list-page.ts';
import { SETUP_SHOW_WORD, setupFiltersInWords } from '#lib/core/pages/setup-list-words.ts';
import { STAGE_WORD } from '#lib/core/setup/setup-words.ts';
import { SETUP_STEPS } from '#lib/core/setup/stage.ts';

/** Search and filters above the list of setups, each with its count. All of them are in the URL. */
export function SetupListControls({ filter, page }: { filter: SetupFilter; page: SetupListPage }) {
  const { show, search, stage, mine } = filter;
  const applied = setupFiltersInWords(filter);
  return (
    <div className="screen-only">
      <nav aria-label="Show" className="mb-3 flex flex-wrap gap-1.5 text-table">
        {SETUP_SHOWS.map((one) => {
          const { n } = page.shows[one];
          return (
            <Link
              key={one}
              href={setupListHref(filter, { show: one })}
              scroll={false}
              prefetch={false}
              aria-current={one === show ? 'page' : undefined}
              className={clsx(
                'inline-flex h-7 items-center gap-1.5 rounded-md border px-2 transition-colors hover:bg-hover',
                one === show ? 'border-line-strong bg-sunken font-medium' : 'border-line',
                n === 0 && one !== show && 'text-subtle',
              )}
            >
              {SETUP_SHOW_WORD[one]} <span className="text-subtle tabular-nums">{countText(page.shows[one])}</span>
            </Link>
          );
        })}
      </nav>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <form action="/setups" role="search" className="contents">
          {[...setupFilterParameters({ ...filter, search: null, page: 1 })].map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <SearchField
            key={search}
            name="q"
            label="Search setups"
            placeholder="Customer, external ID, or ticket"
            defaultValue={search ?? ''}
            maxLength={LONGEST_SETUP_SEARCH}
          />
        </form>
        {!isClosedShow(show) && (
          <FilterMenu label="Stage">
            {SETUP_STEPS.filter((step) => step === stage || page.stages[step] !== undefined).map((step) => (
              <FilterMenuLink key={step} href={setupListHref(filter, { stage: step })}>
                {STAGE_WORD[step]} <span className="text-subtle tabular-nums">{page.stages[step] ?? 0}</span>
              </FilterMenuLink>
            ))}
          </FilterMenu>
        )}
        {!mine && (
          <Link
            href={setupListHref(filter, { mine: true })}
            scroll={false}
            prefetch={false}
            className="flex h-7 items-center gap-1.5 rounded-md border border-line px-2 text-table text-subtle transition-colors hover:bg-hover hover:text-default"
          >
            Mine <span className="tabular-nums">{page.mine}</span>
          </Link>
        )}
      </div>
      {applied.length > 0 && (
        <FilterSentence
          subject={`Setups, ${SETUP_SHOW_WORD[show].toLowerCase()}`}
          filters={applied}
          clearHref={setupListHref(filter, { search: null, stage: null, mine: false })}
        />
      )}
    </div>
  );
}
