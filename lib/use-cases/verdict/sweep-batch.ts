import { Readable } from 'node:stream';
import { keyWorks } from '#lib/core/finding/verdict.ts';
import { chooseProbe } from '#lib/core/probe/which-tests.ts';
import { NO_EVIDENCE } from '#lib/core/finding/evidence.ts';
import { incidentStart } from '#lib/core/verdict/incident.ts';
import { NO_REGION_VIEW } from '#lib/core/verdict/control.ts';
import type { Cell, ProbeReport } from '#lib/core/probe/report.ts';
import { CRYPTO_CALLS, isAtRest, pauseMs } from '#lib/core/probe/quota.ts';
import { reserveCalls } from '#lib/db/probe/call-budgets.ts';
import { announceKeyChange, leavesKeyAlone, recordOutcome, recordUnchanged } from '#lib/db/verdict/checks.ts';
import { CHECK_CLAIM_MS, claimDueChecks, postponeChecks, renewClaim } from '#lib/db/verdict/check-claims.ts';
import { WHOLE_FLEET } from '#lib/db/database.ts';
import { latestEvidenceOf } from '#lib/db/evidence/evidence.ts';
import { insertSweepRun } from '#lib/db/verdict/fleet.ts';
import { findKeys, type StoredKey } from '#lib/db/key/keys.ts';
import {
  countDeniedTogether,
  noteSuccesses,
  pauseRegion,
  readRegionStatus,
  closeIncident,
  resumeRegion,
  type RegionStatus,
} from '#lib/db/verdict/regions.ts';
import type { CheckKeyDeps } from './check-key.ts';
import { judgeKey, seenAllowed, type JudgedKey } from './judge-key.ts';

export type SweptBatch = { checked: number; changed: number; inconclusive: number; skipped: number };

type Batch = { region: string; customerKeyIds: readonly string[] };

/** Keys of a batch that are checked at the same time. */
const KEYS_AT_ONCE = 8;
/** After this time a claim is renewed before its key is checked, so that it does not expire during the check. */
const RENEW_CLAIM_AFTER_MS = CHECK_CLAIM_MS / 2;
/** How long a batch may wait for its share of the quota. */
const LONGEST_WAIT_MS = 60_000;

const throttled = (report: ProbeReport, only: (cell: Cell) => boolean = () => true): boolean =>
  report.cells.some((cell) => cell.result === 'could_not_tell' && cell.fault === 'throttled' && only(cell));

/**
 * Decides whether KMS throttles our account and not one customer's key: a busy key store is throttled by itself.
 * DescribeKey never is, and two AWS accounts at once have no other common cause.
 * Source: KMS developer guide, "Throttling AWS KMS requests".
 */
function createThrottleWatch() {
  const accounts = new Set<string>();
  let whole = false;
  return {
    saw({ key, report }: JudgedKey): void {
      const inStore = report.facts.seen && report.facts.value.customKeyStoreId !== null;
      if (inStore || key.record.facts?.customKeyStoreId) return;
      if (throttled(report)) accounts.add(key.awsAccountId);
      whole ||= throttled(report, ({ action }) => action === 'DescribeKey') || accounts.size >= 2;
    },
    isWhole: (): boolean => whole,
  };
}

/**
 * Checks the keys of a batch that are still due and that nobody else is checking. Changed keys are written one by one
 * with their history, the others with one statement. Running it twice is safe. It stays within the region's share of
 * the quota and stops first when KMS throttles us; the remaining keys are postponed (H24).
 */
export async function sweepBatch(deps: CheckKeyDeps, batch: Batch): Promise<SweptBatch> {
  const startedAt = deps.clock();
  const status = await readRegionStatus(deps.db, batch.region);
  if (status.pausedUntil !== null && isAtRest(status.pausedUntil, startedAt)) {
    const until = spread(status.pausedUntil, deps.random());
    await postponeChecks(deps.db, batch.customerKeyIds, until, { claimedSince: null, now: startedAt });
    return nothingChecked(batch);
  }
  const claimed = await claimDueChecks(deps.db, batch.customerKeyIds, startedAt);
  const keys = (await findKeys(deps.db, claimed)).filter(
    (key) => key.ownershipProvenAt !== null && key.record.role !== 'retired',
  );
  if (!(await keepToBudget(deps, batch.region, keys, startedAt))) {
    const until = spread(new Date(startedAt.getTime() + LONGEST_WAIT_MS), deps.random());
    await postponeChecks(deps.db, claimed, until, { claimedSince: startedAt, now: startedAt });
    return nothingChecked(batch);
  }
  const evidence = await latestEvidenceOf(deps.db, claimed);

  const throttling = createThrottleWatch();
  const unchecked: StoredKey[] = [];
  const judged = await Readable.from(keys)
    .flatMap(
      async (key: StoredKey): Promise<JudgedKey[]> => {
        if (throttling.isWhole()) {
          unchecked.push(key);
          return [];
        }
        if (!(await stillClaimed(deps, key, startedAt))) return [];
        const one = await judgeKey(deps, key, { evidence: evidence.get(key.customerKeyId) ?? NO_EVIDENCE });
        throttling.saw(one);
        return [one];
      },
      { concurrency: KEYS_AT_ONCE },
    )
    .toArray();

  if (throttling.isWhole()) await pauseAndPostpone(deps, batch.region, status, unchecked, startedAt);
  else if (status.throttledInARow > 0 && judged.length > 0) await resumeRegion(deps.db, batch.region);
  return finish(deps, batch, startedAt, judged);
}

