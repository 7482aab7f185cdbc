import { cellIdentifier, cellInstant } from '#components/ui/cell-content.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import type { Column } from '#components/ui/table.tsx';
import { problemCell } from '#components/verdict/problem-cell.tsx';
import { ACTS_SHORT_WORD } from '#lib/core/finding/status.ts';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { CustomerKey, CustomerPage } from '#lib/core/pages/customer-page.ts';
import { SectionTable } from './section-table.tsx';

const columnsFor = (customerName: string): Column<CustomerKey>[] => [
  {
    id: 'key',
    title: 'Key',
    cell: (key) => (
      <>
        {cellIdentifier(key.arn)}
        {key.customerName !== customerName && <> held by {key.customerName}</>}
      </>
    ),
  },
  {
    id: 'problem',
    title: 'Problem',
    cell: problemCell,
  },
  {
    id: 'next_action',
    title: 'Next action',
    labeled: true,
    cell: ({ nextAction }) => (nextAction === null ? null : ACTS_SHORT_WORD[nextAction]),
  },
  {
    id: 'deadline',
    title: 'Deadline',
    numeric: true,
    labeled: true,
    cell: ({ deadlineAt }, nowMs) => cellInstant(deadlineAt, nowMs),
  },
  { id: 'region', title: 'Region', unbroken: true, cell: ({ region }) => region },
  { id: 'role', title: 'Role', cell: ({ role }) => KEY_ROLE_WORD[role] },
  { id: 'reported', title: 'What depends on it', long: 'wraps', labeled: true, cell: ({ reported }) => reported },
];

/** The keys that protect a customer's backups, the most urgent first: each row leads to its key. */
export const CustomerKeys = ({ page: { name, keys, now } }: { page: CustomerPage }) => (
  <SectionTable
    id="keys"
    title="Keys"
    columns={columnsFor(name)}
    shown={keys}
    now={now}
    keyOf={({ id }) => id}
    hrefOf={({ id }) => `/keys/${id}`}
    none="This customer has no key yet."
    whereMore={
      <p className="mt-2">
        <LinkButton size="small" href={`/keys?search=${encodeURIComponent(name)}`}>
          Find more in the list of keys
        </LinkButton>
      </p>
    }
  />
);
