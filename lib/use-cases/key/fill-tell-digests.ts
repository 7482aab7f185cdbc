import { NOTHING_TO_TELL, tellDigest, withNeededAgain } from '#lib/core/verdict/tell-digest.ts';
import type { Database } from '#lib/db/database.ts';
import { mayShow } from '#lib/db/key/keys.ts';
import { notDigestedKeys, setTellDigest, type NotDigested } from '#lib/db/key/tell-digests.ts';

/** Keys in one transaction: it holds its locks for a moment. */
const KEYS_AT_ONCE = 100;
/** A run ends after this time and the next one goes on, so that it doesn't hold up the scheduler. */
const RUN_MS = 15_000;

/**
 * Stores for keys of an earlier version what their customer must be told, from what their last check found. Once all are
 * filled it costs one look at an empty index.
 * @returns how many keys were filled
 */
export async function fillTellDigests({ db, clock }: { db: Database; clock: () => Date }): Promise<number> {
  const endsAt = performance.now() + RUN_MS;
  let filled = 0;
  while (performance.now() < endsAt) {
    const batch = await fillBatch(db, clock());
    filled += batch;
    if (batch < KEYS_AT_ONCE) break;
  }
  return filled;
}

const fillBatch = (db: Database, now: Date): Promise<number> =>
  db.transaction(async (tx) => {
    const keys = await notDigestedKeys(tx, KEYS_AT_ONCE);
    for (const one of keys) await setTellDigest(tx, one.key.customerKeyId, digestOf(one, now));
    return keys.length;
  });

/** Nothing is said about a key that is not proven to be the customer's (H16). */
function digestOf({ key, incident }: NotDigested, now: Date): string {
  if (!mayShow(key)) return NOTHING_TO_TELL;
  const digest = tellDigest(key.record, incident, now);
  return key.neededAgain ? withNeededAgain(digest) : digest;
}
