import type { By } from '#lib/core/staff/audit.ts';
import type { AuditAction } from '#lib/core/staff/staff-actions.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import { countRevision, lockRevision } from '#lib/db/customer/customers.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

export type CustomerDeps = { db: Database; clock: () => Date };

/** What a change of an existing customer names: the customer, and the revision that the person saw. */
export type OfCustomer = { customerId: string; revision: number };
/** Why such a change is refused: the customer is gone, or somebody changed them since the page was read. */
export type StaleCustomer = 'not_found' | 'superseded';

/** Locks a customer and compares the revision; null where the person saw the customer as they are now. */
export async function staleCustomer(
  tx: Transaction,
  { customerId, revision }: OfCustomer,
): Promise<StaleCustomer | null> {
  const stored = await lockRevision(tx, customerId);
  if (stored === null) return 'not_found';
  return stored === revision ? null : 'superseded';
}

type CustomerChange = {
  action: Extract<AuditAction, `customer.${string}`>;
  customerId: string;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
  reason?: string;
};

/** Tells open pages of a change and writes its audit entry, in the transaction of the change. */
export async function recordChange(
  tx: Transaction,
  { reason, ...change }: CustomerChange,
  at: Date,
  { actor, requestId }: By,
): Promise<void> {
  await announceChange(tx, { kind: 'customer', id: change.customerId });
  await appendAudit(
    tx,
    { ...change, actor, targetType: 'customer', targetId: change.customerId, reason: reason ?? null },
    at,
    requestId,
  );
}

/** The same for what belongs to a customer and is stored elsewhere: it counts as a change of the customer. */
export async function recordPartChange(tx: Transaction, change: CustomerChange, at: Date, by: By): Promise<void> {
  await countRevision(tx, change.customerId);
  await recordChange(tx, change, at, by);
}
