import { FINDING_CODES, findingRecord } from '#lib/core/finding/all-findings.ts';
import type { ImportProblem } from './import.ts';

const at = (about: string | undefined): string => `line ${about ?? '?'}`;

const PROBLEM_WORDS: Readonly<Record<string, (about?: string) => string>> = {
  ragged: (about) =>
    `This row has ${about ?? 'another number of'} cells, not as many as the header. Is a quotation mark or a separator missing?`,
  too_long: (about) => `At most ${about ?? ''} characters.`,
  invisible: () => 'Contains invisible characters. Type it instead of pasting it.',
  customer_missing: () => 'Every row needs a customer.',
  external_id_form: () => 'Up to 64 letters, digits, points, hyphens and underscores, without spaces.',
  time_zone_unknown: () => 'This is no IANA time zone. Write one such as Europe/Berlin.',
  working_days_unknown: () => 'Write days such as Mon Tue Wed Thu Fri.',
  provider_itself: () => 'A customer isn’t their own provider. Leave it empty.',
  different_yes: () => 'Write yes, or leave it empty.',
  key_missing: () => 'A role, a date of use or a holder needs a key ARN in the same row.',
  workspace_missing: () => 'Name the workspace.',
  region_missing: () => 'Name the hosting region of the workspace.',
  region_not_hosted: (about) => `We don’t host customers in “${about ?? ''}”.`,
  role_missing: () => 'Write active or retained.',
  role_unknown: (about) => `“${about ?? ''}” is no role. Write active or retained.`,
  since_form: () => 'Write a date such as 2024-03-01, or a time in UTC such as 2024-03-01T09:00:00Z.',
  since_future: () => 'This is in the future. Write since when the key has been in use.',
  arn_and_more: () => 'The cell contains more than the ARN. Leave only the ARN.',
  contact_part_missing: () => 'A contact needs a name, a role and an email address.',
  contact_role_unknown: () => 'Write key_admin, security, account_executive or billing.',
  contact_email_form: () => 'This is no email address.',
  contact_phone_form: () => 'Write a phone number with its country, such as +49 30 123456.',
  aws_account_form: () => 'An AWS account has 12 digits. A spreadsheet may have removed zeros at the beginning.',
  vendor_account: () => 'This is our own AWS account.',
  says_otherwise: (about) => `The same customer has another value on ${at(about)}.`,
  spelled_otherwise: (about) => `The same customer is spelled differently on ${at(about)}.`,
  key_twice: (about) => `The same key of the same workspace is on ${at(about)}.`,
  active_twice: (about) => `The workspace has another active key on ${at(about)}.`,
  contact_otherwise: (about) =>
    `The same address has another name or phone number on ${at(about)}. Write yes under different if they’re two people.`,
  external_id_twice: (about) => `The file gives the same external ID to “${about ?? ''}”.`,
  external_id_alike: (about) =>
    `It looks like the external ID of “${about ?? ''}” in this file. Write yes under different if it’s another customer.`,
  name_alike: (about) =>
    `It looks like “${about ?? ''}” in this file. Is it the same customer? If not, write yes under different.`,
  key_of_two: (about) => `The key has another holder on ${at(about)}. A key has one holder.`,
  provider_circle: () => 'These customers are each other’s providers.',
  only_invisible: (about) =>
    `It differs from “${about ?? ''}” in the book only in what nobody sees. Copy the name from the book.`,
  name_alike_in_book: (about) =>
    `It looks like “${about ?? ''}” in the book. If it’s the same customer, copy the name. If not, write yes under different.`,
  external_id_taken: (about) => `“${about ?? ''}” has this external ID in the book.`,
  external_id_alike_in_book: (about) =>
    `It looks like the external ID of “${about ?? ''}” in the book. Write yes under different if it’s another customer.`,
  provider_bad: () => 'The provider is in this file and has a problem, so their clients can’t go in either.',
  provider_unknown: () => 'The provider is neither in this file nor in the book.',
  book_says_otherwise: (about) =>
    `The book says “${about ?? ''}”. An import doesn’t overwrite it: change it on the customer’s page, or in the file.`,
  holder_unknown: () => 'The holder is neither the customer nor their provider.',
  key_held: (about) => `The key is proven to be “${about ?? ''}”’s. Don’t tell either customer about the other.`,
  key_in_setup: () => 'The key is in a setup. Finish it there.',
  key_withdrawn: () => 'The key’s proof of ownership was withdrawn or is missing. Settle it on the key’s page.',
  key_released: () => 'The key was released. An import doesn’t bring it back: start a setup if it is used again.',
  key_retired: () =>
    'The key was released, and we no longer check it. An import doesn’t bring it back: start a setup if it is used again.',
  workspace_leaves: () => 'The customer leaves with this workspace, or has left. It gets no key from a file.',
  workspace_in_setup: () => 'A setup of this workspace is open. Finish or withdraw it first.',
  workspace_had_active: () =>
    'Another key was active in this workspace before. A file can’t replace a key: that needs a setup.',
  workspace_has_active: (about) => `The workspace has another active key in the book: ${about ?? ''}.`,
  role_otherwise: (about) => `The book has this key as ${about ?? ''}.`,
  since_otherwise: (about) => `The book says ${about ?? ''}.`,
  contact_otherwise_in_book: (about) => `The book has this contact with another name or phone number: ${about ?? ''}.`,
  account_revoked: () =>
    'Somebody recorded that this AWS account is not the customer’s. An import doesn’t bring it back: see the customer’s page.',
  account_bound: (about) => `The AWS account is bound to “${about ?? ''}”. Settle it on their page first.`,
  refused: (about) =>
    `The database refused this customer (${about ?? ''}). Somebody may have changed the book meanwhile: upload the file again.`,
};

/** Of these the ARN is written well, but the key can't be used. */
const ANOTHER_KEY: ReadonlySet<string> = new Set([
  'wrong_partition',
  'region_not_hosted',
  'region_mismatch',
  'vendor_account_key',
]);

/** What is wrong with a row, as a sentence. A code of another version is named as it is. */
export function problemWords({ code, about }: ImportProblem): string {
  const words = PROBLEM_WORDS[code];
  if (words !== undefined) return words(about);
  const finding = FINDING_CODES.find((known) => known === code);
  if (finding === undefined) return `A problem of a kind this version doesn’t know: ${code}.`;
  const { word } = findingRecord(finding);
  const sentence = `${word.charAt(0).toUpperCase()}${word.slice(1)}.`;
  return [sentence, about, ANOTHER_KEY.has(code) ? null : 'Write the ARN of the key itself.']
    .filter((part) => typeof part === 'string')
    .join(' ');
}
