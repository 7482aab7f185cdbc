'use client';

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

/** Every problem by line and column. Of a customer with one problem, nothing goes in. */
export function ProblemTable({ page }: { page: ImportPage }) {
  return (
    <>
      <p className="mb-2 max-w-prose text-subtle">{WORDS.allOrNothing}</p>
      <Table
        label="Problems"
        columns={COLUMNS}
        items={page.problems}
        now={page.now}
        keyOf={({ line, column, words }) => `${line} ${column} ${words}`}
      />
      {page.moreProblems && <p className="mt-2 text-table text-subtle">{WORDS.moreProblems}</p>}
    </>
  );
}
