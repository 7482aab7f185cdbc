import { and, eq, gt, inArray, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { LONGEST_RELEASED_WAIT_MS } from '#lib/core/probe/schedule.ts';
import { CLOCK_TOLERANCE_MS } from '#lib/core/probe/clock-error.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';

/** At most one check of a key in this time, whoever asks (H24). */
export const CHECK_CLAIM_MS = 15_000;

/** A time after this one was written before a clock was set back (H26). */
const inFuture = (now: Date): Date => new Date(now.getTime() + CLOCK_TOLERANCE_MS);

const claimable = (now: Date) =>
  or(
    isNull(keyChecks.claimedAt),
    lte(keyChecks.claimedAt, new Date(now.getTime() - CHECK_CLAIM_MS)),
    gt(keyChecks.claimedAt, inFuture(now)),
  );

const isPast = (now: Date): SQL => lte(keyChecks.nextCheckAt, now);
/** No check plans the next one so far ahead: a clock was set back since (H26). */
const isTooFarAhead = (now: Date, longestMs: number): SQL =>
  gt(keyChecks.nextCheckAt, inFuture(new Date(now.getTime() + longestMs)));
/** The same in a statement that has the key: a released one is checked once a day. */
const isPlannedTooLate = (now: Date, longestMs: number): SQL =>
  sql`${isTooFarAhead(now, longestMs)} and (${customerKeys.role} <> 'released' or ${isTooFarAhead(now, LONGEST_RELEASED_WAIT_MS)})`;
const isDue = (now: Date, longestMs: number) => or(isPast(now), isTooFarAhead(now, longestMs));

/** Claims a key for a check for the next 15 s. False if another check has claimed it. */
export async function claimCheck(db: Executor, customerKeyId: string, now: Date): Promise<boolean> {
  const claimed = await db
    .update(keyChecks)
    .set({ claimedAt: now })
    .where(and(eq(keyChecks.keyId, customerKeyId), claimable(now)))
    .returning({ keyId: keyChecks.keyId });
  return claimed.length === 1;
}

/** Extends a claim made at `claimedSince` by 15 s. False if another check has claimed the key since. */
export async function renewClaim(db: Executor, customerKeyId: string, claimedSince: Date, now: Date): Promise<boolean> {
  const renewed = await db
    .update(keyChecks)
    .set({ claimedAt: now })
    .where(and(eq(keyChecks.keyId, customerKeyId), or(eq(keyChecks.claimedAt, claimedSince), claimable(now))))
    .returning({ keyId: keyChecks.keyId });
  return renewed.length === 1;
}

/**
 * Claims the keys of a batch that are still due and that no other check has claimed.
 * @param longestMs the longest time between two checks of a key
 */
export async function claimDueChecks(
  db: Executor,
  customerKeyIds: readonly string[],
  now: Date,
  longestMs: number,
): Promise<string[]> {
  const claimed = await db
    .update(keyChecks)
    .set({ claimedAt: now })
    .where(and(inArray(keyChecks.keyId, [...customerKeyIds]), isDue(now, longestMs), claimable(now)))
    .returning({ keyId: keyChecks.keyId });
  return claimed.map((row) => row.keyId);
}

/**
 * Postpones keys that are due and weren't checked because the region is paused. Writes nothing that a check writes, and
 * skips keys that another check has claimed.
 * @param claimedSince when the caller claimed them; null if it didn't
 * @param longestMs the longest time between two checks of a key
 */
export async function postponeChecks(
  db: Executor,
  customerKeyIds: readonly string[],
  until: Date,
  { claimedSince, now, longestMs }: { claimedSince: Date | null; now: Date; longestMs: number },
): Promise<void> {
  if (customerKeyIds.length === 0) return;
  await db
    .update(keyChecks)
    .set({ plannedAt: null, claimedAt: null, nextCheckAt: until })
    .where(
      and(
        inArray(keyChecks.keyId, [...customerKeyIds]),
        isDue(now, longestMs),
        claimedSince === null ? claimable(now) : or(eq(keyChecks.claimedAt, claimedSince), claimable(now)),
      ),
    );
}

/** The revision of a key's check row. It changes with every result. */
export async function checkRevision(db: Executor, customerKeyId: string): Promise<number | null> {
  const [row] = await db
    .select({ revision: keyChecks.revision })
    .from(keyChecks)
    .where(eq(keyChecks.keyId, customerKeyId));
  return row?.revision ?? null;
}

/**
 * Marks due keys as planned and returns them, longest due first. Keys of a lost plan are planned again later, and keys
 * that are planned too far ahead are planned now.
 * @param longestMs the longest time between two checks of a key
 */
export async function takeDueKeys(
  tx: Transaction,
  now: Date,
  { replanAfterMs, longestMs }: { replanAfterMs: number; longestMs: number },
  limit: number,
): Promise<{ customerKeyId: string; region: string }[]> {
  const due = await planWhere(tx, isPast(now), now, replanAfterMs, limit);
  // A second statement, so that each of them reads one end of the index.
  return due.length === limit
    ? due
    : [...due, ...(await planWhere(tx, isPlannedTooLate(now, longestMs), now, replanAfterMs, limit - due.length))];
}

async function planWhere(tx: Transaction, due: SQL, now: Date, replanAfterMs: number, limit: number) {
  const keys = tx
    .select({ keyId: keyChecks.keyId })
    .from(keyChecks)
    .innerJoin(customerKeys, eq(customerKeys.id, keyChecks.keyId))
    .where(
      and(
        due,
        or(
          isNull(keyChecks.plannedAt),
          lt(keyChecks.plannedAt, new Date(now.getTime() - replanAfterMs)),
          gt(keyChecks.plannedAt, inFuture(now)),
        ),
        sql`${customerKeys.role} <> 'retired'`,
        sql`${customerKeys.ownershipProvenAt} is not null`,
      ),
    )
    .orderBy(keyChecks.nextCheckAt)
    .limit(limit)
    .for('update', { of: keyChecks, skipLocked: true });
  const planned = await tx
    .update(keyChecks)
    .set({ plannedAt: now })
    .from(customerKeys)
    .where(and(eq(customerKeys.id, keyChecks.keyId), inArray(keyChecks.keyId, keys)))
    .returning({ customerKeyId: keyChecks.keyId, region: customerKeys.region, dueAt: keyChecks.nextCheckAt });
  return planned
    .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
    .map(({ customerKeyId, region }) => ({ customerKeyId, region }));
}
