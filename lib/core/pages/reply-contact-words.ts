type Contact = { role: string; name: string; lastConfirmedAt: Date | null };

const namesOf = (contacts: readonly Contact[]): string => contacts.map(({ name }) => name).join(', ');

/** Who may be greeted by a reply, and whom nobody has verified. An account executive is one of our own people (H17). */
export function unverifiedReaders<Reader extends Contact>(contacts: readonly Reader[]): Reader[] {
  return readersOf(contacts).filter(({ lastConfirmedAt }) => lastConfirmedAt === null);
}

const theirsOf = <Reader extends Contact>(contacts: readonly Reader[]): Reader[] =>
  contacts.filter(({ role }) => role !== 'account_executive');

function readersOf<Reader extends Contact>(contacts: readonly Reader[]): Reader[] {
  const theirs = theirsOf(contacts);
  const admins = theirs.filter(({ role }) => role === 'key_admin');
  return admins.length > 0 ? admins : theirs;
}

/** Whom a text greets by name: nobody has verified who is no contact. */
function greetedReaders(contacts: readonly Contact[], greeted: string): readonly Contact[] {
  const known = contacts.find(({ name }) => name === greeted);
  if (known?.role === 'account_executive') return readersOf(contacts);
  return [known ?? { role: '', name: greeted, lastConfirmedAt: null }];
}

const VERIFY = 'verify them with a number or address from our own records or the contract.';

/**
 * What stands beside a reply whose reader nobody has verified: anybody can write to a ticket in a contact's name. Null
 * where all who may be greeted are verified. A reply is meant for the key administrators, or else for any contact of the
 * customer; an account executive is one of our own people (H17).
 * @param contacts those who have not left
 */
export function replyContactWords(contacts: readonly Contact[]): string | null {
  return readersOf(contacts).length === 0
    ? `This customer has no contact on record. Add who reads the reply, and ${VERIFY}`
    : unverifiedWords('the reply', unverifiedReaders(contacts), contacts);
}

/** The same of the texts of a setup, which greet whoever asked for it. @param contacts those who have not left */
export const setupContactWords = (contacts: readonly Contact[], askedBy: string): string | null =>
  unverifiedWords(
    'the text',
    greetedReaders(contacts, askedBy).filter(({ lastConfirmedAt }) => lastConfirmedAt === null),
    contacts,
  );

function unverifiedWords(what: string, unverified: readonly Contact[], contacts: readonly Contact[]): string | null {
  if (unverified.length === 0) return null;
  const verified = theirsOf(contacts).filter(({ lastConfirmedAt }) => lastConfirmedAt !== null);
  return verified.length === 0
    ? `Nobody has verified ${namesOf(unverified)}. Before you send ${what}, ${VERIFY}`
    : `Nobody has verified ${namesOf(unverified)}. Send ${what} to ${namesOf(verified)}, who ${verified.length === 1 ? 'is' : 'are'} verified, or ${VERIFY}`;
}
