import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { StaffActor } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database } from '#lib/db/database.ts';
import { mayShow } from '#lib/db/key/keys.ts';
import { revokeAccountOf } from '#lib/db/ownership/accounts.ts';
import { startAsking } from '#lib/db/ownership/asking.ts';
import { withdrawProof, writeOwnership } from '#lib/db/ownership/proofs.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { lockKeyWithAccount } from './record-proof.ts';

export type WithdrawRefusal = 'not_found' | 'retired' | 'not_proven';

/**
 * Takes back the proof that a key is its holder's. The key keeps its role and is checked as before, so that no deletion is
 * missed; nothing about it is shown or sent until it is proven again (H16). If only this key's code had shown whose the AWS
 * account is, the account covers no further key.
 */
export async function withdrawOwnership(
  deps: { db: Database; clock: () => Date },
  input: { customerKeyId: string; reason: string },
  actor: StaffActor,
  requestId: string | null = null,
): Promise<Result<{ customerKeyId: string }, WithdrawRefusal>> {
  const at = deps.clock();
  const { customerKeyId, reason } = input;
  return deps.db.transaction(async (tx) => {
    const key = await lockKeyWithAccount(tx, customerKeyId);
    if (key === null) return refuse('not_found');
    if (key.record.role === 'retired') return refuse('retired');
    if (!mayShow(key)) return refuse('not_proven');
    await withdrawProof(tx, customerKeyId, { at, name: actor.name, reason });
    await writeOwnership(tx, key, {
      provenAt: key.ownershipProvenAt,
      withdrawnAt: at,
      verdict: { status: 'unverified', cause: 'ownership_withdrawn' },
      event: { kind: 'ownership_withdrawn', by: actor.name, reason },
      at,
    });
    const isRevoked = await revokeAccountOf(tx, key, { at, name: actor.name, reason });
    await startAsking(tx, [customerKeyId], at);
    await announceChange(tx, { kind: 'key', id: customerKeyId });
    await announceChange(tx, { kind: 'customer', id: key.customerId });
    await appendAudit(
      tx,
      {
        action: 'ownership.withdrawn',
        actor,
        targetType: 'customer_key',
        targetId: customerKeyId,
        customerId: key.customerId,
        before: { ...key.record.verdict },
        after: { arn: key.record.arn },
        reason,
      },
      at,
      requestId,
    );
    if (isRevoked)
      await appendAudit(
        tx,
        {
          action: 'customer.account_revoked',
          actor,
          targetType: 'customer',
          targetId: key.customerId,
          customerId: key.customerId,
          before: null,
          after: { awsAccountId: key.awsAccountId },
          reason,
        },
        at,
        requestId,
      );
    return ok({ customerKeyId });
  });
}
