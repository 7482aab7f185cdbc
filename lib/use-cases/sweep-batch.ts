import { Readable } from 'node:stream';
import {
  announceKeyChange,
  CHECK_CLAIM_MS,
  claimDueChecks,
  leavesKeyAlone,
  recordOutcome,
  recordUnchanged,
  renewClaim,
  type UnchangedCheck,
} from '#lib/db/checks.ts';
import { WHOLE_FLEET } from '#lib/db/database.ts';
import { insertSweepRun } from '#lib/db/fleet.ts';
import { findKeys, type StoredKey } from '#lib/db/keys.ts';
import { probeAndDecide, type CheckKeyDeps } from './check-key.ts';

export type SweptBatch = { checked: number; changed: number; inconclusive: number; skipped: number };

/** Keys of a batch that are asked about at the same time. */
const KEYS_AT_ONCE = 8;
/** From then on a claim is renewed before its key is asked about: it must not run out during the check. */
const RENEW_CLAIM_AFTER_MS = CHECK_CLAIM_MS / 2;

/**
 * Checks the keys of one batch that are still due and that nobody else is checking. Changed keys are written one by
 * one with their history, the unchanged ones together with one statement. Safe to run twice: what is done is not due.
 */
export async function sweepBatch(
  deps: CheckKeyDeps,
  batch: { region: string; customerKeyIds: readonly string[] },
): Promise<SweptBatch> {
  const startedAt = deps.clock();
  const claimed = await claimDueChecks(deps.db, batch.customerKeyIds, startedAt);
  const keys = (await findKeys(deps.db, claimed)).filter(
    (key) => key.ownershipProvenAt !== null && key.record.role !== 'retired',
  );
  const stillOurs = async (key: StoredKey): Promise<boolean> => {
    const now = deps.clock();
    if (now.getTime() - startedAt.getTime() < RENEW_CLAIM_AFTER_MS) return true;
    return renewClaim(deps.db, key.customerKeyId, startedAt, now);
  };
  const judged: UnchangedCheck[] = await Readable.from(keys)
    .flatMap(
      async (key: StoredKey) => ((await stillOurs(key)) ? [{ key, ...(await probeAndDecide(deps, key)) }] : []),
      { concurrency: KEYS_AT_ONCE },
    )
    .toArray();

  const written = await recordUnchanged(
    deps.db,
    judged.filter(({ outcome }) => leavesKeyAlone(outcome)),
  );
  let changed = 0;
  for (const { key, report, outcome } of judged) {
    if (leavesKeyAlone(outcome)) continue;
    const stands = await deps.db.transaction((tx) => recordOutcome(tx, key, report, outcome, false));
    if (stands) changed += 1;
  }

  const checked = written.length + changed;
  const swept: SweptBatch = {
    checked,
    changed,
    inconclusive: judged.filter(({ outcome }) => !outcome.conclusive).length,
    skipped: batch.customerKeyIds.length - checked,
  };
  await insertSweepRun(deps.db, { region: batch.region, startedAt, finishedAt: deps.clock(), ...swept });
  if (checked > 0) await announceKeyChange(deps.db, WHOLE_FLEET);
  return swept;
}
