import { ok, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { endContact } from '#lib/db/customer/contacts.ts';
import { recordPartChange, type CustomerDeps } from './customer-change.ts';
import { contactOf, type ContactRefusal, type OfContact } from './contact-of.ts';

/** Records that a contact left the customer. They are not written to anymore, and verify nothing. */
export async function recordContactLeft(
  { db, clock }: CustomerDeps,
  input: OfContact,
  by: By,
): Promise<Result<{ contactId: string }, ContactRefusal>> {
  const { customerId, contactId } = input;
  const at = clock();
  return db.transaction(async (tx) => {
    const found = await contactOf(tx, input);
    if (!found.ok) return found;
    const { name, email } = found.value;
    await endContact(tx, contactId, at);
    await recordPartChange(
      tx,
      { action: 'customer.contact_left', customerId, before: { contactId, name, email }, after: null },
      at,
      by,
    );
    return ok({ contactId });
  });
}
