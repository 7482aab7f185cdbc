import { asc, eq, inArray, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import type { Transaction } from '#lib/db/database.ts';

/** A key from before keys had an urgency and assignments. */
export type OldKey = {
  id: string;
  customerId: string;
  region: string;
  role: string;
  workspace: string;
  createdAt: Date;
};

/** Locks keys that an earlier version wrote and that no job has filled yet. */
export async function lockOldKeys(tx: Transaction, limit: number): Promise<OldKey[]> {
  return tx
    .select({
      id: customerKeys.id,
      customerId: customerKeys.customerId,
      region: customerKeys.region,
      role: customerKeys.role,
      workspace: customerKeys.workspace,
      createdAt: customerKeys.createdAt,
    })
    .from(customerKeys)
    .where(sql`not ${customerKeys.assignmentsFilled}`)
    .orderBy(asc(customerKeys.id))
    .limit(limit)
    .for('no key update', { skipLocked: true });
}

/** The keys among these that some workspace has. */
export async function assignedAmong(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectDistinct({ keyId: keyAssignments.keyId })
    .from(keyAssignments)
    .where(inArray(keyAssignments.keyId, [...ids]));
  return new Set(rows.map(({ keyId }) => keyId));
}

/** Marks a key as filled, and lets the trigger compute its urgency and with it its customer's place in the list. */
export async function markFilled(tx: Transaction, customerKeyId: string): Promise<void> {
  await tx
    .update(customerKeys)
    .set({ assignmentsFilled: true, urgency: sql`${customerKeys.urgency}` })
    .where(eq(customerKeys.id, customerKeyId));
}
