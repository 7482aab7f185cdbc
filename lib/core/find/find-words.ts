import type { EvidenceKind } from '#lib/core/finding/evidence.ts';
import { EVIDENCE_KIND_WORD } from '#lib/core/evidence/evidence-words.ts';
import { noticedWords } from '#lib/core/key/intake-words.ts';
import { accountOfArn, type KeyArn } from '#lib/core/key/key-arn.ts';
import type { PastedText } from './typed-text.ts';

/** The headings of what was found. */
export const FOUND_TITLE = {
  keys: 'Keys',
  customers: 'Customers',
  tickets: 'Tickets',
  contacts: 'Contacts',
  work: 'Setups, replacements and departures',
  regions: 'Regions',
  answers: 'Answers to questions',
  start: 'Do now',
  actions: 'Actions',
} as const;

/** What a paste is called in the offer to add it. */
const EVIDENCE_IN_OFFER = {
  describe_key: 'output',
  key_policy: 'key policy',
  key_rotations: 'output',
  production_error: 'error',
} as const satisfies Record<EvidenceKind, string>;

/** What can be begun for something that was found. */
export const ACTION_LABEL = {
  check: (customerName: string, key: string): string => `Check ${key} of ${customerName} now`,
  setup: (customerName: string): string => `Start a setup for ${customerName}`,
  replacement: (customerName: string): string => `Start a replacement for ${customerName}`,
  addKey: 'Add this key',
  addEvidence: (kind: EvidenceKind, customerName: string): string =>
    `Add this ${EVIDENCE_IN_OFFER[kind]} to ${customerName}’s key as evidence`,
} as const;

const SEARCHED =
  'Searched: names and external IDs of customers, ARNs, key IDs and their last characters, AWS accounts, how tickets, contacts and addresses begin, regions, pages and actions.';

const quoted = (text: string): string => `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;

/** What was looked at without finding anything, for a text that was searched for. */
export const nothingFoundWords = (search: string | null): string =>
  search === null
    ? 'Nothing here is in Keydesk. Searched: key ARNs, key IDs, AWS accounts, names of customers, and questions that customers ask.'
    : `Nothing matches ${quoted(search)}. ${SEARCHED}`;

const arnWords = (arn: KeyArn): string => `${arn.slice(arn.lastIndexOf(':') + 1)} in account ${accountOfArn(arn)}`;
const WITHOUT_KEY = 'It names no key that Keydesk can read.';
const BY_END = 'Keys below are found by the last characters of a key ID in it: compare the whole key.';

/**
 * What was read of a paste, and which of its keys Keydesk doesn't have.
 * @param unknown the ARNs of it that no customer's key has
 * @param byEnd whether it names keys only by the ends of their IDs, and some were found
 */
export function readWords(paste: PastedText, unknown: readonly KeyArn[], byEnd = false): string {
  const { arns, keyIds, kind, more, unread } = paste;
  const what = kind === null ? null : `Read as: ${EVIDENCE_KIND_WORD[kind]}.`;
  const named =
    arns.length > 0
      ? `It names ${arns.length === 1 ? 'one key' : `${arns.length}${more ? ' and more' : ''} keys`}.`
      : keyIds.length > 0
        ? null
        : byEnd
          ? BY_END
          : WITHOUT_KEY;
  const missing =
    unknown.length === 0
      ? null
      : `No customer’s key here has ${unknown.length === 1 ? 'the ARN' : 'the ARNs'} of ${unknown.slice(0, 3).map(arnWords).join(', ')}${unknown.length > 3 ? ` and ${unknown.length - 3} more` : ''}.`;
  const noticed = unread === null || unread.reason === 'not_an_arn' ? null : noticedWords(unread.noticed);
  return [what, named, missing, noticed].filter((words) => words !== null).join(' ');
}
