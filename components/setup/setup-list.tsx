'use client';

import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { KeyHints } from '#components/ui/kbd.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import { type PageText, readPageText } from '#lib/core/live/page-text.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import type { SetupListItem, SetupListPage } from '#lib/core/pages/setup-page.ts';
import { dayWords } from '#lib/core/text/time-words.ts';
import { FINISHED_WORD, STAGE_WORD, WAITS_FOR_WORD } from '#lib/core/setup/setup-words.ts';

const COLUMNS: readonly Column<SetupListItem>[] = [
  { id: 'customer', title: 'Customer', cell: ({ customerName }) => customerName },
  { id: 'workspace', title: 'Workspace', cell: ({ workspace }) => workspace },
  { id: 'stage', title: 'Stage', cell: ({ step }) => (step === null ? FINISHED_WORD : STAGE_WORD[step]) },
  {
    id: 'since',
    title: 'Since',
    numeric: true,
    labeled: true,
    cell: ({ since }, nowMs) => cellPastInstant(since, nowMs),
  },
  { id: 'region', title: 'Region', from: 'md', cell: ({ region }) => region },
  { id: 'owner', title: 'Owner', from: 'md', cell: ({ ownerName }) => ownerName },
  { id: 'ticket', title: 'Ticket', from: 'lg', cell: ({ ticket }) => ticket ?? <i>none</i> },
];

const concerns = ({ kind }: HeardChange): boolean => kind === 'setup' || kind === 'key' || kind === 'customer';

/** Every setup that isn't finished: what waits for us first. */
export function SetupList({ initialText }: { initialText: PageText<SetupListPage> }) {
  const { data, outdated } = useLiveQuery({
    queryKey: ['setups'],
    address: '/api/setups',
    initialText,
    parse: readPageText<SetupListPage>,
    concerns,
  });
  const groupOf = ({ holdUntil, waitsFor }: SetupListItem): string =>
    holdUntil !== null && holdUntil > data.now
      ? `On hold until ${dayWords(new Date(holdUntil))}`
      : `Waiting for ${WAITS_FOR_WORD[waitsFor]}`;
  return (
    <>
      {outdated && <OutdatedNotice what="list" now={data.now} />}
      <Table
        id="setups"
        label="Setups"
        columns={COLUMNS}
        items={data.items}
        now={data.now}
        keyOf={({ lineId }) => lineId}
        hrefOf={({ setupId }) => `/setups/${setupId}`}
        groupOf={groupOf}
        empty={<EmptyTable>No setup is open.</EmptyTable>}
      />
      {data.more && <p className="mt-2 text-table text-subtle">There are more than these 500.</p>}
      <TableKeys tableId="setups" copies={{ what: 'ticket', valueOf: (row) => data.items[row]?.ticket ?? undefined }} />
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
