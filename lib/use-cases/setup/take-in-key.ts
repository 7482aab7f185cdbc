import type { KeyArnParts } from '#lib/core/key/key-arn.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import type { Transaction } from '#lib/db/database.ts';
import { findKey, mayShow } from '#lib/db/key/keys.ts';
import { isCovered, lockAccount } from '#lib/db/ownership/accounts.ts';
import { startAsking } from '#lib/db/ownership/asking.ts';
import { blockingHolder, insertProof } from '#lib/db/ownership/proofs.ts';
import { findHolder, findKeyOfHolder, proofOf } from '#lib/db/setup/holders.ts';
import { registerKey } from '#lib/use-cases/key/register-key.ts';
import { sharingOf } from './shared-key.ts';

export type TakeInRefusal =
  'no_provider' | 'key_held_by_provider' | 'key_held_by_another_customer' | 'shared_key_needs_approver';

/** Whose AWS account has a key: the customer's own, or their service provider's. */
export type WhoseKey = 'customer' | 'provider';

/** The key itself, if it has no proof that counts. */
async function unprovenAmong(tx: Transaction, keyId: string | null): Promise<string[]> {
  const key = keyId === null ? null : await findKey(tx, keyId);
  return key === null || mayShow(key) ? [] : [key.customerKeyId];
}

/** Stores by what a key from before proofs were stored is proven, where its account still covers it. */
async function keepAccountProof(
  tx: Transaction,
  key: { keyId: string; customerId: string; arn: string; awsAccountId: string },
  at: Date,
): Promise<void> {
  const { keyId, customerId, arn, awsAccountId } = key;
  const stored = await findKey(tx, keyId);
  if (stored === null || !mayShow(stored) || (await proofOf(tx, keyId)) !== null) return;
  if (!(await isCovered(tx, customerId, awsAccountId))) return;
  await insertProof(tx, { keyId, customerId, arn, kind: 'account', provenAt: at, provenBy: null, reason: null });
}

/**
 * Finds or adds the key that a customer sent, in the caller's transaction. A key that protects another customer of the same
 * holder needs an approver.
 * @param sent `known` is the key that the caller has already; `alsoAsk` are keys whose ownership is to be asked about again
 * @returns the key, and the other customers who use it
 */
export async function takeInKey(
  tx: Transaction,
  sent: {
    customerId: string;
    whose: WhoseKey;
    parts: KeyArnParts;
    known: string | null;
    alsoAsk: readonly string[];
    at: Date;
  },
  by: By,
): Promise<Result<{ customerKeyId: string; others: string[] }, TakeInRefusal>> {
  const { customerId, whose, parts, at } = sent;
  const { arn, awsAccountId } = parts;
  const holder = await findHolder(tx, customerId, whose);
  if (holder === null) return refuse('no_provider');
  // Two people who take in the same key at once see each other's.
  await lockAccount(tx, awsAccountId);
  const known = await findKeyOfHolder(tx, holder.id, arn);
  const blocking = await blockingHolder(tx, { arn, customerId: holder.id });
  if (blocking !== null) {
    const provider = await findHolder(tx, customerId, 'provider');
    return refuse(blocking.customerId === provider?.id ? 'key_held_by_provider' : 'key_held_by_another_customer');
  }
  const { others, allowed } = await sharingOf(tx, { keyId: known, customerId }, by.actor);
  if (!allowed && known !== sent.known) return refuse('shared_key_needs_approver');
  // Also of a key that was added before without a setup, and so without a code. Before the audit entry of a new key:
  // whoever proves one of these keys holds it, and waits for the audit log last.
  const asked = new Set([...sent.alsoAsk, ...(await unprovenAmong(tx, known))]);
  await startAsking(tx, [...asked].toSorted(), at);
  if (known !== null) await keepAccountProof(tx, { keyId: known, customerId: holder.id, arn, awsAccountId }, at);
  if (known !== null) return ok({ customerKeyId: known, others });
  const registered = await registerKey(tx, { holder, parts, at }, by);
  // The holder's own row was looked for above, so another customer holds it.
  if (!registered.ok) return refuse('key_held_by_another_customer');
  return ok({ customerKeyId: registered.value.customerKeyId, others });
}
