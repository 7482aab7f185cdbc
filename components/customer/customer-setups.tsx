import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { Section } from '#components/ui/section.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import type { CustomerPage, CustomerSetup } from '#lib/core/pages/customer-page.ts';
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
  { id: 'ticket', title: 'Ticket', from: 'md', cell: ({ ticket }) => ticket ?? <i>none</i> },
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
  {
    id: 'started',
    title: 'Started',
    numeric: true,
    labeled: true,
    cell: ({ startedAt }, nowMs) => cellPastInstant(startedAt, nowMs),
  },
  { id: 'owner', title: 'Owner', from: 'md', cell: ({ ownerName }) => ownerName },
];

/** A customer's setups, what is open first: each row leads to its setup. */
export function CustomerSetups({
  page,
  blockedReason,
}: {
  page: CustomerPage;
  /** Why this person's role may not start setups; null where it may. */
  blockedReason: string | null;
}) {
  const { items, more } = page.setups;
  return (
    <Section
      id="setups"
      title="Setups"
      aside={
        <StartLink href={`/setups/new?customer=${page.id}`} blockedReason={blockedReason}>
          Start a setup
        </StartLink>
      }
    >
      <Table
        label="Setups"
        columns={COLUMNS}
        items={items}
        now={page.now}
        keyOf={({ setupId }) => setupId}
        hrefOf={({ setupId }) => `/setups/${setupId}`}
        empty={<EmptyTable>This customer has no setup.</EmptyTable>}
      />
      {more && (
        <p className="mt-2">
          <LinkButton size="small" href={`/setups?q=${encodeURIComponent(page.name)}`}>
            Find more in the list of setups
          </LinkButton>
        </p>
      )}
    </Section>
  );
}
