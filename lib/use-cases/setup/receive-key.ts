import { judgeIntake, type IntakeRefusal } from '#lib/core/key/intake.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { violatedConstraint, type Transaction } from '#lib/db/database.ts';
import { findKey, mayShow } from '#lib/db/key/keys.ts';
import { isCovered, lockAccount } from '#lib/db/ownership/accounts.ts';
import { startAsking, unprovenKeysOfSetup } from '#lib/db/ownership/asking.ts';
import { blockingHolder, insertProof } from '#lib/db/ownership/proofs.ts';
import { findHolder, findKeyOfHolder, proofOf } from '#lib/db/setup/holders.ts';
import { updateLine } from '#lib/db/setup/setups.ts';
import { registerKey } from '#lib/use-cases/key/register-key.ts';
import {
  changeSetup,
  openLine,
  type By,
  type LineInput,
  type LineRefusal,
  type SetupDeps,
  type SetupRefusal,
} from './change-setup.ts';
import { sharingOf } from './shared-key.ts';

type KeyRefusal =
  | LineRefusal
  | IntakeRefusal
  | 'no_provider'
  | 'key_held_by_provider'
  | 'key_held_by_another_customer'
  | 'shared_key_needs_approver';
export type ReceiveKeyRefusal = SetupRefusal | KeyRefusal;

export type ReceiveKeyInput = LineInput & {
  /** What the person pasted, or the ARN that was read out of it. */
  arn: string;
  /** Whose AWS account has the key: the customer's own, or their service provider's. */
  holder: 'customer' | 'provider';
  /** Whether the pasted policy has the grant statement; null where none was pasted. */
  grantStatement: boolean | null;
};

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
 * Takes in the key that a customer sent for one line. Nothing of the paste is stored but the ARN. What our side had
 * recorded for another key no longer counts. A key that protects another customer of the same holder needs an approver.
 */
export async function receiveKey(
  deps: SetupDeps & { regions: readonly HostingRegion[] },
  input: ReceiveKeyInput,
  by: By,
): Promise<Result<{ customerKeyId: string }, ReceiveKeyRefusal>> {
  try {
    return await changeSetup<{ customerKeyId: string }, KeyRefusal>(deps, input, by, async (tx, held, at) => {
      const found = openLine(held, input.lineId);
      if (!found.ok) return found;
      const line = found.value;
      const intake = judgeIntake(input.arn, line.region, deps.regions);
      if (!intake.ok) return refuse(intake.reason);
      const { arn, awsAccountId } = intake.value;
      const holder = await findHolder(tx, held.customer.id, input.holder);
      if (holder === null) return refuse('no_provider');

      // Two people who take in the same key at once see each other's.
      await lockAccount(tx, awsAccountId);
      const known = await findKeyOfHolder(tx, holder.id, arn);
      const blocking = await blockingHolder(tx, { arn, customerId: holder.id });
      if (blocking !== null) {
        const provider = await findHolder(tx, held.customer.id, 'provider');
        return refuse(blocking.customerId === provider?.id ? 'key_held_by_provider' : 'key_held_by_another_customer');
      }
      const customerId = held.customer.id;
      const { others, allowed } = await sharingOf(tx, { keyId: known, customerId }, by.actor);
      if (!allowed && known !== line.keyId) return refuse('shared_key_needs_approver');
      // Also of a key that was added before without a setup, and so without a code. Before the audit entry of a new key:
      // whoever proves one of these keys holds it, and waits for the audit log last.
      const asked = new Set([...(await unprovenKeysOfSetup(tx, held.setup.id)), ...(await unprovenAmong(tx, known))]);
      await startAsking(tx, [...asked].toSorted(), at);
      if (known !== null) await keepAccountProof(tx, { keyId: known, customerId: holder.id, arn, awsAccountId }, at);
      let customerKeyId = known;
      if (customerKeyId === null) {
        const registered = await registerKey(tx, { holder, parts: intake.value, at }, by);
        // The holder's own row was looked for above, so another customer holds it.
        if (!registered.ok) return refuse('key_held_by_another_customer');
        ({ customerKeyId } = registered.value);
      }
      const { grantStatement } = input;
      await updateLine(tx, line.id, {
        keyId: customerKeyId,
        keyReceivedAt: at,
        grantStatement,
        ...(customerKeyId !== line.keyId && { ourSideBy: null, ourSideAt: null, ourSideHow: null, ourSideArn: null }),
      });
      return ok({
        value: { customerKeyId },
        event: { kind: 'key_received', lineId: line.id, detail: { arn } },
        audit: {
          action: 'setup.key_received',
          after: { lineId: line.id, arn, grantStatement, otherCustomers: others },
        },
      });
    });
  } catch (error) {
    if (violatedConstraint(error) === 'customer_keys_one_owner') return refuse('key_held_by_another_customer');
    throw error;
  }
}
