'use client';

import Link from 'next/link';
import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import { IMPORT_PAGE_WORDS as WORDS } from '#lib/core/import/import-words.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import { type PageText, readPageText } from '#lib/core/live/page-text.ts';
import type { ParkedItem, ParkedPage } from '#lib/core/pages/import-page.ts';

type Actions = { take: FormAction<null, string>; close: FormAction<null, string> };

const columnsFor = (actions: Actions): readonly Column<ParkedItem>[] => [
  { id: 'customer', title: 'Customer', cell: ({ customer }) => (customer === '' ? <i>none</i> : customer) },
  {
    id: 'line',
    title: 'Row',
    labeled: true,
    cell: ({ importId, fileName, line }) => (
      <Link href={`/imports/${importId}`} className="link">
        {fileName}, line {line}
      </Link>
    ),
  },
  { id: 'problem', title: 'Problem', long: 'wraps', cell: ({ words }) => words },
  { id: 'owner', title: 'Owner', labeled: true, cell: ({ owner }) => owner },
  {
    id: 'age',
    title: 'Parked',
    numeric: true,
    labeled: true,
    cell: ({ parkedAt }, nowMs) => cellPastInstant(parkedAt, nowMs),
  },
  { id: 'actions', title: 'Actions', quiet: true, cell: (item) => <RowActions item={item} actions={actions} /> },
];

function RowActions({ item: { rowId, mine, customer, line }, actions }: { item: ParkedItem; actions: Actions }) {
  const of = `${customer}, line ${line}`;
  return (
    <span className="inline-flex gap-1">
      {!mine && (
        <Form action={actions.take} doneWords={WORDS.taken}>
          <input type="hidden" name="rowId" value={rowId} />
          <SubmitButton kind="quiet" size="small" pendingWords="Taking over" aria-label={`Take over ${of}`}>
            Take over
          </SubmitButton>
        </Form>
      )}
      <Form action={actions.close} doneWords={WORDS.closed}>
        <input type="hidden" name="rowId" value={rowId} />
        <SubmitButton kind="quiet" size="small" pendingWords="Closing" aria-label={`Close ${of}`}>
          Close
        </SubmitButton>
      </Form>
    </span>
  );
}

const concerns = ({ kind }: HeardChange): boolean => kind === 'import';

/** The parked rows that nobody has closed, the oldest first, with owner and age. */
export function ParkedList({ initialText, actions }: { initialText: PageText<ParkedPage>; actions: Actions }) {
  const { data, outdated } = useLiveQuery({
    queryKey: ['imports', 'parked'],
    address: '/api/imports/parked',
    initialText,
    parse: readPageText<ParkedPage>,
    concerns,
  });
  return (
    <>
      {outdated && <OutdatedNotice what="list" now={data.now} />}
      <Table
        label="Parked rows"
        columns={columnsFor(actions)}
        items={data.items}
        now={data.now}
        keyOf={({ rowId }) => rowId}
        empty={<EmptyTable>No row is parked.</EmptyTable>}
      />
      {data.more && <p className="mt-2 text-table text-subtle">{WORDS.moreParked}</p>}
    </>
  );
}
