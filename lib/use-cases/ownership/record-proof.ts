import type { AccountProof, OwnershipProof } from '#lib/core/customer/customer.ts';
import { refuse, ok, type Result } from '#lib/core/result.ts';
import type { Actor, AuditEntry } from '#lib/core/staff/audit.ts';
import { announceChange, announceKeys } from '#lib/db/announce.ts';
import type { Transaction } from '#lib/db/database.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import { lockAccount } from '#lib/db/ownership/accounts.ts';
import { stopAsking } from '#lib/db/ownership/asking.ts';
import { useCode } from '#lib/db/ownership/codes.ts';
import {
  accountOfKey,
  blockingHolder,
  insertProof,
  lockKey,
  otherHolderOf,
  withdrawProof,
  writeOwnership,
} from '#lib/db/ownership/proofs.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { bindAccount } from './bind-account.ts';
import { coverWaitingKeys } from './cover-keys.ts';

export type ProveRefusal = 'not_found' | 'retired' | 'already_proven' | 'key_held_by_another_customer' | 'code_used';

/** A new proof of a key. Only a code that the key itself showed or encrypted says something about its AWS account. */
export type ProofGiven =
  | { kind: 'description_code' | 'ciphertext'; codeId: string; reason: null }
  | { kind: Extract<OwnershipProof, 'exception'>; codeId: null; reason: string };

const ACCOUNT_PROOF = {
  description_code: 'description_token',
  ciphertext: 'ciphertext',
  exception: null,
} as const satisfies Record<ProofGiven['kind'], AccountProof | null>;

/** Who did it, for columns that hold a name. */
export const nameOf = (actor: Actor): string => (actor.kind === 'staff' ? actor.name : 'Keydesk');

/**
 * Lets go of an ARN that another customer's pending setup held until its proof was withdrawn. The caller has locked the
 * account and made sure that nobody else holds the ARN.
 */
export async function freeArn(tx: Transaction, key: { arn: string; customerId: string }, at: Date): Promise<void> {
  const holder = await otherHolderOf(tx, key);
  const held = holder === null ? null : await lockKey(tx, holder.customerKeyId);
  if (held === null) return;
  await writeOwnership(tx, held, {
    provenAt: null,
    withdrawnAt: null,
    verdict: { status: 'unverified', cause: 'ownership_unproven' },
    event: { kind: 'ownership_withdrawn', by: 'Keydesk', reason: 'The key was proven to be somebody else’s.' },
    at,
  });
  await announceChange(tx, { kind: 'key', id: held.customerKeyId });
}

/**
 * Records that a key is proven to be its holder's, in the transaction that the caller began: proof, code, account, status,
 * history and audit entries, or nothing. The key is checked at once.
 */
export async function recordProof(
  tx: Transaction,
  customerKeyId: string,
  given: ProofGiven,
  by: { actor: Actor; at: Date; requestId: string | null },
): Promise<Result<{ customerKeyId: string }, ProveRefusal>> {
  const { actor, at, requestId } = by;
  const key = await lockKeyWithAccount(tx, customerKeyId);
  if (key === null) return refuse('not_found');
  if (key.record.role === 'retired') return refuse('retired');
  if (key.ownershipProvenAt !== null && key.ownershipWithdrawnAt === null) return refuse('already_proven');
  if ((await blockingHolder(tx, { arn: key.record.arn, customerId: key.customerId })) !== null)
    return refuse('key_held_by_another_customer');
  const setup = given.codeId === null ? null : await useCode(tx, given.codeId, customerKeyId, at);
  if (given.codeId !== null && setup === null) return refuse('code_used');

  // Nothing is refused from here on: a refusal would keep what was written before it.
  await freeArn(tx, { arn: key.record.arn, customerId: key.customerId }, at);
  const provenBy = given.kind === 'description_code' ? null : nameOf(actor);
  // A key from before proofs were stored may be withdrawn without one; any other has none that counts.
  await withdrawProof(tx, customerKeyId, { at, name: nameOf(actor), reason: 'The key was proven again.' });
  await insertProof(tx, {
    keyId: customerKeyId,
    customerId: key.customerId,
    arn: key.record.arn,
    kind: given.kind,
    provenAt: at,
    provenBy,
    reason: given.reason,
  });
  await stopAsking(tx, customerKeyId);
  await writeOwnership(tx, key, {
    provenAt: at,
    withdrawnAt: null,
    verdict: { status: 'unverified', cause: 'never_checked' },
    event: { kind: 'ownership_proven', how: given.kind },
    at,
  });
  const accountProof = ACCOUNT_PROOF[given.kind];
  const bound =
    accountProof === null
      ? { entries: [], reopened: [] }
      : await bindAccount(tx, key, { proof: accountProof, provenBy, actor, at });
  const waiting = accountProof === null ? { entries: [], covered: [] } : await coverWaitingKeys(tx, key, actor, at);
  await announceKeys(tx, [customerKeyId, ...bound.reopened, ...waiting.covered]);
  await announceChange(tx, { kind: 'customer', id: key.customerId });
  if (setup !== null) await announceChange(tx, { kind: 'setup', id: setup.setupId });

  const proven: AuditEntry = {
    ...(given.kind === 'exception' ? { action: 'ownership.excepted' } : { action: 'ownership.proven' }),
    actor,
    targetType: 'customer_key',
    targetId: customerKeyId,
    customerId: key.customerId,
    before: { ...key.record.verdict },
    after: { arn: key.record.arn, how: given.kind, ...(given.codeId !== null && { codeId: given.codeId }) },
    reason: given.reason,
  };
  for (const entry of [proven, ...bound.entries, ...waiting.entries]) await appendAudit(tx, entry, at, requestId);
  return ok({ customerKeyId });
}

/** The key, locked after its account: every transaction that binds an account locks it first. */
export async function lockKeyWithAccount(tx: Transaction, customerKeyId: string): Promise<StoredKey | null> {
  const account = await accountOfKey(tx, customerKeyId);
  if (account === null) return null;
  await lockAccount(tx, account);
  return lockKey(tx, customerKeyId);
}
