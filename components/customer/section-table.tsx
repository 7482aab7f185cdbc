import type { ReactNode } from 'react';
import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { Section } from '#components/ui/section.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import type { Shown } from '#lib/core/pages/customer-page.ts';

/** The ticket in which something began. */
export const TICKET_COLUMN: Column<{ ticket: string | null }> = {
  id: 'ticket',
  title: 'Ticket',
  from: 'md',
  cell: ({ ticket }) => ticket ?? <i>none</i>,
};

/** When it began. */
export const STARTED_COLUMN: Column<{ startedAt: string }> = {
  id: 'started',
  title: 'Started',
  numeric: true,
  labeled: true,
  cell: ({ startedAt }, nowMs) => cellPastInstant(startedAt, nowMs),
};

/** A part of a customer's page with the latest things of one kind, each row leading to its thing. */
export function SectionTable<Item>({
  id,
  title,
  label = title,
  aside,
  columns,
  shown: { items, more },
  now,
  keyOf,
  hrefOf,
  none,
  whereMore,
}: {
  /** What links to this part of the page name. */
  id: string;
  title: string;
  /** The name of the table, where it isn't the title. */
  label?: string;
  aside?: ReactNode;
  columns: readonly Column<Item>[];
  shown: Shown<Item>;
  now: Date | string;
  keyOf: (item: Item) => string;
  hrefOf: (item: Item) => string;
  /** What is said where there are none. */
  none: string;
  /** Stands below where there are more than are shown; absent: that the newest are. */
  whereMore?: ReactNode;
}) {
  return (
    <Section id={id} title={title} aside={aside}>
      <Table
        label={label}
        columns={columns}
        items={items}
        now={now}
        keyOf={keyOf}
        hrefOf={hrefOf}
        empty={<EmptyTable>{none}</EmptyTable>}
      />
      {more && (whereMore ?? <p className="mt-2 text-table text-subtle">Only the newest are shown.</p>)}
    </Section>
  );
}
