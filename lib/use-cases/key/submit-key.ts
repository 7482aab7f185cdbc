import type { Actor } from '#lib/core/staff/audit.ts';
import { judgeIntake, type IntakeRefusal } from '#lib/core/key/intake.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { Noticed } from '#lib/core/key/pasted-identifier.ts';
import { announceChange } from '#lib/db/announce.ts';
import { violatedConstraint, type Database } from '#lib/db/database.ts';
import { findCustomerByName, insertCustomer } from '#lib/db/customer/customers.ts';
import { provenHolderOf } from '#lib/db/key/submissions.ts';
import { registerKey } from './register-key.ts';

export type SubmitKeyDeps = { db: Database; clock: () => Date; regions: readonly HostingRegion[] };

export type SubmitKeyRefusal = IntakeRefusal | 'key_held_by_another_customer' | 'already_submitted';

/** `readAs` is the ARN that was taken out of the paste; null where the paste was the ARN alone. */
export type SubmittedKey = { customerKeyId: string; ownershipProven: boolean; readAs: string | null };

const refuse = (reason: SubmitKeyRefusal): { ok: false; reason: SubmitKeyRefusal; noticed: null } => ({
  ok: false,
  reason,
  noticed: null,
});

/**
 * Registers a customer's key as a candidate without calling AWS. Until the account is proven to be the customer's, the
 * key is neither tested nor shown (H16). Only the ARN is stored, nothing of what stood around it.
 */
export async function submitKey(
  deps: SubmitKeyDeps,
  input: { customerName: string; hostingRegion: string; arn: string },
  actor: Actor,
  requestId: string | null = null,
): Promise<{ ok: true; value: SubmittedKey } | { ok: false; reason: SubmitKeyRefusal; noticed: Noticed | null }> {
  const intake = judgeIntake(input.arn, input.hostingRegion, deps.regions);
  if (!intake.ok) return intake;
  const parts = intake.value;
  const at = deps.clock();
  try {
    return await deps.db.transaction(async (tx) => {
      const known = await findCustomerByName(tx, input.customerName);
      // Before a customer is added who would be left without a key.
      if (known === null && (await provenHolderOf(tx, parts.arn)) !== null)
        return refuse('key_held_by_another_customer');
      const customerId = known?.id ?? (await insertCustomer(tx, { name: input.customerName, timeZone: null, at }));
      const holder = { id: customerId, name: known?.name ?? input.customerName };
      if (known === null) await announceChange(tx, { kind: 'customer', id: customerId });
      const registered = await registerKey(tx, { holder, parts, at }, { actor, requestId });
      if (!registered.ok) return refuse(registered.reason);
      const { customerKeyId, ownershipProvenAt } = registered.value;
      const readAs = input.arn.trim() === parts.arn ? null : parts.arn;
      return { ok: true, value: { customerKeyId, ownershipProven: ownershipProvenAt !== null, readAs } };
    });
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'customer_keys_one_per_customer') return refuse('already_submitted');
    if (constraint === 'customer_keys_one_owner') return refuse('key_held_by_another_customer');
    throw error;
  }
}
