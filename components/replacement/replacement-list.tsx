'use client';

import clsx from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { cellInstant, cellPastInstant } from '#components/ui/cell-content.tsx';
import { KeyHints } from '#components/ui/kbd.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import { readPageText, type PageText } from '#lib/core/live/page-text.ts';
import {
  CUT_REPLACEMENTS_WORDS,
  NO_REPLACEMENTS_WORDS,
  REPLACEMENT_SHOW_WORD,
  REPLACEMENT_SHOWS,
  replacementGroupWords,
  replacementListHref,
  type ReplacementShow,
} from '#lib/core/pages/replacement-list-words.ts';
import type { ReplacementListItem, ReplacementListPage } from '#lib/core/pages/replacement-page.ts';
import { START_REPLACEMENT } from '#lib/core/replacement/new-replacement-words.ts';
import { STATE_WORD } from '#lib/core/replacement/replacement-words.ts';

/** Where each workspace of a request stands: "main, eu-west-1: waiting for approval". */
const linesCell = ({ lines }: ReplacementListItem): ReactNode =>
  lines.map((line) => (
    <span key={`${line.workspace} ${line.region}`} className="block">
      {line.workspace}, <span className="whitespace-nowrap">{line.region}:</span> {STATE_WORD[line.state]}
    </span>
  ));

const nextCell = ({ alarm, next }: ReplacementListItem): ReactNode =>
  alarm === null ? (
    next
  ) : (
    <>
      <span className="block font-medium text-warning-text">{alarm}</span>
      {next}
    </>
  );

const CUSTOMER: Column<ReplacementListItem> = {
  id: 'customer',
  title: 'Customer',
  cell: ({ customerName }) => customerName,
};
const LINES: Column<ReplacementListItem> = {
  id: 'lines',
  title: 'Workspaces',
  long: 'wraps',
  cell: linesCell,
};
const OWNER: Column<ReplacementListItem> = {
  id: 'owner',
  title: 'Owner',
  from: 'md',
  cell: ({ ownerName }) => ownerName,
};
const TICKET: Column<ReplacementListItem> = {
  id: 'ticket',
  title: 'Ticket',
  from: 'lg',
  cell: ({ ticket }) => ticket ?? <i>none</i>,
};
const since = (title: string): Column<ReplacementListItem> => ({
  id: 'since',
  title,
  numeric: true,
  labeled: true,
  cell: (item, nowMs) => cellPastInstant(item.since, nowMs),
});

const COLUMNS: Readonly<Record<ReplacementShow, readonly Column<ReplacementListItem>[]>> = {
  open: [
    CUSTOMER,
    LINES,
    { id: 'next', title: 'Next', long: 'wraps', cell: nextCell },
    since('Wait began'),
    {
      id: 'due',
      title: 'Due',
      numeric: true,
      labeled: true,
      cell: ({ dueAt }, nowMs) => cellInstant(dueAt, nowMs),
    },
    OWNER,
    TICKET,
  ],
  ended: [CUSTOMER, LINES, since('Ended'), OWNER, TICKET],
};

const concerns = ({ kind }: HeardChange): boolean => kind === 'replacement' || kind === 'key' || kind === 'customer';

/** The list of requests: the open ones by what they wait for, or those that have ended, the newest first. */
export function ReplacementList({
  initialText,
  show,
}: {
  initialText: PageText<ReplacementListPage>;
  show: ReplacementShow;
}) {
  const { data, outdated } = useLiveQuery({
    queryKey: ['replacements', show],
    address: `/api/replacements?show=${show}`,
    initialText,
    parse: readPageText<ReplacementListPage>,
    concerns,
  });
  return (
    <>
      <nav aria-label="Show" className="screen-only mb-3 flex flex-wrap gap-1.5 text-table">
        {REPLACEMENT_SHOWS.map((one) => (
          <Link
            key={one}
            href={replacementListHref(one)}
            scroll={false}
            prefetch={false}
            aria-current={one === show ? 'page' : undefined}
            className={clsx(
              'inline-flex h-7 items-center rounded-md border px-2 transition-colors hover:bg-hover',
              one === show ? 'border-line-strong bg-sunken font-medium' : 'border-line',
            )}
          >
            {REPLACEMENT_SHOW_WORD[one]}
          </Link>
        ))}
      </nav>
      {outdated && <OutdatedNotice what="list" now={data.now} />}
      {data.more && (
        <p role="status" className="mb-2 max-w-prose text-table text-subtle">
          {CUT_REPLACEMENTS_WORDS[show]}
        </p>
      )}
      <Table
        id="replacements"
        label="Replacements"
        columns={COLUMNS[show]}
        items={data.items}
        now={data.now}
        keyOf={({ id }) => id}
        hrefOf={({ id }) => `/replacements/${id}`}
        groupOf={show === 'open' ? replacementGroupWords : undefined}
        empty={
          <EmptyTable
            action={
              show === 'open' ? (
                <LinkButton href="/replacements/new">{START_REPLACEMENT}</LinkButton>
              ) : (
                <LinkButton href="/replacements">Show open replacements</LinkButton>
              )
            }
          >
            {NO_REPLACEMENTS_WORDS[show]}
          </EmptyTable>
        }
      />
      <TableKeys
        tableId="replacements"
        copies={{ what: 'ticket', valueOf: (row) => data.items[row]?.ticket ?? undefined }}
      />
      <p className="screen-only mt-3">
        <KeyHints
          hints={[
            [['j', 'k'], 'move'],
            [['Enter'], 'open'],
            [['c'], 'copy the ticket'],
          ]}
        />
      </p>
    </>
  );
}
