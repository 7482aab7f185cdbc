import type { Actor } from '#lib/core/staff/audit.ts';
import type { KeyArnParts } from '#lib/core/key/key-arn.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Transaction } from '#lib/db/database.ts';
import { accountProvenAt, insertKey, provenHolderOf } from '#lib/db/key/submissions.ts';
import { isCovered, lockAccount } from '#lib/db/ownership/accounts.ts';
import { startAsking } from '#lib/db/ownership/asking.ts';
import { insertProof } from '#lib/db/ownership/proofs.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { insertEvents } from '#lib/db/verdict/key-history.ts';
import { freeArn } from '#lib/use-cases/ownership/record-proof.ts';

export type RegisterRefusal = 'key_held_by_another_customer' | 'already_submitted';

/**
 * Adds a key of a holder as a candidate, in the caller's transaction. A proven account covers it only while it is bound to
 * this holder alone. Otherwise the key needs a proof of its own, and until then it is neither tested nor shown (H16).
 * @returns the key, and when its account was proven; null where the key is unproven
 */
export async function registerKey(
  tx: Transaction,
  { holder, parts, at }: { holder: { id: string; name: string }; parts: KeyArnParts; at: Date },
  { actor, requestId }: { actor: Actor; requestId: string | null },
): Promise<Result<{ customerKeyId: string; ownershipProvenAt: Date | null }, RegisterRefusal>> {
  await lockAccount(tx, parts.awsAccountId);
  const held = await provenHolderOf(tx, parts.arn);
  if (held !== null)
    return refuse(held.customerId === holder.id ? 'already_submitted' : 'key_held_by_another_customer');
  const isProven = await isCovered(tx, holder.id, parts.awsAccountId);
  const ownershipProvenAt = isProven ? await accountProvenAt(tx, holder.id, parts.awsAccountId) : null;
  if (isProven) await freeArn(tx, { arn: parts.arn, customerId: holder.id }, at);
  const customerKeyId = await insertKey(tx, {
    customerId: holder.id,
    parts,
    role: 'candidate',
    ownershipProvenAt,
    verdict: { status: 'unverified', cause: ownershipProvenAt === null ? 'ownership_unproven' : 'never_checked' },
    at,
  });
  if (isProven)
    await insertProof(tx, {
      keyId: customerKeyId,
      customerId: holder.id,
      arn: parts.arn,
      kind: 'account',
      provenAt: at,
      provenBy: null,
      reason: null,
    });
  else await startAsking(tx, [customerKeyId], at);
  await insertEvents(
    tx,
    { customerKeyId, customerId: holder.id },
    [{ kind: 'registered', role: 'candidate' }],
    at,
    null,
  );
  await announceChange(tx, { kind: 'key', id: customerKeyId });
  await appendAudit(
    tx,
    {
      action: 'key.submitted',
      actor,
      targetType: 'customer_key',
      targetId: customerKeyId,
      customerId: holder.id,
      before: null,
      after: { arn: parts.arn, role: 'candidate', customerName: holder.name },
      reason: null,
    },
    at,
    requestId,
  );
  return ok({ customerKeyId, ownershipProvenAt });
}
