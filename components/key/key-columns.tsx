import type { ReactNode } from 'react';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant, PastInstant } from '#components/ui/instant.tsx';
import type { Column } from '#components/ui/table.tsx';
import { StatusBadge } from '#components/verdict/verdict-badge.tsx';
import type { KeyListItem } from '#lib/core/pages/key-list-page.ts';

type KeyColumn = Column & { cell: (item: KeyListItem, now: string) => ReactNode };

const instant = (at: string | null, now: string): ReactNode =>
  at !== null && <Instant at={at} now={now} focusable={false} />;

const past = (at: string | null, now: string): ReactNode =>
  at !== null && <PastInstant at={at} now={now} focusable={false} />;

/** The first column names the key's customer. Narrow tables keep only this one; its second line has the rest. */
const NAME_COLUMN: Column = { title: 'Customer' };

/** The other columns of the list of keys: title, from which width on, and what a row shows there. */
export const KEY_COLUMNS: readonly KeyColumn[] = [
  {
    title: 'Status',
    from: 'md',
    cell: ({ verdict, freshness }) => <StatusBadge status={verdict.status} freshness={freshness} />,
  },
  { title: 'Cause', from: 'md', cell: ({ causeWord }) => causeWord },
  { title: 'Key', from: 'lg', cell: ({ arn }) => <Identifier value={arn} /> },
  { title: 'Region', from: 'lg', cell: ({ region }) => region },
  {
    title: 'Key state',
    from: 'xl',
    cell: ({ keyState }) => keyState ?? <span className="text-subtle">never reported</span>,
  },
  { title: 'Deadline', from: 'lg', numeric: true, cell: ({ deadlineAt }, now) => instant(deadlineAt, now) },
  { title: 'Changed', from: 'md', numeric: true, cell: ({ verdictSince }, now) => past(verdictSince, now) },
];

export const ALL_KEY_COLUMNS: readonly Column[] = [NAME_COLUMN, ...KEY_COLUMNS];
