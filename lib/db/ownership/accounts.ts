import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import { customerAccounts } from '#drizzle/schema/customer-accounts.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { ownershipProofs } from '#drizzle/schema/ownership-proofs.ts';
import type { AccountProof } from '#lib/core/customer/customer.ts';
import { accountCovers } from '#lib/core/customer/ownership.ts';
import { holdersOfAccount } from '#lib/db/customer/accounts.ts';
import type { Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/** Nobody else binds this account, or covers a key by it, until the transaction ends. */
export async function lockAccount(tx: Transaction, awsAccountId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`keydesk.account ${awsAccountId}`}))`);
}

/** Whether a holder's proven account covers a further key of theirs. Lock the account first. */
export const isCovered = async (tx: Transaction, customerId: string, awsAccountId: string): Promise<boolean> =>
  accountCovers(await holdersOfAccount(tx, awsAccountId), customerId);

/** Binds an account to a holder. Lock the account first. */
export async function insertAccount(
  tx: Transaction,
  account: {
    customerId: string;
    awsAccountId: string;
    proof: AccountProof;
    provenAt: Date;
    provenBy: string | null;
    sharedSince: Date | null;
  },
): Promise<void> {
  await tx.insert(customerAccounts).values({ id: newId(), ...account });
}

/**
 * Marks every binding of an account as shared.
 * @returns the customers for whom that is new
 */
export async function markShared(tx: Transaction, awsAccountId: string, at: Date): Promise<string[]> {
  const marked = await tx
    .update(customerAccounts)
    .set({ sharedSince: at })
    .where(
      and(
        eq(customerAccounts.awsAccountId, awsAccountId),
        isNull(customerAccounts.revokedAt),
        isNull(customerAccounts.sharedSince),
      ),
    )
    .returning({ customerId: customerAccounts.customerId });
  return marked.map(({ customerId }) => customerId);
}

/** Whether a key of this holder, other than this one, was proven by a code of its own in this account. */
async function isProvenOtherwise(tx: Transaction, key: OfKey): Promise<boolean> {
  const [other] = await tx
    .select({ id: customerKeys.id })
    .from(customerKeys)
    .innerJoin(ownershipProofs, eq(ownershipProofs.keyId, customerKeys.id))
    .where(
      and(
        eq(customerKeys.customerId, key.customerId),
        eq(customerKeys.awsAccountId, key.awsAccountId),
        ne(customerKeys.id, key.customerKeyId),
        isNull(ownershipProofs.withdrawnAt),
        inArray(ownershipProofs.kind, ['description_code', 'ciphertext']),
      ),
    )
    .limit(1);
  return other !== undefined;
}

type OfKey = { customerKeyId: string; customerId: string; awsAccountId: string };

/**
 * Takes back that an account is bound to a key's holder, where only the code of this key had shown it: it covers no further
 * key. Lock the account first.
 * @returns false where there is nothing to take back, or somebody else vouches for the account
 */
export async function revokeAccountOf(
  tx: Transaction,
  key: OfKey,
  by: { at: Date; name: string; reason: string },
): Promise<boolean> {
  if (await isProvenOtherwise(tx, key)) return false;
  const revoked = await tx
    .update(customerAccounts)
    .set({ revokedAt: by.at, revokedBy: by.name, revokeReason: by.reason })
    .where(
      and(
        eq(customerAccounts.customerId, key.customerId),
        eq(customerAccounts.awsAccountId, key.awsAccountId),
        isNull(customerAccounts.revokedAt),
        inArray(customerAccounts.proof, ['description_token', 'ciphertext']),
      ),
    )
    .returning({ id: customerAccounts.id });
  return revoked.length > 0;
}

/** The keys of a holder in an account that nobody has proven yet, apart from one. A withdrawn proof is not among them. */
export async function waitingKeysOfAccount(tx: Transaction, key: OfKey): Promise<string[]> {
  const rows = await tx
    .select({ id: customerKeys.id })
    .from(customerKeys)
    .where(
      and(
        eq(customerKeys.customerId, key.customerId),
        eq(customerKeys.awsAccountId, key.awsAccountId),
        ne(customerKeys.id, key.customerKeyId),
        ne(customerKeys.role, 'retired'),
        isNull(customerKeys.ownershipProvenAt),
      ),
    )
    .orderBy(customerKeys.id);
  return rows.map(({ id }) => id);
}

/**
 * The keys of these holders that count as theirs only because of the account: proven by nothing of their own. Keys from
 * before proofs were stored are among them.
 */
export async function coveredOnlyByAccount(
  tx: Transaction,
  awsAccountId: string,
  customerIds: readonly string[],
): Promise<string[]> {
  if (customerIds.length === 0) return [];
  const rows = await tx
    .select({ id: customerKeys.id })
    .from(customerKeys)
    .where(
      and(
        inArray(customerKeys.customerId, [...customerIds]),
        eq(customerKeys.awsAccountId, awsAccountId),
        ne(customerKeys.role, 'retired'),
        sql`${customerKeys.ownershipProvenAt} is not null and ${customerKeys.ownershipWithdrawnAt} is null`,
        sql`not exists (select from ${ownershipProofs} where ${ownershipProofs.keyId} = ${customerKeys.id}
          and ${ownershipProofs.withdrawnAt} is null and ${ownershipProofs.kind} <> 'account')`,
      ),
    )
    .orderBy(customerKeys.id);
  return rows.map(({ id }) => id);
}
