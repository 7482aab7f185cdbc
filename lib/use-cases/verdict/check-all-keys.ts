import { ok, refuse, type Result } from '#lib/core/result.ts';
import { CRYPTO_CALLS, isAtRest } from '#lib/core/probe/quota.ts';
import type { Actor } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { findCustomer, lockRevision } from '#lib/db/customer/customers.ts';
import type { Database, Executor } from '#lib/db/database.ts';
import { callsIn, reserveCallsOf } from '#lib/db/probe/call-budgets.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import {
  keysToCheckOf,
  lastOrderToCheck,
  makeDue,
  progressOfChecks,
  wasCheckedFor,
} from '#lib/db/verdict/check-all.ts';
import { CHECK_CLAIM_MS } from '#lib/db/verdict/check-claims.ts';
import { readRegionStatus } from '#lib/db/verdict/regions.ts';
import { checkKey, type CheckKeyDeps } from './check-key.ts';

/** An order to check all keys of a customer: when it came, and which keys, the most urgent first. */
export type CheckOrder = { customerId: string; orderedAt: Date; keys: readonly { id: string; region: string }[] };

export type OrderCheckRefusal = 'not_found' | 'no_keys' | 'running';

/** A second order meanwhile would only double the calls (H24). Later the first one may have been lost. */
const RUNNING_FOR_MS = 60_000;

/**
 * Orders a check of every key of a customer: makes all of them due, so that the scheduler checks what `runCheckOrder` doesn't
 * come to. Audited with the number of keys.
 */
export async function orderCheckOfAllKeys(
  deps: { db: Database; clock: () => Date },
  { customerId }: { customerId: string },
  actor: Actor,
  requestId: string | null = null,
): Promise<Result<CheckOrder, OrderCheckRefusal>> {
  return deps.db.transaction(async (tx) => {
    // Of two people who order at the same moment, the second one waits here and then sees the first one's order.
    if ((await lockRevision(tx, customerId)) === null) return refuse('not_found');
    const orderedAt = deps.clock();
    const customer = await findCustomer(tx, customerId);
    if (customer === null) return refuse('not_found');
    if (await isRunning(tx, customer, orderedAt)) return refuse('running');
    const keys = await keysToCheckOf(tx, customer);
    if (keys.length === 0) return refuse('no_keys');
    await makeDue(
      tx,
      keys.map(({ id }) => id),
      orderedAt,
    );
    await appendAudit(
      tx,
      {
        action: 'customer.keys_checked',
        actor,
        targetType: 'customer',
        targetId: customerId,
        customerId,
        before: null,
        after: { keys: keys.length },
        reason: null,
      },
      orderedAt,
      requestId,
    );
    await announceChange(tx, { kind: 'customer', id: customerId });
    return ok({ customerId, orderedAt, keys });
  });
}

/** Whether an order goes on: a minute old at most, with keys that nobody checked yet. Of the last 15 s it has just ended. */
async function isRunning(db: Executor, customer: { id: string; providerId: string | null }, now: Date) {
  const last = await lastOrderToCheck(db, customer.id);
  const ageMs = last === null ? Number.POSITIVE_INFINITY : now.getTime() - last.at.getTime();
  if (last === null || ageMs < 0 || ageMs > RUNNING_FOR_MS) return false;
  if (ageMs < CHECK_CLAIM_MS) return true;
  const progress = await progressOfChecks(db, customer, last.at);
  return progress.some(({ keys, checked }) => checked < keys);
}

/** Keys that are checked at the same time: a person waits, and the quota is shared with scheduled checks. */
const KEYS_AT_ONCE = 4;
/** How long a key waits for its share of the quota here. After that it is left to the scheduler, for which it is due. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Runs the checks of an order, each as if the person had started it on the key's page, within the quota of its region (H24).
 * Keys that somebody checked since are left out, and those of a region at rest are left to the scheduler.
 * @returns how many keys it checked
 */
export async function runCheckOrder(
  deps: CheckKeyDeps,
  { keys, orderedAt }: CheckOrder,
  actor: Actor,
  requestId: string | null = null,
): Promise<number> {
  let checked = 0;
  const failures: unknown[] = [];
  const check = async (key: CheckOrder['keys'][number]): Promise<void> => {
    const isDone = () => wasCheckedFor(deps.db, key.id, orderedAt);
    // Somebody else may check it during the wait.
    if ((await isDone()) || !(await waitForTurn(deps, key.region)) || (await isDone())) return;
    const { ok: done } = await checkKey(deps, { customerKeyId: key.id, callsCounted: true }, actor, requestId);
    if (done) checked += 1;
  };
  // Each takes the next key when it is done, so a slow key holds up nobody else.
  const next = keys.values();
  const inTurn = async (): Promise<void> => {
    for (const key of next) await check(key).catch((error: unknown) => void failures.push(error));
  };
  await Promise.all(Array.from({ length: KEYS_AT_ONCE }, inTurn));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} keys could not be checked.`);
  return checked;
}

/** Waits for a full check's share of both quotas of a region; false where that takes too long or the region is at rest. */
async function waitForTurn({ db, clock }: CheckKeyDeps, region: string): Promise<boolean> {
  const { pausedUntil } = await readRegionStatus(db, region);
  if (pausedUntil !== null && isAtRest(pausedUntil, clock())) return false;
  const waitMs = await reserveCallsOf(db, callsIn(region, 1, CRYPTO_CALLS.grid), clock(), LONGEST_WAIT_MS);
  if (waitMs === null) return false;
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  return true;
}
