import type { Actor } from '#lib/core/staff/audit.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { checkRevision, claimCheck } from '#lib/db/verdict/check-claims.ts';
import { recordOutcome } from '#lib/db/verdict/checks.ts';
import type { Transaction } from '#lib/db/database.ts';
import { findKey, type StoredKey } from '#lib/db/key/keys.ts';
import { noteSuccesses } from '#lib/db/verdict/regions.ts';
import { askOthersAfterLoss } from './ask-others.ts';
import { countCalls, evidenceFor, judgeKey, seenAllowed, type JudgeKeyDeps } from './judge-key.ts';
import { noteAnswers } from './note-answers.ts';

export type CheckKeyDeps = JudgeKeyDeps;

/** How a check by a person or by the scheduler ended. */
export type CheckedKey = {
  customerKeyId: string;
  /**
   * `written`: this check's result was stored. `shared`: somebody checked within 15 s. `superseded`: a newer result
   * came first.
   */
  how: 'written' | 'shared' | 'superseded';
  /** Whether KMS said anything about the key. If not, the last status stays. */
  conclusive: boolean;
};

export type CheckKeyRefusal = 'not_found' | 'retired' | 'ownership_unproven';

const SHARED_RESULT_WITHIN_MS = 7_000;
const SHARED_RESULT_POLL_MS = 100;

/** The key that somebody wants to check, or why it must not be checked. */
export async function findKeyToAsk(
  deps: Pick<JudgeKeyDeps, 'db'>,
  customerKeyId: string,
): Promise<Result<StoredKey, CheckKeyRefusal>> {
  const key = await findKey(deps.db, customerKeyId);
  if (key === null) return refuse('not_found');
  if (key.record.role === 'retired') return refuse('retired');
  // Every customer's key trusts our account, so a successful test does not show whose key it is (H16).
  if (key.ownershipProvenAt === null) return refuse('ownership_unproven');
  return ok(key);
}

/**
 * Runs a full check of one key and stores the result: calls first, then one guarded transaction. A result that comes
 * after a newer one is dropped as a whole. An edit by staff meanwhile is kept and does not get in the way.
 */
export async function checkKey(
  deps: CheckKeyDeps,
  /** `callsCounted`: the caller waited for its share of the quota and has counted the calls (H24). */
  input: { customerKeyId: string; callsCounted?: true },
  actor: Actor,
  requestId: string | null = null,
): Promise<Result<CheckedKey, CheckKeyRefusal>> {
  const found = await findKeyToAsk(deps, input.customerKeyId);
  if (!found.ok) return found;
  const key = found.value;

  if (!(await claimCheck(deps.db, key.customerKeyId, deps.clock()))) {
    // As it is now: the key was read before that claim, with an earlier one that has ended.
    const claimed = (await findKey(deps.db, key.customerKeyId)) ?? key;
    const shared = await shareResult(deps, claimed);
    await deps.db.transaction((tx) => auditCheck(tx, deps.clock(), key, actor, { shared: true }, requestId));
    return ok(shared);
  }

  if (input.callsCounted !== true) await countCalls(deps, key, 'grid');
  const judged = await judgeKey(deps, key, { kind: 'grid', evidence: await evidenceFor(deps.db, key) });
  const { report, outcome } = judged;
  const written = await deps.db.transaction(async (tx) => {
    const recorded = await recordOutcome(tx, judged, actor.kind === 'staff');
    if (recorded) await noteSuccesses(tx, key.record.region, seenAllowed(judged));
    const seen = { ...outcome.verdict, conclusive: outcome.conclusive };
    // The calls were made, so they are audited even if a newer result came first.
    await auditCheck(tx, deps.clock(), key, actor, recorded ? seen : { ...seen, superseded: true }, requestId);
    return recorded;
  });
  await noteAnswers(deps, key.record.region, [report]);
  if (written) await askOthersAfterLoss(deps.db, judged);
  return ok({
    customerKeyId: key.customerKeyId,
    how: written ? 'written' : 'superseded',
    conclusive: outcome.conclusive,
  });
}

/** A check that a person started is audited, even if it shared another check's result. Scheduled checks are not. */
async function auditCheck(
  tx: Transaction,
  at: Date,
  key: StoredKey,
  actor: Actor,
  after: Readonly<Record<string, unknown>>,
  requestId: string | null,
): Promise<void> {
  if (actor.kind !== 'staff') return;
  await appendAudit(
    tx,
    {
      action: 'key.checked',
      actor,
      targetType: 'customer_key',
      targetId: key.customerKeyId,
      customerId: key.customerId,
      before: { ...key.record.verdict },
      after,
      reason: null,
    },
    at,
    requestId,
  );
}

/**
 * Waits for the result of the check that holds the claim. If that check ended before we started, its result is there.
 */
async function shareResult(deps: CheckKeyDeps, asked: StoredKey): Promise<CheckedKey> {
  const claimEnded =
    asked.claimedAt !== null &&
    asked.record.check.lastAttemptAt !== null &&
    asked.record.check.lastAttemptAt >= asked.claimedAt;
  const deadline = Date.now() + SHARED_RESULT_WITHIN_MS;
  const hasResult = async () => (await checkRevision(deps.db, asked.customerKeyId)) !== asked.checkRevision;
  let ended = claimEnded || (await hasResult());
  while (!ended && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, SHARED_RESULT_POLL_MS));
    ended = await hasResult();
  }
  const now = await findKey(deps.db, asked.customerKeyId);
  const check = (now ?? asked).record.check;
  // The process that held the claim may have crashed. Then there is no result.
  return { customerKeyId: asked.customerKeyId, how: 'shared', conclusive: ended && check.inconclusiveCount === 0 };
}
