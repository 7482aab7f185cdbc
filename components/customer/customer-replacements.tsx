import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { Section } from '#components/ui/section.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import type { CustomerPage, CustomerReplacement } from '#lib/core/pages/customer-page.ts';
import { StartLink } from './start-link.tsx';

const COLUMNS: readonly Column<CustomerReplacement>[] = [
  { id: 'standing', title: 'Replacement', long: 'wraps', cell: ({ standing }) => standing },
  { id: 'ticket', title: 'Ticket', from: 'md', cell: ({ ticket }) => ticket ?? <i>none</i> },
  {
    id: 'started',
    title: 'Started',
    numeric: true,
    labeled: true,
    cell: ({ startedAt }, nowMs) => cellPastInstant(startedAt, nowMs),
  },
];

/** A customer's requests to replace keys, the newest first: each row leads to its request. */
export function CustomerReplacements({
  page,
  blockedReason,
}: {
  page: CustomerPage;
  /** Why this person's role may not start replacements; null where it may. */
  blockedReason: string | null;
}) {
  const { items, more } = page.replacements;
  return (
    <Section
      id="replacements"
      title="Replacements"
      aside={
        <StartLink href={`/replacements/new?customer=${page.id}`} blockedReason={blockedReason}>
          Start a replacement
        </StartLink>
      }
    >
      <Table
        label="Replacements"
        columns={COLUMNS}
        items={items}
        now={page.now}
        keyOf={({ id }) => id}
        hrefOf={({ id }) => `/replacements/${id}`}
        empty={<EmptyTable>This customer has no replacement.</EmptyTable>}
      />
      {more && <p className="mt-2 text-table text-subtle">Only the newest are shown.</p>}
    </Section>
  );
}
