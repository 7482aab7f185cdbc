import { keyWorks } from '#lib/core/finding/verdict.ts';
import { chooseProbe, isDescribeOnly } from '#lib/core/probe/which-tests.ts';
import { NO_EVIDENCE } from '#lib/core/finding/evidence.ts';
import { incidentStart } from '#lib/core/verdict/incident.ts';
import { NO_REGION_VIEW } from '#lib/core/verdict/control.ts';
import { longestWaitMs } from '#lib/core/probe/schedule.ts';
import { CRYPTO_CALLS, isAtRest, pauseMs } from '#lib/core/probe/quota.ts';
import { callsIn, reserveCallsOf } from '#lib/db/probe/call-budgets.ts';
import { announceChange } from '#lib/db/announce.ts';
import { CHECK_CLAIM_MS, claimDueChecks, postponeChecks, renewClaim } from '#lib/db/verdict/check-claims.ts';
import { latestEvidenceOf } from '#lib/db/evidence/evidence.ts';
import { insertSweepRun } from '#lib/db/verdict/fleet.ts';
import { findKey, findKeys, type StoredKey } from '#lib/db/key/keys.ts';
import {
  countDeniedTogether,
  noteSuccesses,
  pauseRegion,
  readRegionStatus,
  closeIncident,
  resumeRegion,
  storeClockSkew,
  type RegionStatus,
  type SeenAllowed,
} from '#lib/db/verdict/regions.ts';
import type { CheckKeyDeps } from './check-key.ts';
import { incidentOf } from './check-our-side.ts';
import { judgeKey, seenAllowed } from './judge-key.ts';
import { createAnswerNotes } from './note-answers.ts';
import { createResultWriter, type WriteCounts } from './result-writer.ts';
import { createStopWatch } from './stop-watch.ts';

export type SweptBatch = { checked: number; changed: number; inconclusive: number; skipped: number };

type Batch = { region: string; customerKeyIds: readonly string[] };

/** Keys of a batch that are checked at the same time. */
const KEYS_AT_ONCE = 8;
/** After this time a claim is renewed before its key is checked, so that it does not expire during the check. */
const RENEW_CLAIM_AFTER_MS = CHECK_CLAIM_MS / 2;
/** How long a batch may wait for its share of the quota. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Checks the keys of a batch that are still due and that nobody else is checking. A changed key is written at once with
 * its history, the others together with one statement (`result-writer.ts`). Running it twice is safe. It stays within the
 * region's share of the quota, and stops when KMS throttles us or refuses our credentials; the remaining keys are
 * postponed (H24).
 */
export async function sweepBatch(deps: CheckKeyDeps, batch: Batch): Promise<SweptBatch> {
  const startedAt = deps.clock();
  const status = await readRegionStatus(deps.db, batch.region);
  if (status.pausedUntil !== null && isAtRest(status.pausedUntil, startedAt)) {
    await postpone(deps, batch.customerKeyIds, status.pausedUntil, null);
    return nothingChecked(batch);
  }
  const claimed = await claimDueChecks(deps.db, batch.customerKeyIds, startedAt, longestWaitMs(deps.policy));
  const keys = (await findKeys(deps.db, claimed)).filter(mayBeChecked);
  if (!(await keepToBudget(deps, batch.region, keys, startedAt))) {
    await postpone(deps, claimed, new Date(startedAt.getTime() + LONGEST_WAIT_MS), startedAt);
    return nothingChecked(batch);
  }
  const evidence = await latestEvidenceOf(deps.db, claimed);

  const watch = createStopWatch();
  const writer = createResultWriter(deps.db);
  const answers = createAnswerNotes(deps, batch.region);
  const unchecked: StoredKey[] = [];
  const failures: unknown[] = [];
  const allowed: SeenAllowed[] = [];
  let clockSkewMs: number | null = null;
  const check = async (claimedKey: StoredKey): Promise<void> => {
    if (watch.reason() !== null) return void unchecked.push(claimedKey);
    const key = await stillOurs(deps, claimedKey, startedAt);
    if (key === null) return;
    const one = await judgeKey(deps, key, { evidence: evidence.get(key.customerKeyId) ?? NO_EVIDENCE });
    watch.saw(one);
    allowed.push(...seenAllowed(one));
    clockSkewMs = one.report.clockSkewMs ?? clockSkewMs;
    await answers.saw(one.report);
    await writer.write(one);
  };
  // Each takes the next key when it is done, so a slow key holds up nobody else.
  const next = keys.values();
  const checkInTurn = async (): Promise<void> => {
    for (const key of next)
      // One key that can't be judged or written must not discard the results of the others.
      await check(key).catch((error: unknown) => void failures.push(error));
  };
  await Promise.all(Array.from({ length: KEYS_AT_ONCE }, checkInTurn));
  failures.push(...(await writer.end()));
  await answers.end().catch((error: unknown) => void failures.push(error));

  const stopped = watch.reason();
  if (stopped === 'throttled') await pauseAndPostpone(deps, batch.region, status, unchecked, startedAt);
  if (stopped === 'credentials')
    await postpone(deps, idsOf(unchecked), new Date(deps.clock().getTime() + LONGEST_WAIT_MS), startedAt);
  if (stopped === null && status.throttledInARow > 0 && writer.counts().checked > 0) await resume(deps, batch.region);
  return finish(deps, batch, startedAt, { allowed, clockSkewMs, ...writer.counts(), failures });
}

