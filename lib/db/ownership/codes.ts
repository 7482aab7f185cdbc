import { and, desc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { ownershipCodes } from '#drizzle/schema/ownership-codes.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { setups } from '#drizzle/schema/setups.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/** Adds a code to a setup. */
export async function insertCode(
  tx: Transaction,
  code: { setupId: string; code: string; createdAt: Date; expiresAt: Date },
): Promise<string> {
  const id = newId();
  await tx.insert(ownershipCodes).values({ id, ...code });
  return id;
}

/** An open setup by its id, locked; null if there is none or it was withdrawn. */
export async function lockOpenSetup(tx: Transaction, setupId: string): Promise<{ customerId: string } | null> {
  const [row] = await tx
    .select({ customerId: setups.customerId })
    .from(setups)
    .where(and(eq(setups.id, setupId), isNull(setups.withdrawnAt)))
    .for('share');
  return row ?? null;
}

/**
 * Lets the newest unused code of an open setup last longer, also one that has expired.
 * @returns the code and when it would have expired; null if there is none
 */
export async function extendCodeRow(
  tx: Transaction,
  setupId: string,
  expiresAt: Date,
): Promise<{ codeId: string; code: string; expiredAt: Date } | null> {
  const [newest] = await tx
    .select({ codeId: ownershipCodes.id, code: ownershipCodes.code, expiredAt: ownershipCodes.expiresAt })
    .from(ownershipCodes)
    .where(and(eq(ownershipCodes.setupId, setupId), isNull(ownershipCodes.usedAt)))
    .orderBy(desc(ownershipCodes.createdAt))
    .limit(1)
    .for('update');
  if (newest === undefined) return null;
  await tx.update(ownershipCodes).set({ expiresAt }).where(eq(ownershipCodes.id, newest.codeId));
  return newest;
}

/**
 * The codes with which a key may be proven now, newest first: unused and not expired, of a setup that the key came with, or
 * of another one of its holder. A setup that was withdrawn gives none.
 */
export async function openCodesFor(
  db: Executor,
  key: { customerKeyId: string; customerId: string },
  now: Date,
): Promise<{ id: string; code: string }[]> {
  // Two conditions with an index each; as one with "or", all codes would be read.
  const ofHolder = db.select({ id: setups.id }).from(setups).where(eq(setups.customerId, key.customerId));
  const cameWith = db
    .select({ id: setupLines.setupId })
    .from(setupLines)
    .where(eq(setupLines.keyId, key.customerKeyId));
  return db
    .select({ id: ownershipCodes.id, code: ownershipCodes.code })
    .from(ownershipCodes)
    .innerJoin(setups, eq(setups.id, ownershipCodes.setupId))
    .where(
      and(
        inArray(ownershipCodes.setupId, ofHolder.union(cameWith)),
        isNull(setups.withdrawnAt),
        isNull(ownershipCodes.usedAt),
        gt(ownershipCodes.expiresAt, now),
      ),
    )
    .orderBy(desc(ownershipCodes.createdAt));
}

/**
 * Uses a code for the first key that shows it.
 * @returns the setup that it belongs to; null if it was used or expired meanwhile
 */
export async function useCode(
  tx: Transaction,
  codeId: string,
  keyId: string,
  at: Date,
): Promise<{ setupId: string } | null> {
  const [used] = await tx
    .update(ownershipCodes)
    .set({ usedAt: at, usedKeyId: keyId })
    .where(and(eq(ownershipCodes.id, codeId), isNull(ownershipCodes.usedAt), gt(ownershipCodes.expiresAt, at)))
    .returning({ setupId: ownershipCodes.setupId });
  return used ?? null;
}
