import type { Transaction } from '#lib/db/database.ts';
import { lockContact, type StoredContact } from '#lib/db/customer/contacts.ts';
import { staleCustomer, type OfCustomer, type StaleCustomer } from './customer-change.ts';

export type OfContact = OfCustomer & { contactId: string };
export type ContactRefusal = StaleCustomer | 'no_contact' | 'contact_left';

/** A contact of a customer who hasn’t left, locked with the customer, or why it can’t be changed. */
export async function contactOf(
  tx: Transaction,
  input: OfContact,
): Promise<{ ok: true; value: StoredContact } | { ok: false; reason: ContactRefusal }> {
  const stale = await staleCustomer(tx, input);
  if (stale !== null) return { ok: false, reason: stale };
  const contact = await lockContact(tx, input.contactId);
  if (contact === null || contact.customerId !== input.customerId) return { ok: false, reason: 'no_contact' };
  return contact.leftAt === null ? { ok: true, value: contact } : { ok: false, reason: 'contact_left' };
}
