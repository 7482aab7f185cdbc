import type { NoteRefusal, Secret } from './note.ts';

const NO_SECRETS = 'Keydesk stores no secrets. Take it out, and tell the customer to make it invalid.';

/** Opens the setup that a key came with: its ticket stands before the offer to add one. */
export const openSetupWords = (ticket: string | null): string =>
  ticket === null ? 'Open the setup' : `Open the setup (ticket ${ticket})`;

/** Why a text that somebody typed or pasted was not stored. */
export const SECRET_WORDS = {
  private_key: `The text contains a private key (BEGIN PRIVATE KEY). ${NO_SECRETS}`,
  secret_access_key: `The text contains what looks like an AWS secret access key. ${NO_SECRETS}`,
  session_token: `The text contains what looks like an AWS session token. ${NO_SECRETS}`,
  access_token: `The text contains what looks like an access token. ${NO_SECRETS}`,
} as const satisfies Record<Secret, string>;

const STALE =
  'Somebody else changed this ticket in the meantime. The page shows the change: review it, then try again.';
const TICKET = {
  not_found: 'There is no such ticket.',
  stale: STALE,
  closed: 'This ticket is closed. Open it again under its name to go on.',
} as const;

/** Why a ticket was not added. */
export const OPEN_TICKET_REFUSAL_WORDS = {
  ...SECRET_WORDS,
  no_such_customer: 'This customer does not exist any more.',
  key_of_another_customer: 'A ticket is about the keys of one customer. One of these keys belongs to another customer.',
  open_already: 'A ticket of this name is open for this customer.',
  key_added_already: 'The ticket of this name is about this key already.',
} as const satisfies Record<string, string>;

/** Why a ticket was not taken. */
export const TAKE_TICKET_REFUSAL_WORDS = {
  ...TICKET,
  yours_already: 'You have this ticket already.',
} as const satisfies Record<string, string>;

/** Why a ticket was not handed over. */
export const GIVE_TICKET_REFUSAL_WORDS = {
  ...TICKET,
  no_such_person: 'This person can’t take a ticket now: they are disabled, away or have no role for it.',
  theirs_already: 'They have this ticket already.',
} as const satisfies Record<string, string>;

/** Why a promise was not recorded. */
export const PROMISE_REFUSAL_WORDS = {
  ...TICKET,
  ...SECRET_WORDS,
  date_passed: 'This time has passed. Enter one in the future, in UTC.',
  too_far: 'Enter a time within a year.',
  no_promise: 'Nothing is promised in this ticket.',
} as const satisfies Record<string, string>;

/** Why a ticket was not closed. */
export const CLOSE_TICKET_REFUSAL_WORDS = TICKET;

/** Why a note was not added. */
export const NOTE_REFUSAL_WORDS = {
  not_found: 'This customer or key does not exist any more.',
  key_of_another_customer: 'This key belongs to another customer.',
  empty: 'Write the note first.',
  too_long: 'A note can have at most 4,000 characters.',
  hidden_character: 'The note contains invisible characters. Type it instead of pasting it.',
  ...SECRET_WORDS,
} as const satisfies Record<NoteRefusal | 'not_found' | 'key_of_another_customer', string>;
