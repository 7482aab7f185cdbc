import type { Actor } from '#lib/core/staff/audit.ts';
import { judgeIntake, type IntakeRefusal } from '#lib/core/key/intake.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { Noticed } from '#lib/core/key/pasted-identifier.ts';
import { announceChange } from '#lib/db/announce.ts';
import { violatedConstraint, type Database, type Transaction } from '#lib/db/database.ts';
import { findCustomerByName, insertCustomer } from '#lib/db/customer/customers.ts';
import { provenHolderOf } from '#lib/db/key/submissions.ts';
import { nameOfAnother } from '#lib/use-cases/customer/name-of-another.ts';
import { registerKey } from './register-key.ts';

export type SubmitKeyDeps = { db: Database; clock: () => Date; regions: readonly HostingRegion[] };

export type SubmitKeyRefusal =
  | IntakeRefusal
  | 'key_held_by_another_customer'
  | 'already_submitted'
  /** A new customer whose name looks like another's: `similar` has their names. */
  | 'similar_customer';
type Refused = { ok: false; reason: SubmitKeyRefusal; noticed: Noticed | null; similar?: readonly string[] };

/** `readAs` is the ARN that was taken out of the paste; null where the paste was the ARN alone. */
export type SubmittedKey = { customerKeyId: string; ownershipProven: boolean; readAs: string | null };

const refuse = (reason: SubmitKeyRefusal): Refused => ({ ok: false, reason, noticed: null });

/**
 * Registers a customer's key as a candidate without calling AWS. Until its ownership is proven, the key is neither tested
 * nor shown (H16). Only the ARN is stored, nothing of what stood around it. A new name adds a customer, unless it looks
 * like another's: a misspelled name would make a second customer.
 */
export async function submitKey(
  deps: SubmitKeyDeps,
  input: { customerName: string; hostingRegion: string; arn: string },
  actor: Actor,
  requestId: string | null = null,
): Promise<{ ok: true; value: SubmittedKey } | Refused> {
  const intake = judgeIntake(input.arn, input.hostingRegion, deps.regions);
  if (!intake.ok) return intake;
  const parts = intake.value;
  const at = deps.clock();
  try {
    return await deps.db.transaction(async (tx) => {
      const another = await customerOfName(tx, input.customerName);
      if (another.similar.length > 0) return { ...refuse('similar_customer'), similar: another.similar };
      const { known } = another;
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

/** The customer of a name, in any case, or the names that look like it; neither for a new name. */
async function customerOfName(
  tx: Transaction,
  name: string,
): Promise<{ known: { id: string; name: string } | null; similar: readonly string[] }> {
  const known = await findCustomerByName(tx, name);
  if (known !== null) return { known, similar: [] };
  const taken = await nameOfAnother(tx, { name, externalId: null }, false);
  if (taken === null) return { known: null, similar: [] };
  // Another process has just added it.
  if (taken.reason === 'same_name') return { known: taken.similar[0] ?? null, similar: [] };
  return { known: null, similar: taken.similar.map((other) => other.name) };
}