const idsOf = (keys: readonly StoredKey[]): string[] => keys.map(({ customerKeyId }) => customerKeyId);

const mayBeChecked = (key: StoredKey): boolean => key.ownershipProvenAt !== null && key.record.role !== 'retired';

/** A batch that was postponed as a whole is no run, so none is recorded. */
const nothingChecked = ({ customerKeyIds }: Batch): SweptBatch => ({
  checked: 0,
  changed: 0,
  inconclusive: 0,
  skipped: customerKeyIds.length,
});

/** Waits for the batch's share of both quotas of the region; false when that takes too long. */
async function keepToBudget(
  { db, clock, policy }: CheckKeyDeps,
  region: string,
  keys: readonly StoredKey[],
  now: Date,
): Promise<boolean> {
  const crypto = keys.reduce(
    (sum, { record }) =>
      isDescribeOnly(record.role)
        ? sum
        : sum + CRYPTO_CALLS[chooseProbe(record.role, keyWorks(record.verdict), record.check.actions, policy, now)],
    0,
  );
  const waitMs = await reserveCallsOf(db, callsIn(region, keys.length, crypto), clock(), LONGEST_WAIT_MS);
  if (waitMs === null) return false;
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  return true;
}

/**
 * The key as it is when its own calls begin, or null when somebody else checks it or it must not be checked any more. What
 * was learned while the batch was waiting is known then, so only newer knowledge makes its result superseded (H26).
 */
async function stillOurs(deps: CheckKeyDeps, key: StoredKey, startedAt: Date): Promise<StoredKey | null> {
  const now = deps.clock();
  if (now.getTime() - startedAt.getTime() < RENEW_CLAIM_AFTER_MS) return key;
  if (!(await renewClaim(deps.db, key.customerKeyId, startedAt, now))) return null;
  const current = await findKey(deps.db, key.customerKeyId);
  return current !== null && mayBeChecked(current) ? current : null;
}

/** Postpones keys up to a minute beyond a time, so that they are not due together. */
const postpone = (deps: CheckKeyDeps, ids: readonly string[], until: Date, claimedSince: Date | null): Promise<void> =>
  postponeChecks(deps.db, ids, new Date(until.getTime() + deps.random() * 60_000), {
    claimedSince,
    now: deps.clock(),
    longestMs: longestWaitMs(deps.policy),
  });

async function pauseAndPostpone(
  deps: CheckKeyDeps,
  region: string,
  { throttledInARow }: RegionStatus,
  unchecked: readonly StoredKey[],
  claimedSince: Date,
): Promise<void> {
  const inARow = throttledInARow + 1;
  const until = new Date(deps.clock().getTime() + pauseMs(inARow));
  await pauseRegion(deps.db, region, until, inARow);
  await announceChange(deps.db, { kind: 'region', id: region });
  await postpone(deps, idsOf(unchecked), until, claimedSince);
}

async function resume({ db }: CheckKeyDeps, region: string): Promise<void> {
  await resumeRegion(db, region);
  await announceChange(db, { kind: 'region', id: region });
}

async function finish(
  deps: CheckKeyDeps,
  { region, customerKeyIds }: Batch,
  startedAt: Date,
  result: WriteCounts & { allowed: readonly SeenAllowed[]; clockSkewMs: number | null; failures: readonly unknown[] },
): Promise<SweptBatch> {
  const { allowed, failures, checked, changed, inconclusive } = result;
  const hasIncident = allowed.length > 0 && (await deps.db.transaction((tx) => noteSuccesses(tx, region, allowed)));
  if (result.clockSkewMs !== null) await storeClockSkew(deps.db, region, result.clockSkewMs, deps.clock());
  if (hasIncident) await endIncident(deps, region);

  const swept: SweptBatch = { checked, changed, inconclusive, skipped: customerKeyIds.length - checked };
  await insertSweepRun(deps.db, { region, startedAt, finishedAt: deps.clock(), ...swept });
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} keys could not be checked or written.`);
  return swept;
}

/** Also ends an incident when nobody is denied anymore: then no denial is judged that could end it. */
async function endIncident({ db, clock }: CheckKeyDeps, region: string): Promise<void> {
  const status = await readRegionStatus(db, region);
  const { incidentSince: since, incidentActions, successes } = status;
  if (since === null) return;
  const passes = incidentActions.every((action) => successes[action]?.some(({ at }) => new Date(at) >= since) === true);
  const deniedTogether = await countDeniedTogether(db, region, clock());
  const view = { ...NO_REGION_VIEW, deniedTogether, ...(await incidentOf({ db }, region, status, clock())) };
  if (incidentStart(view, passes, clock()) !== null) return;
  await closeIncident(db, region, since);
  await announceChange(db, { kind: 'region', id: region });
}
