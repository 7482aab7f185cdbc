import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import type { Column } from '#components/ui/table.tsx';
import type { CustomerPage, CustomerSetup } from '#lib/core/pages/customer-page.ts';
import { SectionTable, STARTED_COLUMN, TICKET_COLUMN } from './section-table.tsx';
import { StartLink } from './start-link.tsx';

const COLUMNS: readonly Column<CustomerSetup>[] = [
  {
    id: 'setup',
    title: 'Setup',
    long: 'wraps',
    cell: ({ lines }) =>
      lines.map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      )),
  },
  TICKET_COLUMN,
  {
    id: 'waits',
    title: 'Status',
    long: 'wraps',
    cell: ({ standing }) => standing,
  },
  {
    id: 'since',
    title: 'Stage began',
    numeric: true,
    labeled: true,
    cell: ({ stageSince }, nowMs) => cellPastInstant(stageSince, nowMs),
  },
  STARTED_COLUMN,
  { id: 'owner', title: 'Owner', from: 'md', cell: ({ ownerName }) => ownerName },
];

/** A customer's setups, what is open first: each row leads to its setup. */
export const CustomerSetups = ({
  page,
  blockedReason,
}: {
  page: CustomerPage;
  /** Why this person's role may not start setups; null where it may. */
  blockedReason: string | null;
}) => (
  <SectionTable
    id="setups"
    title="Setups"
    aside={
      <StartLink href={`/setups/new?customer=${page.id}`} blockedReason={blockedReason}>
        Start a setup
      </StartLink>
    }
    columns={COLUMNS}
    shown={page.setups}
    now={page.now}
    keyOf={({ setupId }) => setupId}
    hrefOf={({ setupId }) => `/setups/${setupId}`}
    none="This customer has no setup."
    whereMore={
      <p className="mt-2">
        <LinkButton size="small" href={`/setups?q=${encodeURIComponent(page.name)}`}>
          Find more in the list of setups
        </LinkButton>
      </p>
    }
  />
);
