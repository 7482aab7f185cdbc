import { nextAskAt } from '#lib/core/customer/ownership.ts';
import { isAtRest } from '#lib/core/probe/quota.ts';
import type { Actor } from '#lib/core/staff/audit.ts';
import { dueOwnershipChecks, putOffAsking } from '#lib/db/ownership/asking.ts';
import { readRegionStatus } from '#lib/db/verdict/regions.ts';
import { checkOwnership, type CheckOwnershipDeps } from './check-ownership.ts';

const ACTOR: Actor = { kind: 'system', job: 'check-ownership' };

/** Keys of one run: it asks for a minute at most, and the next run goes on. */
const KEYS_A_RUN = 200;
const KEYS_AT_ONCE = 4;
/** Without so many answers in a row, AWS or our own side has a problem in the region: the others wait (H24). */
const UNANSWERED_AT_MOST = 3;

/**
 * Asks about the unproven keys that are due, each once, within the quota of its region. A region that is paused after
 * throttling, or that gives no answers, is asked later.
 * @returns how many keys gave an answer, and how many were proven
 */
export async function askDueKeys(deps: CheckOwnershipDeps): Promise<{ asked: number; proven: number }> {
  const counts = { asked: 0, proven: 0 };
  const due = await dueOwnershipChecks(deps.db, deps.clock(), KEYS_A_RUN);
  for (const [region, keys] of Map.groupBy(due, (key) => key.region)) {
    const ids = keys.map(({ customerKeyId }) => customerKeyId);
    const { pausedUntil } = await readRegionStatus(deps.db, region);
    if (pausedUntil !== null && isAtRest(pausedUntil, deps.clock())) await putOffAsking(deps.db, ids, pausedUntil);
    else await askInRegion(deps, ids, counts);
  }
  return counts;
}

async function askInRegion(
  deps: CheckOwnershipDeps,
  ids: readonly string[],
  counts: { asked: number; proven: number },
): Promise<void> {
  const left: string[] = [];
  const failures: unknown[] = [];
  let unanswered = 0;
  const next = ids.values();
  const askInTurn = async (): Promise<void> => {
    for (const customerKeyId of next) {
      if (unanswered >= UNANSWERED_AT_MOST) {
        left.push(customerKeyId);
        continue;
      }
      // One key that can't be asked or written must not hold up the others.
      const asked = await checkOwnership(deps, { customerKeyId }, ACTOR).catch((error: unknown) => {
        failures.push(error);
        return null;
      });
      if (asked === null || !asked.ok) continue;
      unanswered = asked.value.answer === 'could_not_check' ? unanswered + 1 : 0;
      counts.asked += 1;
      if (asked.value.answer === 'seen') counts.proven += 1;
    }
  };
  await Promise.all(Array.from({ length: KEYS_AT_ONCE }, askInTurn));
  const now = deps.clock();
  await putOffAsking(deps.db, left, nextAskAt(now, now));
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} unproven keys could not be asked about.`);
}
