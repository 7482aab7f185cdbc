import type { JudgedCheck } from '#lib/db/verdict/checks.ts';
import type { Database } from '#lib/db/database.ts';
import { makeOthersDue } from '#lib/db/verdict/regions.ts';

/**
 * Has a few other customers' keys of the region checked soon when a key lost access, once its result is stored. If the
 * fault is ours, that shows within minutes and not when each key's turn comes (H25).
 */
export async function askOthersAfterLoss(db: Database, { key, outcome }: JudgedCheck): Promise<void> {
  const { lostAt, lastAttemptAt } = outcome.check;
  if (lostAt === null || lastAttemptAt === null || lostAt.getTime() === key.record.check.lostAt?.getTime()) return;
  await makeOthersDue(db, key.record.region, key.customerId, lastAttemptAt);
}
