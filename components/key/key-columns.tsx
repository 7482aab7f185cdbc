import { cellIdentifier, cellInstant, cellPastInstant } from '#components/ui/cell-content.tsx';
import type { Column } from '#components/ui/table.tsx';
import { statusBadge } from '#components/verdict/verdict-badge.tsx';
import type { KeyListItem } from '#lib/core/pages/key-list-page.ts';

/** The columns of the list of keys, the name first: title, from which width on, and what a row shows there. */
export const KEY_COLUMNS: readonly Column<KeyListItem>[] = [
  { id: 'customer', title: 'Customer', cell: ({ customerName }) => customerName },
  { id: 'status', title: 'Status', cell: ({ verdict, freshness }) => statusBadge(verdict.status, freshness) },
  { id: 'cause', title: 'Cause', cell: ({ causeWord }) => causeWord },
  { id: 'key', title: 'Key', from: 'lg', cell: ({ arn }) => cellIdentifier(arn) },
  { id: 'region', title: 'Region', cell: ({ region }) => region },
  {
    id: 'state',
    title: 'Key state',
    from: 'xl',
    cell: ({ keyState }) => keyState ?? <span className="text-subtle">never reported</span>,
  },
  {
    id: 'deadline',
    title: 'Deadline',
    numeric: true,
    labeled: true,
    cell: ({ deadlineAt }, nowMs) => cellInstant(deadlineAt, nowMs),
  },
  {
    id: 'changed',
    title: 'Changed',
    from: 'md',
    numeric: true,
    cell: ({ verdictSince }, nowMs) => cellPastInstant(verdictSince, nowMs),
  },
];
