import { isVerifiedContact } from '#lib/core/customer/customer.ts';
import type { NewReplacement } from '#lib/core/pages/new-replacement.ts';
import { IN_REPLACEMENT_ALREADY, LEAVES_ALREADY } from '#lib/core/replacement/new-replacement-words.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import type { Database } from '#lib/db/database.ts';
import { leavingWorkspaces } from '#lib/db/departure/departures.ts';
import { activeKeysOf } from '#lib/db/replacement/active-keys.ts';
import { workspacesInReplacement } from '#lib/db/replacement/list-reads.ts';
import { contactsOfCustomer } from '#lib/db/replacement/page-reads.ts';
import { mayReadReplacements } from './replacement-page.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A customer with the workspaces whose key can be replaced, and who may have asked; null for an id that is none. */
export async function readNewReplacement(
  { db }: { db: Database },
  staff: { role: StaffRole },
  customerId: string | null,
): Promise<NewReplacement | null> {
  mayReadReplacements(staff);
  const customer = customerId === null || !UUID.test(customerId) ? null : await findCustomer(db, customerId);
  if (customer === null) return null;
  const [active, replaced, leaving, contacts] = await Promise.all([
    activeKeysOf(db, customer.id),
    workspacesInReplacement(db, customer.id),
    leavingWorkspaces(db, customer.id),
    contactsOfCustomer(db, customer.id),
  ]);
  const blockOf = (workspaceId: string): NewReplacement['workspaces'][number]['blocked'] => {
    const request = replaced.find((one) => one.workspaceId === workspaceId);
    if (request !== undefined) return { words: IN_REPLACEMENT_ALREADY, href: `/replacements/${request.replacementId}` };
    const departure = leaving.find((one) => one.workspaceId === workspaceId);
    return departure === undefined ? null : { words: LEAVES_ALREADY, href: `/departures/${departure.departureId}` };
  };
  return {
    id: customer.id,
    name: customer.name,
    workspaces: active.map(({ workspaceId, workspace, region, arn }) => ({
      id: workspaceId,
      name: workspace,
      region,
      arn,
      blocked: blockOf(workspaceId),
    })),
    contacts: contacts.map((contact) => ({ id: contact.id, name: contact.name, verified: isVerifiedContact(contact) })),
  };
}
