import { judgeIntake, type IntakeRefusal } from '#lib/core/key/intake.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { lockAccount } from '#lib/db/ownership/accounts.ts';
import { startAsking, unprovenKeysOfSetup } from '#lib/db/ownership/asking.ts';
import { blockingHolder } from '#lib/db/ownership/proofs.ts';
import { findHolder, findKeyOfHolder } from '#lib/db/setup/holders.ts';
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
import { mayShareKey } from './shared-key.ts';

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
      const { arn } = intake.value;
      const holder = await findHolder(tx, held.customer.id, input.holder);
      if (holder === null) return refuse('no_provider');

      await lockAccount(tx, intake.value.awsAccountId);
      const known = await findKeyOfHolder(tx, holder.id, arn);
      const blocking = await blockingHolder(tx, { arn, customerId: holder.id });
      if (blocking !== null) {
        const provider = await findHolder(tx, held.customer.id, 'provider');
        return refuse(blocking.customerId === provider?.id ? 'key_held_by_provider' : 'key_held_by_another_customer');
      }
      const customerId = held.customer.id;
      const others = known === null ? [] : await mayShareKey(tx, { keyId: known, customerId }, by.actor);
      if (others === null) return refuse('shared_key_needs_approver');
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
      // Also of a key that was added before without a setup, and so without a code.
      await startAsking(tx, await unprovenKeysOfSetup(tx, held.setup.id), at);
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
