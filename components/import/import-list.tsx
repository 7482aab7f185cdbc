'use client';

import Link from 'next/link';
import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { Section } from '#components/ui/section.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import { IMPORT_PAGE_WORDS, IMPORT_STATE_WORDS } from '#lib/core/import/import-words.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import { type PageText, readPageText } from '#lib/core/live/page-text.ts';
import type { ImportListItem, ImportListPage } from '#lib/core/pages/import-page.ts';

const COLUMNS: readonly Column<ImportListItem>[] = [
  { id: 'file', title: 'File', cell: ({ fileName }) => fileName },
  { id: 'state', title: 'State', cell: ({ state }) => IMPORT_STATE_WORDS[state] },
  {
    id: 'rows',
    title: 'Rows',
    numeric: true,
    labeled: true,
    cell: ({ state, rowCount }) =>
      state === 'refused' || state === 'reading' ? <i>not read</i> : rowCount.toLocaleString('en-GB'),
  },
  {
    id: 'bad',
    title: 'With problems',
    numeric: true,
    labeled: true,
    cell: ({ badRows, state }) =>
      badRows?.toLocaleString('en-GB') ?? <i>{state === 'refused' ? 'not checked' : 'not known yet'}</i>,
  },
  { id: 'by', title: 'Uploaded by', from: 'md', cell: ({ createdBy }) => createdBy },
  {
    id: 'at',
    title: 'Uploaded',
    numeric: true,
    labeled: true,
    cell: ({ createdAt }, nowMs) => cellPastInstant(createdAt, nowMs),
  },
];

const concerns = ({ kind }: HeardChange): boolean => kind === 'import';

/** The newest imports, and where the parked rows are. */
export function ImportList({ initialText }: { initialText: PageText<ImportListPage> }) {
  const { data, outdated } = useLiveQuery({
    queryKey: ['imports'],
    address: '/api/imports',
    initialText,
    parse: readPageText<ImportListPage>,
    concerns,
  });
  return (
    <Section
      title="Files"
      aside={
        <Link href="/imports/parked" className="link">
          {IMPORT_PAGE_WORDS.parkedLink(data.parked)}
        </Link>
      }
    >
      {outdated && <OutdatedNotice what="list" now={data.now} />}
      <Table
        label="Imports"
        columns={COLUMNS}
        items={data.items}
        now={data.now}
        keyOf={({ id }) => id}
        hrefOf={({ id }) => `/imports/${id}`}
        empty={<EmptyTable>No file was uploaded yet.</EmptyTable>}
      />
    </Section>
  );
}
