import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { regionStatus } from '#drizzle/schema/region-status.ts';
import type { RegionView } from '#lib/core/verdict/control.ts';
import type { Transaction } from '#lib/db/database.ts';
import { NEEDED_AGAIN, toStoredKey, type StoredKey } from '#lib/db/key/keys.ts';

/** A key without a digest, and the incident in its region. */
export type NotDigested = { key: StoredKey; incident: Pick<RegionView, 'incidentSince' | 'ourSideCheckedAt'> };

/** Locks keys for which no version stored what their customer must be told. */
export async function notDigestedKeys(tx: Transaction, limit: number): Promise<NotDigested[]> {
  const rows = await tx
    .select({
      key: customerKeys,
      check: keyChecks,
      neededAgain: NEEDED_AGAIN,
      incidentSince: sql`${regionStatus.incidentSince}`.mapWith(regionStatus.incidentSince),
      ourSideCheckedAt: sql`${regionStatus.ourSideCheckedAt}`.mapWith(regionStatus.ourSideCheckedAt),
    })
    .from(customerKeys)
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .leftJoin(regionStatus, eq(regionStatus.region, customerKeys.region))
    .where(and(isNull(customerKeys.tellDigest), ne(customerKeys.role, 'retired')))
    .orderBy(asc(customerKeys.id))
    .limit(limit)
    .for('no key update', { of: customerKeys, skipLocked: true });
  return rows.map(({ key, check, neededAgain, incidentSince, ourSideCheckedAt }) => ({
    key: toStoredKey(key, check, neededAgain),
    incident: { incidentSince, ourSideCheckedAt },
  }));
}

/** Stores what the customer must be told about a key. */
export const setTellDigest = async (tx: Transaction, keyId: string, tellDigest: string): Promise<void> =>
  void (await tx.update(customerKeys).set({ tellDigest }).where(eq(customerKeys.id, keyId)));
