import type { Actor } from '#lib/core/staff/audit.ts';
import { encryptTestWorked } from '#lib/core/probe/report.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { claimCheck } from '#lib/db/verdict/check-claims.ts';
import { recordOutcome } from '#lib/db/verdict/checks.ts';
import { mayShow } from '#lib/db/key/keys.ts';
import { noteSuccesses } from '#lib/db/verdict/regions.ts';
import { findKeyToAsk, type CheckKeyDeps, type CheckKeyRefusal } from './check-key.ts';
import { countCalls, evidenceFor, judgeKey, seenAllowed } from './judge-key.ts';
import { noteAnswers } from './note-answers.ts';

/**
 * The result of an encrypt/decrypt test. `worked`: what was encrypted came back. `refused`: KMS refused a call.
 * `not_run`: the key is not enabled, so nothing was sent (H21). `no_answer`: not known.
 */
export type ProofResult = 'worked' | 'refused' | 'not_run' | 'no_answer';

export type ProveKeyRefusal = CheckKeyRefusal | 'released' | 'asked_just_now' | 'superseded';

function resultOf(report: ProbeReport): ProofResult {
  const real = report.cells.filter(({ action }) => action !== 'DescribeKey');
  if (encryptTestWorked(report)) return 'worked';
  if (report.cells.some(({ result }) => result === 'denied' || result === 'wrong_state')) return 'refused';
  return report.facts.seen && real.every(({ result }) => result === 'not_run') ? 'not_run' : 'no_answer';
}

/**
 * Encrypts a random value with the key, decrypts it and compares, with production's encryption context. Nothing of it
 * is kept. Dry runs prove permission; only this test proves that the key works (H2). Its report is kept.
 */
export async function proveKey(
  deps: CheckKeyDeps,
  input: { customerKeyId: string },
  actor: Actor,
  requestId: string | null = null,
): Promise<Result<{ customerKeyId: string; result: ProofResult }, ProveKeyRefusal>> {
  const found = await findKeyToAsk(deps, input.customerKeyId);
  if (!found.ok) return found;
  const key = found.value;
  // Its result would be shown.
  if (!mayShow(key)) return refuse('ownership_unproven');
  // Nothing of ours uses it any more.
  if (key.record.role === 'released') return refuse('released');
  if (!(await claimCheck(deps.db, key.customerKeyId, deps.clock()))) return refuse('asked_just_now');

  await countCalls(deps, key, 'proof');
  const judged = await judgeKey(deps, key, { kind: 'proof', evidence: await evidenceFor(deps.db, key) });
  const { report, outcome } = judged;
  const result = resultOf(report);
  const written = await deps.db.transaction(async (tx) => {
    const recorded = await recordOutcome(tx, judged, true);
    if (recorded) await noteSuccesses(tx, key.record.region, seenAllowed(judged));
    await appendAudit(
      tx,
      {
        action: 'key.proved',
        actor,
        targetType: 'customer_key',
        targetId: key.customerKeyId,
        customerId: key.customerId,
        before: { ...key.record.verdict },
        // Real calls were made, so they are audited even if a newer result came first.
        after: { ...outcome.verdict, result, ...(!recorded && { superseded: true }) },
        reason: null,
      },
      deps.clock(),
      requestId,
    );
    return recorded;
  });
  await noteAnswers(deps, key.record.region, [report]);
  return written ? ok({ customerKeyId: key.customerKeyId, result }) : refuse('superseded');
}
