import type { VerifyChannel } from '#lib/core/customer/customer.ts';
import { ok, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { setVerified } from '#lib/db/customer/contacts.ts';
import { recordPartChange, type CustomerDeps } from './customer-change.ts';
import { contactOf, type ContactRefusal, type OfContact } from './contact-of.ts';

/**
 * Records that a person made sure that a contact is who they say: who, when, over which channel, and with which number or
 * address (H17).
 */
export async function verifyContact(
  { db, clock }: CustomerDeps,
  input: OfContact & { channel: VerifyChannel; verifiedWith: string },
  by: By,
): Promise<Result<{ contactId: string }, ContactRefusal>> {
  const { customerId, contactId, channel, verifiedWith } = input;
  const at = clock();
  return db.transaction(async (tx) => {
    const found = await contactOf(tx, input);
    if (!found.ok) return found;
    const { name, verifiedBy, verifiedChannel, lastConfirmedAt } = found.value;
    const { staffId, name: staffName } = by.actor;
    await setVerified(tx, contactId, { at, staffId, by: staffName, channel, with: verifiedWith });
    await recordPartChange(
      tx,
      {
        action: 'customer.contact_verified',
        customerId,
        before: { contactId, name, verifiedBy, verifiedChannel, verifiedAt: lastConfirmedAt?.toISOString() ?? null },
        after: { contactId, name, verifiedBy: staffName, verifiedChannel: channel, verifiedWith },
      },
      at,
      by,
    );
    return ok({ contactId });
  });
}
