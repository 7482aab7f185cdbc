import { and, asc, eq, isNull } from 'drizzle-orm';
import { customerAccounts } from '#drizzle/schema/customer-accounts.ts';
import { customers } from '#drizzle/schema/customers.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';

export type StoredAccount = typeof customerAccounts.$inferSelect;

/** The holders that an AWS account is bound to now. */
export async function holdersOfAccount(
  db: Executor,
  awsAccountId: string,
): Promise<{ customerId: string; name: string; sharedSince: Date | null }[]> {
  return db
    .select({ customerId: customers.id, name: customers.name, sharedSince: customerAccounts.sharedSince })
    .from(customerAccounts)
    .innerJoin(customers, eq(customers.id, customerAccounts.customerId))
    .where(and(eq(customerAccounts.awsAccountId, awsAccountId), isNull(customerAccounts.revokedAt)))
    .orderBy(asc(customers.name));
}

/** A binding of an AWS account to a customer that holds now; null if there is none with this id. */
export async function findBinding(db: Executor, accountId: string): Promise<StoredAccount | null> {
  const [row] = await db
    .select()
    .from(customerAccounts)
    .where(and(eq(customerAccounts.id, accountId), isNull(customerAccounts.revokedAt)));
  return row ?? null;
}

/** Ends a binding. It stays on record, with who ended it and why. */
export async function revokeAccountRow(
  tx: Transaction,
  accountId: string,
  revoked: { at: Date; by: string; reason: string },
): Promise<void> {
  await tx
    .update(customerAccounts)
    .set({ revokedAt: revoked.at, revokedBy: revoked.by, revokeReason: revoked.reason })
    .where(eq(customerAccounts.id, accountId));
}
