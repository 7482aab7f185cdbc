import { eq } from 'drizzle-orm';
import { contacts } from '#drizzle/schema/contacts.ts';
import type { ContactRole, VerifyChannel } from '#lib/core/customer/customer.ts';
import type { Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

export type StoredContact = typeof contacts.$inferSelect;
/** A contact as it is edited in a form. */
export type ContactFacts = { role: ContactRole; name: string; email: string; phone: string | null };

/** Adds a contact that nobody has verified. Returns its id. */
export async function insertContact(
  tx: Transaction,
  customerId: string,
  facts: ContactFacts,
  at: Date,
): Promise<string> {
  const id = newId();
  await tx.insert(contacts).values({ id, customerId, ...facts, createdAt: at });
  return id;
}

/** A contact, locked; null if there is none with this id. */
export async function lockContact(tx: Transaction, contactId: string): Promise<StoredContact | null> {
  const [row] = await tx.select().from(contacts).where(eq(contacts.id, contactId)).for('no key update');
  return row ?? null;
}

/** Changes what a contact is to us. The person and the verification stay. */
export async function setContactRole(tx: Transaction, contactId: string, role: ContactRole): Promise<void> {
  await tx.update(contacts).set({ role }).where(eq(contacts.id, contactId));
}

/** Records that a contact is none anymore. */
export async function endContact(tx: Transaction, contactId: string, at: Date): Promise<void> {
  await tx.update(contacts).set({ leftAt: at }).where(eq(contacts.id, contactId));
}

/** Records who verified a contact, when, how, and with which number or address (H17). */
export async function setVerified(
  tx: Transaction,
  contactId: string,
  verified: { at: Date; staffId: string; by: string; channel: VerifyChannel; with: string },
): Promise<void> {
  await tx
    .update(contacts)
    .set({
      lastConfirmedAt: verified.at,
      verifiedByStaffId: verified.staffId,
      verifiedBy: verified.by,
      verifiedChannel: verified.channel,
      verifiedWith: verified.with,
    })
    .where(eq(contacts.id, contactId));
}
