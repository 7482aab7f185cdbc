import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import type { Transaction } from '#lib/db/database.ts';
import { NOT_FILLED_URGENCY } from '#lib/core/verdict/urgency.ts';

/** A key from before keys had an urgency and assignments. */
export type OldKey = {
  id: string;
  customerId: string;
  region: string;
  role: string;
  workspace: string;
  createdAt: Date;
};

/** Locks keys that an earlier version wrote and that no job has filled yet, in the order of their customers. */
export async function lockOldKeys(tx: Transaction, limit: number): Promise<OldKey[]> {
  const rows = await tx
    .select({
      id: customerKeys.id,
      customerId: customerKeys.customerId,
      region: customerKeys.region,
      role: customerKeys.role,
      workspace: customerKeys.workspace,
      createdAt: customerKeys.createdAt,
    })
    .from(customerKeys)
    .where(eq(customerKeys.urgency, NOT_FILLED_URGENCY))
    .orderBy(asc(customerKeys.id))
    .limit(limit)
    .for('update', { skipLocked: true });
  return rows.toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1));
}

/** The keys among these that some workspace has. */
export async function assignedAmong(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectDistinct({ keyId: keyAssignments.keyId })
    .from(keyAssignments)
    .where(inArray(keyAssignments.keyId, [...ids]));
  return new Set(rows.map(({ keyId }) => keyId));
}

/** Lets the trigger compute a key's urgency, and with it its customer's place in the list of customers. */
export async function fillUrgency(tx: Transaction, customerKeyId: string): Promise<void> {
  await tx
    .update(customerKeys)
    .set({ urgency: sql`${customerKeys.urgency}` })
    .where(and(eq(customerKeys.id, customerKeyId), eq(customerKeys.urgency, NOT_FILLED_URGENCY)));
}
