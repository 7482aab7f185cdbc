import { ASSIGNMENT_ROLES } from '#lib/core/key/role.ts';
import type { Database } from '#lib/db/database.ts';
import { assignKey, findOrAddWorkspace } from '#lib/db/key/assignments.ts';
import { lockCustomersOf } from '#lib/db/verdict/expiry.ts';
import { assignedAmong, lockOldKeys, markFilled } from '#lib/db/key/old-rows.ts';

/** Keys in one transaction: it holds its locks for a moment. */
const KEYS_AT_ONCE = 100;
/** A run ends after this time and the next one goes on, so that it doesn't hold up the scheduler. */
const RUN_MS = 15_000;

/**
 * Gives keys of an earlier version what this one stores: the urgency, and an assignment of origin `legacy` to the
 * workspace `default` of their customer and region. Once all are filled it costs one look at an empty index.
 * @returns how many keys were filled
 */
export async function fillOldRows({ db }: { db: Database }): Promise<number> {
  const endsAt = performance.now() + RUN_MS;
  let filled = 0;
  while (performance.now() < endsAt) {
    const batch = await fillBatch(db);
    filled += batch;
    if (batch < KEYS_AT_ONCE) break;
  }
  return filled;
}

const fillBatch = (db: Database): Promise<number> =>
  db.transaction(async (tx) => {
    const keys = await lockOldKeys(tx, KEYS_AT_ONCE);
    const ids = keys.map(({ id }) => id);
    await lockCustomersOf(tx, ids);
    const assigned = await assignedAmong(tx, ids);
    for (const { id, customerId, region, role: stored, workspace: name, createdAt: at } of keys) {
      const role = ASSIGNMENT_ROLES.find((known) => known === stored);
      if (role !== undefined && !assigned.has(id)) {
        const workspaceId = await findOrAddWorkspace(tx, { customerId, region, name, at });
        await assignKey(tx, { workspaceId, keyId: id, role, from: at, origin: 'legacy', originId: null });
      }
      await markFilled(tx, id);
    }
    return keys.length;
  });
