import { and, eq, exists, gt, inArray, isNotNull, isNull, lte, ne, or, sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { ownershipChecks } from '#drizzle/schema/ownership-checks.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import type { OwnershipAnswer } from '#lib/core/customer/customer.ts';
import { ASK_CLAIM_MS } from '#lib/core/customer/ownership.ts';
import { CLOCK_TOLERANCE_MS } from '#lib/core/probe/clock-error.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';

/** A key in use whose proof is missing or was withdrawn. */
const isUnproven = and(
  ne(customerKeys.role, 'retired'),
  or(isNull(customerKeys.ownershipProvenAt), isNotNull(customerKeys.ownershipWithdrawnAt)),
);

/** A time after this one was written before a clock was set back (H26). */
const inFuture = (now: Date, aheadMs = 0): Date => new Date(now.getTime() + aheadMs + CLOCK_TOLERANCE_MS);
/** No question is planned further ahead. */
const LONGEST_AHEAD_MS = 3_600_000;

/** Begins to ask for the code of unproven keys, or begins anew: every five minutes again, from now on. */
export async function startAsking(tx: Executor, keyIds: readonly string[], at: Date): Promise<void> {
  if (keyIds.length === 0) return;
  await tx
    .insert(ownershipChecks)
    .values(keyIds.map((keyId) => ({ keyId, since: at, nextAt: at })))
    .onConflictDoUpdate({ target: ownershipChecks.keyId, set: { since: at, nextAt: at } });
}

/** The unproven keys that came with a setup. */
export async function unprovenKeysOfSetup(db: Executor, setupId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ keyId: customerKeys.id })
    .from(setupLines)
    .innerJoin(customerKeys, eq(customerKeys.id, setupLines.keyId))
    .where(and(eq(setupLines.setupId, setupId), isUnproven));
  return rows.map(({ keyId }) => keyId);
}

/** A proven key is no longer asked about. */
export async function stopAsking(tx: Transaction, keyId: string): Promise<void> {
  await tx.delete(ownershipChecks).where(eq(ownershipChecks.keyId, keyId));
}

type DueKey = { customerKeyId: string; region: string };

/** The keys to ask about now, longest due first; then those that were planned before a clock was set back (H26). */
export async function dueOwnershipChecks(db: Executor, now: Date, limit: number): Promise<DueKey[]> {
  const due = await asked(db, lte(ownershipChecks.nextAt, now), limit);
  // A second statement, so that each of them reads one end of the index.
  const ahead = gt(ownershipChecks.nextAt, inFuture(now, LONGEST_AHEAD_MS));
  return due.length === limit ? due : [...due, ...(await asked(db, ahead, limit - due.length))];
}

const asked = (db: Executor, when: SQL, limit: number): Promise<DueKey[]> =>
  db
    .select({ customerKeyId: ownershipChecks.keyId, region: customerKeys.region })
    .from(ownershipChecks)
    .innerJoin(customerKeys, eq(customerKeys.id, ownershipChecks.keyId))
    .where(and(when, isUnproven))
    .orderBy(ownershipChecks.nextAt)
    .limit(limit);

/** Claims an unproven key for a question. False if another one began within 15 seconds, or if it isn't asked about. */
export async function claimOwnershipCheck(db: Executor, keyId: string, now: Date): Promise<boolean> {
  const claimed = await db
    .update(ownershipChecks)
    .set({ claimedAt: now })
    .where(
      and(
        eq(ownershipChecks.keyId, keyId),
        or(
          isNull(ownershipChecks.claimedAt),
          lte(ownershipChecks.claimedAt, new Date(now.getTime() - ASK_CLAIM_MS)),
          gt(ownershipChecks.claimedAt, inFuture(now)),
        ),
        exists(
          db
            .select({ id: customerKeys.id })
            .from(customerKeys)
            .where(and(eq(customerKeys.id, ownershipChecks.keyId), isUnproven)),
        ),
      ),
    )
    .returning({ keyId: ownershipChecks.keyId });
  return claimed.length === 1;
}

/** Since when an unproven key is asked about, and what the last answer was; null if it isn't. */
export async function findOwnershipCheck(db: Executor, keyId: string) {
  const [row] = await db.select().from(ownershipChecks).where(eq(ownershipChecks.keyId, keyId));
  return row ?? null;
}

/** Stores an answer, unless the key was proven or asked about by somebody else meanwhile. */
export async function storeAnswer(
  tx: Executor,
  keyId: string,
  { answer, askedAt, at, nextAt }: { answer: OwnershipAnswer; askedAt: Date; at: Date; nextAt: Date },
): Promise<boolean> {
  const stored = await tx
    .update(ownershipChecks)
    .set({ lastAt: at, lastAnswer: answer, nextAt })
    .where(and(eq(ownershipChecks.keyId, keyId), eq(ownershipChecks.claimedAt, askedAt)))
    .returning({ keyId: ownershipChecks.keyId });
  return stored.length === 1;
}

/** Puts off questions that can't be asked now, without an answer. */
export async function putOffAsking(db: Executor, keyIds: readonly string[], until: Date): Promise<void> {
  if (keyIds.length === 0) return;
  await db
    .update(ownershipChecks)
    .set({ nextAt: sql`greatest(${ownershipChecks.nextAt}, ${until.toISOString()}::timestamptz)` })
    .where(inArray(ownershipChecks.keyId, [...keyIds]));
}
