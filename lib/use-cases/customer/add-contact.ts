import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { insertContact, type ContactFacts } from '#lib/db/customer/contacts.ts';
import {
  recordPartChange,
  staleCustomer,
  type CustomerDeps,
  type OfCustomer,
  type StaleCustomer,
} from './customer-change.ts';

/** Adds a contact of a customer. Nobody has verified them yet. */
export async function addContact(
  { db, clock }: CustomerDeps,
  input: OfCustomer & ContactFacts,
  by: By,
): Promise<Result<{ contactId: string }, StaleCustomer>> {
  const { customerId, role, name, email, phone } = input;
  const at = clock();
  return db.transaction(async (tx) => {
    const stale = await staleCustomer(tx, input);
    if (stale !== null) return refuse(stale);
    const facts = { role, name, email, phone };
    const contactId = await insertContact(tx, customerId, facts, at);
    await recordPartChange(
      tx,
      { action: 'customer.contact_added', customerId, before: null, after: { contactId, ...facts } },
      at,
      by,
    );
    return ok({ contactId });
  });
}
