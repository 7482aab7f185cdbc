import type { AccountProof } from '#lib/core/customer/customer.ts';
import { ACCOUNT_SHARED_REASON } from '#lib/core/customer/ownership-words.ts';
import type { Actor, AuditEntry } from '#lib/core/staff/audit.ts';
import type { Transaction } from '#lib/db/database.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import { holdersOfAccount } from '#lib/db/customer/accounts.ts';
import { coveredOnlyByAccount, insertAccount, markShared } from '#lib/db/ownership/accounts.ts';
import { startAsking } from '#lib/db/ownership/asking.ts';
import { lockKey, withdrawProof, writeOwnership } from '#lib/db/ownership/proofs.ts';

/** What to write to the audit log, last in the transaction, and the keys that need a proof of their own now. */
export type BoundAccount = { entries: AuditEntry[]; reopened: string[] };

type Binding = { proof: AccountProof; provenBy: string | null; actor: Actor; at: Date };

/**
 * Binds the AWS account of a key to the key's holder. Where it is bound to somebody else already, it is shared from now on:
 * it proves nothing about a further key, and the keys that it alone had proven are opened again (H16). The caller has
 * locked the account.
 */
export async function bindAccount(tx: Transaction, key: StoredKey, binding: Binding): Promise<BoundAccount> {
  const { awsAccountId, customerId } = key;
  const { proof, provenBy, actor, at } = binding;
  const bound = await holdersOfAccount(tx, awsAccountId);
  const isNew = !bound.some((one) => one.customerId === customerId);
  const others = bound.flatMap((one) => (one.customerId === customerId ? [] : [one.customerId]));
  const isShared = others.length > 0;
  if (isNew)
    await insertAccount(tx, {
      customerId,
      awsAccountId,
      proof,
      provenAt: at,
      provenBy,
      sharedSince: isShared ? at : null,
    });
  const nowShared = isShared ? await markShared(tx, awsAccountId, at) : [];
  const reopened = isShared ? await coveredOnlyByAccount(tx, awsAccountId, [customerId, ...others]) : [];
  const entries: AuditEntry[] = [];
  const about = (id: string) => ({
    actor,
    targetType: 'customer' as const,
    targetId: id,
    customerId: id,
    before: null,
    after: { awsAccountId, proof },
    reason: null,
  });
  if (isNew) entries.push({ action: 'customer.account_proven', ...about(customerId) });
  for (const id of nowShared) entries.push({ action: 'customer.account_shared', ...about(id) });
  for (const id of reopened) entries.push(await reopenKey(tx, id, actor, at));
  return { entries, reopened };
}

/** Withdraws what only the account had proven about a key. Its role and its checks go on. */
async function reopenKey(tx: Transaction, customerKeyId: string, actor: Actor, at: Date): Promise<AuditEntry> {
  const key = await lockKey(tx, customerKeyId);
  if (key === null) throw new Error('A key that its account covered is gone.');
  await withdrawProof(tx, customerKeyId, { at, name: 'Keydesk', reason: ACCOUNT_SHARED_REASON });
  await writeOwnership(tx, key, {
    provenAt: key.ownershipProvenAt,
    withdrawnAt: at,
    verdict: { status: 'unverified', cause: 'ownership_withdrawn' },
    event: { kind: 'ownership_withdrawn', by: 'Keydesk', reason: ACCOUNT_SHARED_REASON },
    at,
  });
  await startAsking(tx, [customerKeyId], at);
  return {
    action: 'ownership.withdrawn',
    actor,
    targetType: 'customer_key',
    targetId: customerKeyId,
    customerId: key.customerId,
    before: { ...key.record.verdict },
    after: { arn: key.record.arn },
    reason: ACCOUNT_SHARED_REASON,
  };
}
