import { z } from 'zod';
import { CONTACT_ROLES, VERIFY_CHANNELS } from '#lib/core/customer/customer.ts';
import { EXTERNAL_ID_FORM } from '#lib/core/customer/customer-facts.ts';
import { timeZoneNamed } from '#lib/core/customer/time-zone.ts';
import { emptyOr, sentence } from '#app/(staff)/form-fields.ts';

const NO_INVISIBLE = /^[^\p{Cc}\p{Cf}]*$/u;

const line = (most: number, what: string) =>
  z
    .string()
    .trim()
    .max(most, `At most ${most} characters.`)
    .regex(NO_INVISIBLE, `${what} contains invisible characters. Type it instead of pasting it.`);

const requiredLine = (most: number, what: string, missing: string) => line(most, what).min(1, missing);

const WORKING_DAYS = z
  .string()
  .regex(/^(?:[1-7](?:,[1-7]){0,6})?$/, 'Choose working days.')
  .transform((text) => (text === '' ? null : [...new Set(text.split(',').map(Number))].toSorted((a, b) => a - b)));

/** The facts of a customer, as both forms send them. */
export const FACTS = {
  name: requiredLine(200, 'The name', 'Enter the customer’s name.'),
  externalId: emptyOr(
    z.string().regex(EXTERNAL_ID_FORM, 'Up to 64 letters, digits, points, hyphens and underscores, without spaces.'),
  ),
  timeZone: emptyOr(
    z.string().transform((text, context) => {
      const zone = timeZoneNamed(text);
      if (zone !== null) return zone;
      context.addIssue('This is no IANA time zone. Enter one such as Europe/Berlin or America/New_York.');
      return z.NEVER;
    }),
  ),
  workingDays: WORKING_DAYS,
  serviceLevel: emptyOr(line(64, 'The service level')),
  providerName: emptyOr(line(200, 'The name')),
  /** Sent once the person has seen similar customers. */
  different: z.literal('yes').optional(),
};

/** What every change of a customer names. */
export const OF_CUSTOMER = {
  customerId: z.uuid('Unknown customer.'),
  revision: z.coerce.number().int().min(1),
};

export const CONTACT = {
  role: z.enum(CONTACT_ROLES, 'Choose a role.'),
  name: requiredLine(200, 'The name', 'Enter the contact’s name.'),
  email: z.string().trim().max(254, 'At most 254 characters.').pipe(z.email('Enter an email address.')),
  phone: emptyOr(
    z
      .string()
      .regex(
        /^[+\d(][\d ()./-]{3,38}\d$/,
        'Enter a phone number with its country, such as +49 30 123456, or leave it empty.',
      ),
  ),
};
export const OF_CONTACT = { ...OF_CUSTOMER, contactId: z.uuid('Unknown contact.') };
export const VERIFICATION = {
  channel: z.enum(VERIFY_CHANNELS, 'Choose how you verified the contact.'),
  verifiedWith: requiredLine(200, 'The number or address', 'Enter the number or address that you used.'),
};

export const WORKSPACE = {
  name: requiredLine(100, 'The name', 'Enter the workspace’s name.'),
  region: z.string().min(1, 'Choose the hosting region.').max(32),
};

export const OF_ACCOUNT = {
  ...OF_CUSTOMER,
  accountId: z.uuid('Unknown account.'),
  reason: sentence('Say why in a sentence: what you learned, and from whom.'),
};
