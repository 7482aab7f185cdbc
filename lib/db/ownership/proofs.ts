import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { ownershipProofs } from '#drizzle/schema/ownership-proofs.ts';
import type { OwnershipProof } from '#lib/core/customer/customer.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import { nextActionOf } from '#lib/core/verdict/next-action.ts';
import { NOTHING_TO_TELL } from '#lib/core/verdict/tell-digest.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { NEEDED_AGAIN, toStoredKey, type StoredKey } from '#lib/db/key/keys.ts';
import { newId } from '#lib/db/new-id.ts';
import { insertEvents, moveSpan } from '#lib/db/verdict/key-history.ts';

export type NewProof = {
  keyId: string;
  customerId: string;
  arn: string;
  kind: OwnershipProof;
  provenAt: Date;
  /** Who recorded it; null where Keydesk saw it itself. */
  provenBy: string | null;
  reason: string | null;
};

/** Records how a key was proven. A key has one proof that counts at a time. */
export async function insertProof(tx: Transaction, proof: NewProof): Promise<string> {
  const id = newId();
  await tx.insert(ownershipProofs).values({ id, ...proof });
  return id;
}

/** Withdraws the proof that counts for a key, if one is stored. */
export async function withdrawProof(
  tx: Transaction,
  keyId: string,
  by: { at: Date; name: string; reason: string },
): Promise<void> {
  await tx
    .update(ownershipProofs)
    .set({ withdrawnAt: by.at, withdrawnBy: by.name, withdrawReason: by.reason })
    .where(and(eq(ownershipProofs.keyId, keyId), isNull(ownershipProofs.withdrawnAt)));
}

/** The AWS account of a key; null if there is no such key. It never changes. */
export async function accountOfKey(db: Executor, customerKeyId: string): Promise<string | null> {
  const [row] = await db
    .select({ awsAccountId: customerKeys.awsAccountId })
    .from(customerKeys)
    .where(eq(customerKeys.id, customerKeyId));
  return row?.awsAccountId ?? null;
}

/** A key with its check row, locked to the end of the transaction; null if there is none. */
export async function lockKey(tx: Transaction, customerKeyId: string): Promise<StoredKey | null> {
  const [row] = await tx
    .select({ key: customerKeys, check: keyChecks, neededAgain: NEEDED_AGAIN })
    .from(customerKeys)
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .where(eq(customerKeys.id, customerKeyId))
    .for('no key update', { of: customerKeys });
  return row ? toStoredKey(row.key, row.check, row.neededAgain) : null;
}

/** A key of another customer that counts as proven, or did until the proof was withdrawn. It holds the ARN. */
export type OtherHolder = {
  customerKeyId: string;
  customerId: string;
  customerName: string;
  role: string;
  withdrawn: boolean;
};

/** Which other customer's key holds an ARN; null if none does. No customer text may name it (H16). */
export async function otherHolderOf(
  db: Executor,
  { arn, customerId }: { arn: string; customerId: string },
): Promise<OtherHolder | null> {
  const [row] = await db
    .select({
      customerKeyId: customerKeys.id,
      customerId: customers.id,
      customerName: customers.name,
      role: customerKeys.role,
      withdrawn: sql<boolean>`${customerKeys.ownershipWithdrawnAt} is not null`,
    })
    .from(customerKeys)
    .innerJoin(customers, eq(customers.id, customerKeys.customerId))
    .where(
      and(
        eq(customerKeys.arn, sql`${arn}`),
        ne(customerKeys.role, 'retired'),
        sql`${customerKeys.ownershipProvenAt} is not null`,
        ne(customerKeys.customerId, customerId),
      ),
    );
  return row ?? null;
}

/** Whether a holder's ARN can go to somebody else: it is a pending setup whose proof was withdrawn. */
const isFree = (holder: OtherHolder): boolean => holder.withdrawn && holder.role === 'candidate';

/**
 * Which other customer stands in the way of proving a key; null if none does. A key in use holds its ARN even when its
 * proof is withdrawn: a person must decide what happens to the backups that it protects.
 */
export async function blockingHolder(
  db: Executor,
  key: { arn: string; customerId: string },
): Promise<OtherHolder | null> {
  const holder = await otherHolderOf(db, key);
  return holder === null || isFree(holder) ? null : holder;
}

/**
 * Writes that a key is proven, or not proven any more, with its status, event and period, and makes it due. A check that
 * began before is superseded. What checks found stays stored and goes on being kept up to date.
 */
export async function writeOwnership(
  tx: Transaction,
  key: StoredKey,
  change: { provenAt: Date | null; withdrawnAt: Date | null; verdict: Verdict; event: KeyEvent; at: Date },
): Promise<void> {
  const { provenAt, withdrawnAt, verdict, event, at } = change;
  await tx
    .update(customerKeys)
    .set({
      ownershipProvenAt: provenAt,
      ownershipWithdrawnAt: withdrawnAt,
      verdict: verdict.status,
      cause: verdict.cause,
      verdictSince: at,
      nextAction: nextActionOf(verdict, []),
      tellDigest: NOTHING_TO_TELL,
      usableUntil: null,
      notUsableSince: null,
      deadlineAt: null,
      revision: sql`${customerKeys.revision} + 1`,
    })
    .where(eq(customerKeys.id, key.customerKeyId));
  await tx
    .update(keyChecks)
    .set({ revision: sql`${keyChecks.revision} + 1`, nextCheckAt: at, spanLastSeenAt: at, spanCheckCount: 0 })
    .where(eq(keyChecks.keyId, key.customerKeyId));
  await moveSpan(tx, key, { verdict, from: at, previousEndsAt: at });
  const changed: KeyEvent = { kind: 'verdict_changed', from: key.record.verdict, to: verdict };
  await insertEvents(tx, key, [event, changed], at, null);
}
