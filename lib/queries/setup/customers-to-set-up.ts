import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { readCustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import { searchCustomerRows } from '#lib/db/customer/customer-list.ts';
import { contactsOf } from '#lib/db/customer/customer-page.ts';
import type { Database } from '#lib/db/database.ts';
import { customerNames } from '#lib/db/setup/holders.ts';
import { workspacesOf } from '#lib/db/setup/setups.ts';

type Deps = { db: Database; clock: () => Date };
type Reader = { role: StaffRole };

const mayRead = ({ role }: Reader): void => {
  if (!can(role, 'keys:read')) throw new Error(`The role ${role} may not read customers.`);
};

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

type CustomerToSetUp = {
  id: string;
  name: string;
  /** Of the contacts who have not left. */
  contactNames: string[];
  workspaces: { name: string; region: string }[];
};

/** A customer with the workspaces that can be set up; null for an id that is none. */
export async function readCustomerToSetUp(
  { db }: Deps,
  staff: Reader,
  customerId: string | null,
): Promise<CustomerToSetUp | null> {
  mayRead(staff);
  if (customerId === null || !UUID.test(customerId)) return null;
  const name = (await customerNames(db, [customerId])).get(customerId);
  if (name === undefined) return null;
  const [workspaces, contacts] = await Promise.all([workspacesOf(db, customerId), contactsOf(db, customerId)]);
  return {
    id: customerId,
    name,
    contactNames: [...new Set(contacts.flatMap((contact) => (contact.leftAt === null ? [contact.name] : [])))],
    workspaces: workspaces
      .filter(({ hasActiveKey }) => !hasActiveKey)
      .map(({ name: workspace, region }) => ({ name: workspace, region })),
  };
}

/** Customers by their name or external id, the best matches first. */
export async function findCustomersToSetUp(
  deps: Deps,
  staff: Reader,
  name: string,
): Promise<{ id: string; name: string }[]> {
  mayRead(staff);
  const { rows } = await searchCustomerRows(
    deps.db,
    readCustomerFilter(() => null),
    name,
    deps.clock(),
  );
  return rows.map(({ id, name: found }) => ({ id, name: found }));
}
