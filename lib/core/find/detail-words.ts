import { CONTACT_ROLE_WORD } from '#lib/core/customer/customer-words.ts';
import type { ContactRole } from '#lib/core/customer/customer.ts';
import { VERDICT_WORD } from '#lib/core/finding/status.ts';
import { KEY_ROLE_WORD, NO_LONGER_CHECKED } from '#lib/core/key/role-words.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import { dayWords } from '#lib/core/text/time-words.ts';
import type { Freshness } from '#lib/core/verdict/freshness.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

const joined = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(' · ');

/** "key/1a2b…9f0e", as screens shorten it. */
export const shortKey = (arn: string): string =>
  arn.slice(arn.lastIndexOf(':') + 1).replace(/^(key\/(?:mrk-)?.{4}).+(.{4})$/, '$1…$2');

/** The status of a key with its cause; an old one is not said in the present (H26). */
export function statusWords(key: {
  verdict: Verdict;
  causeWord: string | null;
  freshness: Freshness;
  role: KeyRole;
}): string {
  if (key.role === 'retired') return NO_LONGER_CHECKED;
  const word = VERDICT_WORD[key.verdict.status];
  const old = key.freshness === 'stale' ? ', last known' : key.freshness === 'clock_error' ? ', clock error' : '';
  return `${word}${old}${key.causeWord === null ? '' : `: ${key.causeWord}`}`;
}

/** What tells a key from the customer's others, whatever its status. */
export const keyDetail = ({ role, region, arn }: { role: KeyRole; region: string; arn: string }): string =>
  joined([shortKey(arn), region, KEY_ROLE_WORD[role]]);

const PLACE_WORD = { ticket: null, setup: 'setup', replacement: 'replacement', departure: 'departure' } as const;

/** Whose ticket it is, and who has it. */
export const ticketDetail = (ticket: {
  place: keyof typeof PLACE_WORD;
  customerName: string;
  ownerName: string | null;
  endedAt: Date | null;
}): string =>
  joined([
    ticket.customerName,
    PLACE_WORD[ticket.place],
    ticket.ownerName,
    ticket.endedAt === null ? null : ticket.place === 'ticket' ? 'closed' : 'withdrawn',
  ]);

/** A contact's address, customer and role. */
export const contactDetail = (contact: {
  email: string;
  customerName: string;
  role: ContactRole;
  hasLeft: boolean;
}): string =>
  joined([contact.customerName, contact.email, CONTACT_ROLE_WORD[contact.role], contact.hasLeft ? 'has left' : null]);

/** What goes on for a customer, since when, and who has it. */
export const workDetail = (work: {
  kind: 'setup' | 'replacement' | 'departure';
  ticket: string | null;
  ownerName: string | null;
  startedAt: Date;
}): string => joined([work.kind, `started ${dayWords(work.startedAt)}`, work.ticket, work.ownerName]);

/** A hosting region's name and our account in it. */
export const regionDetail = ({ name, vendorAccountId }: { name: string; vendorAccountId: string }): string =>
  joined([name, `our account ${vendorAccountId}`]);
