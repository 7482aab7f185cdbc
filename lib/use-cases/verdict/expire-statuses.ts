import { testsHold, testsValidUntil } from '#lib/core/verdict/tests-hold.ts';
import { TESTS_OVERDUE } from '#lib/core/verdict/judge.ts';
import { CLOCK_TOLERANCE_MS } from '#lib/core/probe/clock-error.ts';
import { isWorkerAtWork } from '#lib/core/probe/worker-at-work.ts';
import { TESTS_VALID_MS } from '#lib/core/probe/which-tests.ts';
import { announceKeys } from '#lib/db/announce.ts';
import type { Database } from '#lib/db/database.ts';
import { lockCustomersOf, lockRunOut, setUsableUntil, writeExpired } from '#lib/db/verdict/expiry.ts';
import { lastBeat } from '#lib/db/verdict/heartbeats.ts';

export type ExpireStatusesDeps = { db: Database; clock: () => Date };

/** Keys in one transaction, and transactions in one run: it holds its locks for a moment and ends. */
const KEYS_AT_ONCE = 200;
const MOST_BATCHES = 500;

/**
 * Makes usable keys Unknown once their tests are older than 24 hours or lie in the future (H9, H26), with history. Lists,
 * counts, pages and replies then read one stored status.
 * @returns how many keys became Unknown
 */
export async function expireStatuses({ db, clock }: ExpireStatusesDeps): Promise<number> {
  let expired = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const { seen, changed } = await expireBatch(db, clock());
    expired += changed;
    if (seen < KEYS_AT_ONCE) break;
  }
  return expired;
}

async function expireBatch(db: Database, now: Date): Promise<{ seen: number; changed: number }> {
  return db.transaction(async (tx) => {
    const latest = new Date(now.getTime() + TESTS_VALID_MS + CLOCK_TOLERANCE_MS);
    const keys = await lockRunOut(tx, now, latest, KEYS_AT_ONCE);
    const changed: string[] = [];
    await lockCustomersOf(
      tx,
      keys.map(({ customerKeyId }) => customerKeyId),
    );
    for (const key of keys) {
      const { actions } = key.record.check;
      const until = testsValidUntil(actions);
      if (until !== null && until > now && testsHold(actions, now, false)) {
        await setUsableUntil(tx, key.customerKeyId, until);
      } else {
        await writeExpired(tx, key, TESTS_OVERDUE, now);
        changed.push(key.customerKeyId);
      }
    }
    await announceKeys(tx, changed);
    return { seen: keys.length, changed: changed.length };
  });
}

/** The same from a process that is no worker, only while no worker has been at work for two minutes. */
export async function expireWithoutWorker(deps: ExpireStatusesDeps): Promise<number> {
  return isWorkerAtWork(await lastBeat(deps.db, 'worker'), deps.clock()) ? 0 : expireStatuses(deps);
}
