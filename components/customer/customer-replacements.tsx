import type { Column } from '#components/ui/table.tsx';
import type { CustomerPage, CustomerReplacement } from '#lib/core/pages/customer-page.ts';
import { SectionTable, STARTED_COLUMN, TICKET_COLUMN } from './section-table.tsx';
import { StartLink } from './start-link.tsx';

const COLUMNS: readonly Column<CustomerReplacement>[] = [
  { id: 'standing', title: 'Replacement', long: 'wraps', cell: ({ standing }) => standing },
  TICKET_COLUMN,
  STARTED_COLUMN,
];

/** A customer's requests to replace keys, the newest first: each row leads to its request. */
export const CustomerReplacements = ({
  page,
  blockedReason,
}: {
  page: CustomerPage;
  /** Why this person's role may not start replacements; null where it may. */
  blockedReason: string | null;
}) => (
  <SectionTable
    id="replacements"
    title="Replacements"
    aside={
      <StartLink href={`/replacements/new?customer=${page.id}`} blockedReason={blockedReason}>
        Start a replacement
      </StartLink>
    }
    columns={COLUMNS}
    shown={page.replacements}
    now={page.now}
    keyOf={({ id }) => id}
    hrefOf={({ id }) => `/replacements/${id}`}
    none="This customer has no replacement."
  />
);