/** A batch that was postponed as a whole is no run, so none is recorded. */
const nothingChecked = ({ customerKeyIds }: Batch): SweptBatch => ({
  checked: 0,
  changed: 0,
  inconclusive: 0,
  skipped: customerKeyIds.length,
});

/** Waits for the batch's share of both quotas of the region; false when that takes too long. */
async function keepToBudget(
  { db, clock }: CheckKeyDeps,
  region: string,
  keys: readonly StoredKey[],
  now: Date,
): Promise<boolean> {
  const crypto = keys.reduce(
    (sum, { record }) => sum + CRYPTO_CALLS[chooseProbe(keyWorks(record.verdict), record.check.actions, now)],
    0,
  );
  const waits = await Promise.all([
    reserveCalls(db, { kind: 'describe', region }, keys.length, clock(), LONGEST_WAIT_MS),
    reserveCalls(db, { kind: 'crypto', region }, crypto, clock(), LONGEST_WAIT_MS),
  ]);
  if (waits.includes(null)) return false;
  const waitMs = Math.max(...waits.map((wait) => wait ?? 0));
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  return true;
}

async function stillClaimed(deps: CheckKeyDeps, key: StoredKey, startedAt: Date): Promise<boolean> {
  const now = deps.clock();
  if (now.getTime() - startedAt.getTime() < RENEW_CLAIM_AFTER_MS) return true;
  return renewClaim(deps.db, key.customerKeyId, startedAt, now);
}

/** Up to a minute later, so that keys that were postponed together are not due together. */
const spread = (at: Date, random: number): Date => new Date(at.getTime() + random * 60_000);

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
  await postponeChecks(
    deps.db,
    unchecked.map(({ customerKeyId }) => customerKeyId),
    spread(until, deps.random()),
    { claimedSince, now: deps.clock() },
  );
}

async function finish(
  deps: CheckKeyDeps,
  { region, customerKeyIds }: Batch,
  startedAt: Date,
  judged: readonly JudgedKey[],
): Promise<SweptBatch> {
  const written = await recordUnchanged(
    deps.db,
    judged.filter(({ outcome }) => leavesKeyAlone(outcome)),
  );
  let changed = 0;
  const failures: unknown[] = [];
  for (const { key, report, outcome } of judged) {
    if (leavesKeyAlone(outcome)) continue;
    try {
      const recorded = await deps.db.transaction((tx) => recordOutcome(tx, key, report, outcome, false));
      if (recorded) changed += 1;
    } catch (error) {
      // One key that the database refuses must not discard the changes of the others.
      failures.push(error);
    }
  }
  const allowed = judged.flatMap(seenAllowed);
  if (allowed.length > 0) await deps.db.transaction((tx) => noteSuccesses(tx, region, allowed));
  await endIncident(deps, region, allowed.length > 0);

  const checked = written.length + changed;
  const swept: SweptBatch = {
    checked,
    changed,
    inconclusive: judged.filter(({ outcome }) => !outcome.conclusive).length,
    skipped: customerKeyIds.length - checked,
  };
  await insertSweepRun(deps.db, { region, startedAt, finishedAt: deps.clock(), ...swept });
  if (checked > 0) await announceKeyChange(deps.db, WHOLE_FLEET);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} changed keys could not be written.`);
  return swept;
}

/** Also ends an incident when nobody is denied anymore: then no denial is judged that could end it. */
async function endIncident({ db, clock }: CheckKeyDeps, region: string, someAllowed: boolean): Promise<void> {
  if (!someAllowed) return;
  const { incidentSince: since, incidentActions, successes } = await readRegionStatus(db, region);
  if (since === null) return;
  const passes = incidentActions.every((action) => successes[action]?.some(({ at }) => new Date(at) >= since) === true);
  const deniedTogether = await countDeniedTogether(db, region, clock());
  if (incidentStart({ ...NO_REGION_VIEW, deniedTogether, incidentSince: since }, passes, clock()) === null)
    await closeIncident(db, region, since);
}
