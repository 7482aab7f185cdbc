import { and, eq, gt, isNull, lte, ne, or, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { NO_REGION_VIEW } from '#lib/core/verdict/control.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { NEEDED_AGAIN, toStoredKey, type StoredKey } from '#lib/db/key/keys.ts';
import { insertEvents, moveSpan } from '#lib/db/verdict/key-history.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import { actsWhileNeededAgain, nextActionOf } from '#lib/core/verdict/next-action.ts';
import { tellDigest, withNeededAgain } from '#lib/core/verdict/tell-digest.ts';

/**
 * Usable keys whose time ran out, locked: it has passed, lies further ahead than any test allows (a clock was set back),
 * or was never stored. The caller looks at the tests themselves, because an earlier version may not move the time.
 * @param latest the latest time that a test of now allows
 */
export async function lockRunOut(tx: Executor, now: Date, latest: Date, limit: number): Promise<StoredKey[]> {
  const rows = await tx
    .select({ key: customerKeys, check: keyChecks, neededAgain: NEEDED_AGAIN })
    .from(customerKeys)
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .where(
      and(
        eq(customerKeys.verdict, 'usable'),
        ne(customerKeys.role, 'retired'),
        or(lte(customerKeys.usableUntil, now), gt(customerKeys.usableUntil, latest), isNull(customerKeys.usableUntil)),
      ),
    )
    .limit(limit)
    // Weaker than "for update": a check's result that moves a day of calls refers to the key while it has the check's row.
    .for('no key update', { of: customerKeys, skipLocked: true });
  return rows.map(({ key, check, neededAgain }) => toStoredKey(key, check, neededAgain));
}

/**
 * Locks the customers of keys, holders and clients, in the order of their ids: the triggers lock them one key at a time, so
 * two transactions with several keys could wait for each other.
 */
export async function lockCustomersOf(tx: Transaction, customerKeyIds: readonly string[]): Promise<void> {
  if (customerKeyIds.length === 0) return;
  await tx.execute(sql`
    select 1 from customers where id in (
      select customer_id from customer_keys where id = any(${sql.param([...customerKeyIds])}::uuid[])
      union
      select w.customer_id from key_assignments a join workspaces w on w.id = a.workspace_id
      where a.key_id = any(${sql.param([...customerKeyIds])}::uuid[]) and a.to_at is null
    ) order by id for no key update`);
}

/** Stores until when a key stays usable. */
export async function setUsableUntil(tx: Transaction, customerKeyId: string, usableUntil: Date): Promise<void> {
  await tx.update(customerKeys).set({ usableUntil }).where(eq(customerKeys.id, customerKeyId));
}

/**
 * Writes that a usable key's tests ran out, with its event and its period, and makes it due. A check that began before is
 * superseded: it was judged as if the key were still usable.
 */
export async function writeExpired(tx: Transaction, key: StoredKey, verdict: Verdict, now: Date): Promise<void> {
  const ofCause = nextActionOf(verdict, []);
  const nextAction =
    key.record.role === 'released' ? 'nobody' : key.neededAgain ? actsWhileNeededAgain(ofCause) : ofCause;
  // A usable key has no denial, so no incident is about it.
  const digest = tellDigest({ ...key.record, verdict, verdictSince: now }, NO_REGION_VIEW, now);
  await tx
    .update(customerKeys)
    .set({
      verdict: verdict.status,
      cause: verdict.cause,
      verdictSince: now,
      nextAction,
      tellDigest: key.neededAgain ? withNeededAgain(digest) : digest,
      usableUntil: null,
    })
    .where(eq(customerKeys.id, key.customerKeyId));
  await tx
    .update(keyChecks)
    .set({ revision: sql`${keyChecks.revision} + 1`, nextCheckAt: now, spanLastSeenAt: now, spanCheckCount: 0 })
    .where(eq(keyChecks.keyId, key.customerKeyId));
  await moveSpan(tx, key, { verdict, from: now, previousEndsAt: now });
  await insertEvents(tx, key, [{ kind: 'verdict_changed', from: key.record.verdict, to: verdict }], now, null);
}
