import type { Column } from '#components/ui/table.tsx';
import type { CustomerDeparture, CustomerPage } from '#lib/core/pages/customer-page.ts';
import { SectionTable, STARTED_COLUMN, TICKET_COLUMN } from './section-table.tsx';

const COLUMNS: readonly Column<CustomerDeparture>[] = [
  { id: 'why', title: 'Why', cell: ({ why }) => why },
  { id: 'standing', title: 'Next step', long: 'wraps', cell: ({ standing }) => standing },
  TICKET_COLUMN,
  STARTED_COLUMN,
];

/** A customer's departures, the newest first: each row leads to its departure. */
export const CustomerDepartures = ({ page: { departures, now } }: { page: CustomerPage }) => (
  <SectionTable
    id="departures"
    title="Departures"
    columns={COLUMNS}
    shown={departures}
    now={now}
    keyOf={({ id }) => id}
    hrefOf={({ id }) => `/departures/${id}`}
    none="This customer has not asked to leave."
  />
);
