import { ok, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { endContact, insertContact, setContactRole, type ContactFacts } from '#lib/db/customer/contacts.ts';
import { recordPartChange, type CustomerDeps } from './customer-change.ts';
import { contactOf, type ContactRefusal, type OfContact } from './contact-of.ts';

/**
 * Changes a contact. Another role leaves the person as they are. Another name, address or number ends this contact and
 * makes a new, unverified one: what was verified was the person at that address (H17).
 * @returns the id of the contact as it is now, and whether it is a new one
 */
export async function editContact(
  { db, clock }: CustomerDeps,
  input: OfContact & ContactFacts,
  by: By,
): Promise<Result<{ contactId: string; isNew: boolean }, ContactRefusal>> {
  const { customerId, role, name, email, phone } = input;
  const at = clock();
  return db.transaction(async (tx) => {
    const found = await contactOf(tx, input);
    if (!found.ok) return found;
    const stored = found.value;
    const before = {
      contactId: stored.id,
      role: stored.role,
      name: stored.name,
      email: stored.email,
      phone: stored.phone,
    };
    const isNew = name !== stored.name || email !== stored.email || phone !== stored.phone;
    if (!isNew && role === stored.role) return ok({ contactId: stored.id, isNew: false });
    const contactId = isNew ? await insertContact(tx, customerId, { role, name, email, phone }, at) : stored.id;
    await (isNew ? endContact(tx, stored.id, at) : setContactRole(tx, stored.id, role));
    await recordPartChange(
      tx,
      { action: 'customer.contact_changed', customerId, before, after: { contactId, role, name, email, phone } },
      at,
      by,
    );
    return ok({ contactId, isNew });
  });
}
