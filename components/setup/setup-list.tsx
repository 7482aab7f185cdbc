'use client';

import clsx from 'clsx';
import type { ReactNode } from 'react';
import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { KeyHints } from '#components/ui/kbd.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import { type PageText, readPageText } from '#lib/core/live/page-text.ts';
import { isClosedShow, setupFilterParameters, setupListHref, type SetupFilter } from '#lib/core/pages/setup-filter.ts';
import type { SetupListItem, SetupListPage } from '#lib/core/pages/setup-list-page.ts';
import {
  CUT_SETUPS_WORDS,
  noSetupWords,
  setupLineWords,
  setupNextWords,
  setupWaitsWords,
} from '#lib/core/pages/setup-list-words.ts';
import { SetupListControls } from './setup-list-controls.tsx';

/** Whether a setup needs us although it waited for somebody else or for a date. */
const isUrgent = ({ open }: SetupListItem): boolean => open !== null && open.attention.length > 0;

function nextCell(setup: SetupListItem): ReactNode {
  const words = setupNextWords(setup);
  if (words === null) return null;
  return (
    <span className={clsx('inline-block first-letter:uppercase', isUrgent(setup) && 'font-medium text-warning-text')}>
      {words}
    </span>
  );
}

const COLUMNS: readonly Column<SetupListItem>[] = [
  { id: 'customer', title: 'Customer', cell: ({ customerName }) => customerName },
  {
    id: 'stage',
    title: 'Stage of each workspace',
    long: 'wraps',
    cell: ({ lines }) =>
      lines.map((line) => (
        <span key={`${line.workspace} ${line.region}`} className="block">
          {setupLineWords(line)}
        </span>
      )),
  },
  {
    id: 'next',
    title: 'Next',
    long: 'wraps',
    cell: nextCell,
  },
  {
    id: 'since',
    title: 'Stage began',
    numeric: true,
    labeled: true,
    cell: ({ open }, nowMs) => cellPastInstant(open?.stageSince ?? null, nowMs),
  },
  {
    id: 'started',
    title: 'Started',
    numeric: true,
    labeled: true,
    cell: ({ startedAt }, nowMs) => cellPastInstant(startedAt, nowMs),
  },
  { id: 'owner', title: 'Owner', from: 'md', cell: ({ ownerName }) => ownerName },
  { id: 'ticket', title: 'Ticket', from: 'lg', cell: ({ ticket }) => ticket ?? <i>none</i> },
];

const groupOf = (item: SetupListItem): string | null => {
  const words = setupWaitsWords(item);
  return words === null ? null : words.charAt(0).toUpperCase() + words.slice(1);
};

const concerns = ({ kind }: HeardChange): boolean => kind === 'setup' || kind === 'key' || kind === 'customer';

/** The list of setups with its filters: what has waited for us longest first. */
export function SetupList({ initialText, filter }: { initialText: PageText<SetupListPage>; filter: SetupFilter }) {
  const query = setupFilterParameters(filter).toString();
  const { data, outdated } = useLiveQuery({
    queryKey: ['setups', query],
    address: `/api/setups?${query}`,
    initialText,
    parse: readPageText<SetupListPage>,
    concerns,
  });
  const { show, search, stage, mine } = filter;
  const isFiltered = show !== 'open' || search !== null || stage !== null || mine;
  return (
    <>
      <SetupListControls filter={filter} page={data} />
      {outdated && <OutdatedNotice what="list" now={data.now} />}
      {data.cut && !isClosedShow(show) && (
        <p role="status" className="mb-2 max-w-prose text-table text-warning-text">
          {CUT_SETUPS_WORDS}
        </p>
      )}
      <Table
        id="setups"
        label="Setups"
        columns={COLUMNS}
        items={data.items}
        now={data.now}
        keyOf={({ setupId }) => setupId}
        hrefOf={({ setupId }) => `/setups/${setupId}`}
        groupOf={groupOf}
        empty={
          <EmptyTable
            action={
              isFiltered ? (
                <LinkButton href="/setups">Show all open setups</LinkButton>
              ) : (
                <LinkButton href="/setups/new">Start a setup</LinkButton>
              )
            }
          >
            {noSetupWords(filter)}
          </EmptyTable>
        }
      />
      <TableKeys tableId="setups" copies={{ what: 'ticket', valueOf: (row) => data.items[row]?.ticket ?? undefined }} />
      <Pagination
        newer="Previous"
        older="Next"
        newerHref={data.page > 1 ? setupListHref(filter, { page: data.page - 1 }) : undefined}
        olderHref={data.more ? setupListHref(filter, { page: data.page + 1 }) : undefined}
      />
      <p className="screen-only mt-3">
        <KeyHints
          hints={[
            [['j', 'k'], 'move'],
            [['Enter'], 'open'],
            [['/'], 'search'],
            [['c'], 'copy the ticket'],
          ]}
        />
      </p>
    </>
  );
}
