import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { ownershipProofs } from '#drizzle/schema/ownership-proofs.ts';
import { replacementLines } from '#drizzle/schema/replacements.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import { OPEN_STATES } from '#lib/core/replacement/replacement.ts';
import type { Executor } from '#lib/db/database.ts';

/** A customer's own row, or that of the service provider who holds their keys; null where they have no provider. */
export async function findHolder(
  db: Executor,
  customerId: string,
  whose: 'customer' | 'provider',
): Promise<{ id: string; name: string } | null> {
  const provider = alias(customers, 'provider');
  const [row] = await db
    .select({ own: { id: customers.id, name: customers.name }, provider: { id: provider.id, name: provider.name } })
    .from(customers)
    .leftJoin(provider, eq(provider.id, customers.providerId))
    .where(eq(customers.id, customerId));
  return (whose === 'customer' ? row?.own : row?.provider) ?? null;
}

/** A key that the holder has already, by its ARN; null where there is none that isn't retired. */
export async function findKeyOfHolder(db: Executor, holderId: string, arn: string): Promise<string | null> {
  const [row] = await db
    .select({ id: customerKeys.id })
    .from(customerKeys)
    .where(
      and(
        eq(customerKeys.customerId, holderId),
        // The parameter is text; only what was parsed is a KeyArn.
        eq(customerKeys.arn, arn as typeof customerKeys.$inferSelect.arn),
        ne(customerKeys.role, 'retired'),
      ),
    );
  return row?.id ?? null;
}

/** The customers whose workspaces a key protects, or will protect when their open setups are cleared or their replacements switched. */
export const customersUsing = async (db: Executor, keyId: string): Promise<string[]> => {
  const protectedNow = db
    .select({ id: workspaces.customerId })
    .from(keyAssignments)
    .innerJoin(workspaces, eq(workspaces.id, keyAssignments.workspaceId))
    .where(and(eq(keyAssignments.keyId, keyId), isNull(keyAssignments.toAt)));
  const inSetup = db
    .select({ id: workspaces.customerId })
    .from(setupLines)
    .innerJoin(workspaces, eq(workspaces.id, setupLines.workspaceId))
    .where(and(eq(setupLines.keyId, keyId), isNull(setupLines.clearedAt), isNull(setupLines.endedAt)));
  const inReplacement = db
    .select({ id: workspaces.customerId })
    .from(replacementLines)
    .innerJoin(workspaces, eq(workspaces.id, replacementLines.workspaceId))
    .where(and(eq(replacementLines.newKeyId, keyId), inArray(replacementLines.state, [...OPEN_STATES])));
  const rows = await protectedNow.union(inSetup).union(inReplacement);
  return rows.map(({ id }) => id);
};

/** The proof of a key's ownership that counts; null where there is none. */
export async function proofOf(db: Executor, keyId: string): Promise<string | null> {
  const [row] = await db
    .select({ id: ownershipProofs.id })
    .from(ownershipProofs)
    .where(and(eq(ownershipProofs.keyId, keyId), isNull(ownershipProofs.withdrawnAt)));
  return row?.id ?? null;
}

/** The names of customers, by their ids. */
export async function customerNames(db: Executor, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .select({ id: customers.id, name: customers.name })
    .from(customers)
    .where(inArray(customers.id, [...ids]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
