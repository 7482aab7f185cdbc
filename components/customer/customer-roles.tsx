import { cellIdentifier, cellPastInstant } from '#components/ui/cell-content.tsx';
import type { Column } from '#components/ui/table.tsx';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { CustomerPage, CustomerRole } from '#lib/core/pages/customer-page.ts';
import { SectionTable } from './section-table.tsx';

const COLUMNS: readonly Column<CustomerRole>[] = [
  { id: 'key', title: 'Key', cell: ({ arn }) => cellIdentifier(arn) },
  {
    id: 'workspace',
    title: 'Workspace',
    long: 'wraps',
    cell: ({ workspace, region, client }) => `${workspace}, ${region}${client === null ? '' : ` of ${client}`}`,
  },
  { id: 'role', title: 'Role', cell: ({ role }) => KEY_ROLE_WORD[role] },
  { id: 'from', title: 'From', numeric: true, labeled: true, cell: ({ from }, nowMs) => cellPastInstant(from, nowMs) },
  {
    id: 'to',
    title: 'Until',
    numeric: true,
    labeled: true,
    cell: ({ to }, nowMs) => (to === null ? 'today' : cellPastInstant(to, nowMs)),
  },
];

/** Which key protected which workspace, in which role, from when to when: each row leads to its key. */
export const CustomerRoles = ({ page: { roles, now } }: { page: CustomerPage }) => (
  <SectionTable
    id="roles"
    title="Which key protected what, when"
    label="Roles over time"
    columns={COLUMNS}
    shown={roles}
    now={now}
    keyOf={({ id }) => id}
    hrefOf={({ keyId }) => `/keys/${keyId}`}
    none="No key has protected a workspace of this customer yet."
  />
);
