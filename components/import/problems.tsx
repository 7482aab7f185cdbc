'use client';

import Link from 'next/link';
import { ExportButton } from '#components/ui/export-button.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { Table, type Column } from '#components/ui/table.tsx';
import { IMPORT_PAGE_WORDS as WORDS } from '#lib/core/import/import-words.ts';
import type { ImportPage, ImportProblemItem } from '#lib/core/pages/import-page.ts';

const COLUMNS: readonly Column<ImportProblemItem>[] = [
  { id: 'customer', title: 'Customer', cell: ({ customer }) => (customer === '' ? <i>none</i> : customer) },
  { id: 'line', title: 'Line', numeric: true, labeled: true, cell: ({ line }) => line },
  { id: 'column', title: 'Column', labeled: true, cell: ({ column }) => column ?? <i>whole row</i> },
  { id: 'problem', title: 'Problem', long: 'wraps', cell: ({ words }) => words },
  { id: 'value', title: 'In the file', from: 'lg', long: true, cell: ({ value }) => value ?? '' },
];

/** Every problem by line and column, and what can be done with the rows. Of a customer with one problem, nothing goes in. */
export function Problems({ page, park }: { page: ImportPage; park: FormAction<null, string> }) {
  if (page.problems.length === 0) return null;
  const { id, state, toPark } = page;
  const isOver = state === 'running' || state === 'done';
  return (
    <Section title="Problems" aside={<Downloads page={page} />}>
      <div className="mb-3 flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <p className="max-w-prose text-subtle">
          {isOver ? WORDS.allOrNothingDone : WORDS.allOrNothing}
          {toPark > 0 && ` ${WORDS.parkHint}`}
        </p>
        {toPark > 0 && (
          <Form action={park} doneWords={WORDS.parkedDone}>
            <input type="hidden" name="importId" value={id} />
            <SubmitButton kind="secondary" size="small" pendingWords="Parking">
              {WORDS.park(toPark)}
            </SubmitButton>
          </Form>
        )}
      </div>
      <Table
        label="Problems"
        columns={COLUMNS}
        items={page.problems}
        now={page.now}
        keyOf={({ line, column, words }) => `${line} ${column} ${words}`}
      />
      {page.moreProblems && <p className="mt-2 text-table text-subtle">{WORDS.moreProblems}</p>}
    </Section>
  );
}

function Downloads({ page: { id, parked, closed } }: { page: ImportPage }) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-4 gap-y-2">
      {parked > 0 && (
        <Link href="/imports/parked" className="link">
          {WORDS.openParked(parked)}
        </Link>
      )}
      {closed > 0 && <span>{WORDS.closedParked(closed)}</span>}
      <ExportButton address={`/api/imports/${id}/report`} total={null} label={WORDS.report} />
    </span>
  );
}
