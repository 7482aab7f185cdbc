import type { ContactRole } from '#lib/core/customer/customer.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import { addContact } from '#lib/use-cases/customer/add-contact.ts';
import { addCustomer } from '#lib/use-cases/customer/add-customer.ts';
import { verifyContact } from '#lib/use-cases/customer/verify-contact.ts';
import type { DemoCustomer } from './customers.ts';
import { accepted, type UseCaseDeps } from './demo-desk.ts';

/** Who else looks after keys, besides the contact who asks. */
const SECURITY_CONTACTS = ['Noor Rahman', 'Elena Petrova', 'Samuel Okoye', 'Birgit Falk', 'Diego Fuentes'];
const phoneOf = (number: number): string => `+353 1 555 01${String(number).padStart(2, '0')}`;

const emailOf = (name: string, host: string): string => `${name.toLowerCase().replaceAll(' ', '.')}@${host}`;

export type DemoContact = { role: ContactRole; name: string; email: string; phone: string | null };

/** Who the contacts of a customer are: the first one looks after the key. */
export function contactsOf({ name, awsAccountId, contact, accountExecutive }: DemoCustomer): DemoContact[] {
  const host = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.example`;
  const number = Number(awsAccountId.slice(-2));
  const security = SECURITY_CONTACTS[number % SECURITY_CONTACTS.length] ?? '';
  return [
    { role: 'key_admin', name: contact, email: emailOf(contact, host), phone: phoneOf(number) },
    { role: 'security', name: security, email: emailOf(security, host), phone: null },
    {
      role: 'account_executive',
      name: accountExecutive,
      email: emailOf(accountExecutive, 'vendor.test'),
      phone: null,
    },
  ];
}

/** The number under which a person called the contact who looks after the key; null where nobody did. */
export function verifiedPhoneOf({ awsAccountId }: DemoCustomer): string | null {
  const number = Number(awsAccountId.slice(-2));
  return number % 4 === 0 ? null : phoneOf(number);
}

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
  const contactIds: string[] = [];
  for (const contact of contactsOf(customer))
    contactIds.push(accepted(await addContact(deps, { ...(await seen()), ...contact }, by)).contactId);
  const [contactId = ''] = contactIds;
  const phone = verifiedPhoneOf(customer);
  if (phone !== null)
    accepted(await verifyContact(deps, { ...(await seen()), contactId, channel: 'phone', verifiedWith: phone }, by));
  return { customerId, contactId };
}
