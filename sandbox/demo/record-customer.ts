import type { ContactRole } from '#lib/core/customer/customer.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import { addContact } from '#lib/use-cases/customer/add-contact.ts';
import { addCustomer } from '#lib/use-cases/customer/add-customer.ts';
import type { By } from '#lib/use-cases/customer/customer-change.ts';
import { verifyContact } from '#lib/use-cases/customer/verify-contact.ts';
import type { DemoCustomer } from './customers.ts';
import { accepted, type UseCaseDeps } from './demo-desk.ts';

/** Who else looks after keys, besides the contact who asks. */
const SECURITY_CONTACTS = ['Noor Rahman', 'Elena Petrova', 'Samuel Okoye', 'Birgit Falk', 'Diego Fuentes'];
const PHONE = '+353 1 555 01';

const emailOf = (name: string, host: string): string => `${name.toLowerCase().replaceAll(' ', '.')}@${host}`;

/**
 * Adds a customer with three contacts, as staff do when a customer asks for a key of their own.
 * @returns the customer's id, and the id of the contact who looks after the key
 */
export async function recordCustomer(
  deps: UseCaseDeps,
  customer: DemoCustomer,
  by: By,
): Promise<{ customerId: string; contactId: string }> {
  const { name, externalId, timeZone, workingDays, serviceLevel, provider: providerName } = customer;
  const facts = { name, externalId, timeZone, workingDays, serviceLevel, providerName };
  // The demo's names are its own, however much two of them look alike.
  const { customerId } = accepted(await addCustomer(deps, { facts, different: true }, by));
  const seen = async () => ({ customerId, revision: (await findCustomer(deps.db, customerId))?.revision ?? 0 });
  const add = async (role: ContactRole, contact: string, host: string, phone: string | null) => {
    const about = { role, name: contact, email: emailOf(contact, host), phone };
    return accepted(await addContact(deps, { ...(await seen()), ...about }, by)).contactId;
  };
  const host = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.example`;
  const number = Number(customer.awsAccountId.slice(-2));
  const phone = `${PHONE}${String(number).padStart(2, '0')}`;
  const contactId = await add('key_admin', customer.contact, host, phone);
  await add('security', SECURITY_CONTACTS[number % SECURITY_CONTACTS.length] ?? '', host, null);
  await add('account_executive', customer.accountExecutive, 'vendor.test', null);
  if (number % 4 !== 0)
    accepted(await verifyContact(deps, { ...(await seen()), contactId, channel: 'phone', verifiedWith: phone }, by));
  return { customerId, contactId };
}
