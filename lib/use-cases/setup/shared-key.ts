import { can } from '#lib/core/staff/capability.ts';
import { STAFF_ROLES } from '#lib/core/staff/staff-actions.ts';
import type { Transaction } from '#lib/db/database.ts';
import { customersUsing } from '#lib/db/setup/holders.ts';

/** Whether this person may use one key for several customers. */
const isApprover = (role: string): boolean =>
  STAFF_ROLES.some((known) => known === role && can(known, 'ownership:except'));

/**
 * The other customers who use a key, or will use it when their open setups are cleared, and whether this person alone may
 * add one more. Lock the key's account first, so that two customers come one after the other.
 * @param key `keyId` null for a key that is not stored yet
 */
export async function sharingOf(
  tx: Transaction,
  { keyId, customerId }: { keyId: string | null; customerId: string },
  { role }: { role: string },
): Promise<{ others: string[]; allowed: boolean }> {
  const others = keyId === null ? [] : (await customersUsing(tx, keyId)).filter((id) => id !== customerId);
  return { others, allowed: others.length === 0 || isApprover(role) };
}
