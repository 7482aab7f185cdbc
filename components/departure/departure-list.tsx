'use client';

import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { KeyHints } from '#components/ui/kbd.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import { departureStandingWords, PATH_WORD } from '#lib/core/departure/departure-words.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import { readPageText, type PageText } from '#lib/core/live/page-text.ts';
import type { DepartureListItem, DepartureListPage } from '#lib/core/pages/departure-page.ts';

const COLUMNS: readonly Column<DepartureListItem>[] = [
  { id: 'customer', title: 'Customer', cell: ({ customerName }) => customerName },
  { id: 'next', title: 'Next step', cell: departureStandingWords },
  { id: 'why', title: 'Why', from: 'md', cell: ({ path }) => PATH_WORD[path] },
  {
    id: 'workspaces',
    title: 'Workspaces',
    numeric: true,
    labeled: true,
    from: 'md',
    cell: ({ workspaces }) => workspaces,
  },
  {
    id: 'started',
    title: 'Started',
    numeric: true,
    labeled: true,
    cell: ({ startedAt }, nowMs) => cellPastInstant(startedAt, nowMs),
  },
  { id: 'ticket', title: 'Ticket', from: 'lg', cell: ({ ticket }) => ticket ?? <i>none</i> },
];

const concerns = ({ kind }: HeardChange): boolean => kind === 'departure' || kind === 'customer' || kind === 'key';

/** Every departure, the newest first. */
export function DepartureList({ initialText }: { initialText: PageText<DepartureListPage> }) {
  const { data, outdated } = useLiveQuery({
    queryKey: ['departures'],
    address: '/api/departures',
    initialText,
    parse: readPageText<DepartureListPage>,
    concerns,
  });
  return (
    <>
      {outdated && <OutdatedNotice what="list" now={data.now} />}
      <Table
        id="departures"
        label="Departures"
        columns={COLUMNS}
        items={data.items}
        now={data.now}
        keyOf={({ id }) => id}
        hrefOf={({ id }) => `/departures/${id}`}
        empty={<EmptyTable>Nobody leaves. A departure is started on the customer’s page.</EmptyTable>}
      />
      {data.more && <p className="mt-2 text-table text-subtle">There are more than these 500.</p>}
      <TableKeys
        tableId="departures"
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
