import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { Section } from '#components/ui/section.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import type { CustomerDeparture, CustomerPage } from '#lib/core/pages/customer-page.ts';

const COLUMNS: readonly Column<CustomerDeparture>[] = [
  { id: 'why', title: 'Why', cell: ({ why }) => why },
  { id: 'standing', title: 'Next step', long: 'wraps', cell: ({ standing }) => standing },
  { id: 'ticket', title: 'Ticket', from: 'md', cell: ({ ticket }) => ticket ?? <i>none</i> },
  {
    id: 'started',
    title: 'Started',
    numeric: true,
    labeled: true,
    cell: ({ startedAt }, nowMs) => cellPastInstant(startedAt, nowMs),
  },
];

/** A customer's departures, the newest first: each row leads to its departure. */
export function CustomerDepartures({ page }: { page: CustomerPage }) {
  const { items, more } = page.departures;
  return (
    <Section id="departures" title="Departures">
      <Table
        label="Departures"
        columns={COLUMNS}
        items={items}
        now={page.now}
        keyOf={({ id }) => id}
        hrefOf={({ id }) => `/departures/${id}`}
        empty={<EmptyTable>This customer has not asked to leave.</EmptyTable>}
      />
      {more && <p className="mt-2 text-subtle">There are older ones.</p>}
    </Section>
  );
}
