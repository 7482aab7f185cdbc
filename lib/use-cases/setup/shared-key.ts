import { can } from '#lib/core/staff/capability.ts';
import { STAFF_ROLES } from '#lib/core/staff/staff-actions.ts';
import type { Transaction } from '#lib/db/database.ts';
import { customersUsing } from '#lib/db/setup/holders.ts';

/** Whether this person may use one key for several customers. */
const isApprover = (role: string): boolean =>
  STAFF_ROLES.some((known) => known === role && can(known, 'ownership:except'));

/**
 * The other customers who use a key, or will use it when their open setups are cleared; null where this person alone may
 * not add one more. Lock the key's account first, so that two customers come one after the other.
 */
export async function mayShareKey(
  tx: Transaction,
  key: { keyId: string; customerId: string },
  { role }: { role: string },
): Promise<string[] | null> {
  const others = (await customersUsing(tx, key.keyId)).filter((id) => id !== key.customerId);
  return others.length === 0 || isApprover(role) ? others : null;
}
