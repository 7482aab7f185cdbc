import type { Transaction } from '#lib/db/database.ts';
import { lockKey } from '#lib/db/departure/releases.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import { insertEvents } from '#lib/db/verdict/key-history.ts';

/**
 * Adds to the history of keys whose assignments were moved in this transaction. A key that another workspace goes on using in
 * a stronger role has that role as before.
 * @param keys as they were read before
 */
export async function tellRoles(
  tx: Transaction,
  keys: readonly StoredKey[],
  { by, reason, at }: { by: string; reason: string; at: Date },
): Promise<void> {
  for (const key of keys) {
    const to = (await lockKey(tx, key.customerKeyId))?.role;
    const from = key.record.role;
    if (to !== undefined && to !== from)
      await insertEvents(tx, key, [{ kind: 'role_changed', from, to, by, reason }], at, null);
  }
}
