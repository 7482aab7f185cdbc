import type { Actor, AuditEntry } from '#lib/core/staff/audit.ts';
import type { Transaction } from '#lib/db/database.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import { isCovered, waitingKeysOfAccount } from '#lib/db/ownership/accounts.ts';
import { stopAsking } from '#lib/db/ownership/asking.ts';
import { insertProof, lockKey, otherHolderOf, writeOwnership } from '#lib/db/ownership/proofs.ts';

/** What to write to the audit log, last in the transaction, and the keys that are proven now. */
export type CoveredKeys = { entries: AuditEntry[]; covered: string[] };

/**
 * Proves the other keys of a holder that wait for a proof in the same AWS account, once a key of it was proven: they came
 * before the proof, and one that comes after it is covered as well (H16). A key that another customer holds or held is
 * left out, and so is everything while the account is shared. The caller has locked the account.
 */
export async function coverWaitingKeys(tx: Transaction, key: StoredKey, actor: Actor, at: Date): Promise<CoveredKeys> {
  const done: CoveredKeys = { entries: [], covered: [] };
  const { customerId, awsAccountId } = key;
  if (!(await isCovered(tx, customerId, awsAccountId))) return done;
  for (const id of await waitingKeysOfAccount(tx, key)) {
    const waiting = await lockKey(tx, id);
    if (waiting === null) throw new Error('A key that waits for its proof is gone.');
    const { arn } = waiting.record;
    if ((await otherHolderOf(tx, { arn, customerId })) !== null) continue;
    await insertProof(tx, { keyId: id, customerId, arn, kind: 'account', provenAt: at, provenBy: null, reason: null });
    await stopAsking(tx, id);
    await writeOwnership(tx, waiting, {
      provenAt: at,
      withdrawnAt: null,
      verdict: { status: 'unverified', cause: 'never_checked' },
      event: { kind: 'ownership_proven', how: 'account' },
      at,
    });
    done.covered.push(id);
    done.entries.push({
      action: 'ownership.proven',
      actor,
      targetType: 'customer_key',
      targetId: id,
      customerId,
      before: { ...waiting.record.verdict },
      after: { arn, how: 'account' },
      reason: null,
    });
  }
  return done;
}
