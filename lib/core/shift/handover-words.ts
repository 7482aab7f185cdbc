import { SECRET_WORDS } from '#lib/core/ticket/ticket-words.ts';
import type { HandedOverKind } from './handover.ts';
import { TEAM_WORD } from './owner-words.ts';

const ticketWords = (ticket: string | null): string => (ticket === null ? '' : `, ticket ${ticket}`);

/** What an item is, in words. */
export const ticketItemWords = (reference: string): string => `Ticket ${reference}`;
export const setupItemWords = (ticket: string | null): string => `Setup${ticketWords(ticket)}`;
export const replacementItemWords = (ticket: string | null): string => `Replacement${ticketWords(ticket)}`;
export const unsentTextWords = (subject: string): string => `Text copied, not recorded as sent: ${subject}`;

/**
 * A text that was sent: "Waits for the customer: key …1a2b9f0e in eu-west-1".
 * @param writeAgain whether we promised to write again
 */
export const toldTextWords = (keys: readonly { kmsKeyId: string; region: string }[], writeAgain: boolean): string => {
  const [first] = keys;
  const about =
    first === undefined || keys.length > 1
      ? `${keys.length} keys`
      : `key …${first.kmsKeyId.slice(-KEY_ID_END)} in ${first.region}`;
  return `${writeAgain ? 'We promised to write again' : 'Waits for the customer'}: ${about}`;
};
/** Enough of a key's id to find it by. */
const KEY_ID_END = 8;

/** What was promised with such a text. */
export const WRITE_AGAIN_WORDS = 'write to the customer again';

/** What the taker of a copied text has to do. */
export const UNSENT_GIVEN_WORDS = 'Whoever takes it finds out whether it was sent, and records it.';

/** What the giver keeps, as the heading over it. @param from who handed over: "you", or a name */
export const staysWords = (from: string): string => `Stays with ${from}, not handed over:`;

/** What the form says of what is left out. */
export const STAYS_HINT =
  'What you don’t select stays with you, and the hand-over names it. While you are away or disabled, it is the team’s.';

const KIND_WORD: Record<HandedOverKind, readonly [one: string, more: string]> = {
  ticket: ['ticket', 'tickets'],
  setup: ['setup', 'setups'],
  replacement: ['replacement', 'replacements'],
  unsent_text: ['unsent text', 'unsent texts'],
  told_text: ['text that waits for an answer', 'texts that wait for an answer'],
};

/** What was given with a shift, in numbers. The note of a hand-over stands only in the hand-over itself. */
export function shiftWords(kinds: readonly HandedOverKind[]): string {
  const counts = Object.entries(KIND_WORD).flatMap(([kind, [one, more]]) => {
    const n = kinds.filter((each) => each === kind).length;
    return n === 0 ? [] : `${n} ${n === 1 ? one : more}`;
  });
  return `With a shift: ${counts.length === 0 ? 'a note only' : counts.join(', ')}.`;
}

const countWords = (n: number, exact: boolean): string => `${n.toLocaleString('en-US')}${exact ? '' : '+'}`;

/** How much a person can hand over. */
export const openWords = ({ all, exact }: { all: number; exact: boolean }): string =>
  all === 0 ? 'Nothing of yours is open.' : `${countWords(all, exact)} open ${all === 1 ? 'item' : 'items'}.`;

/** Which items a page of the list has: "Items 141 to 280 of 310". */
export const positionWords = (from: number, shown: number, { all, exact }: { all: number; exact: boolean }): string =>
  `Items ${from + 1} to ${from + shown} of ${countWords(all, exact)}, by promise or deadline, then by how bad the state is`;

/** Why a shift was not handed over. */
export const HAND_OVER_REFUSAL_WORDS = {
  ...SECRET_WORDS,
  no_such_person: 'This person can’t take your shift now: they are disabled or away, or have no role for it.',
  yourself: 'Choose somebody else, or the team.',
  items_changed:
    'Your open items changed since this page loaded, so nothing was handed over. The list is now up to date: review it, then hand over again.',
} as const satisfies Record<string, string>;

/** Why a hand-over was not acknowledged. */
export const ACKNOWLEDGE_REFUSAL_WORDS = {
  not_found: 'There is no such hand-over.',
  acknowledged_already: 'Somebody else acknowledged this hand-over in the meantime.',
  not_yours: 'This hand-over is for somebody else.',
} as const satisfies Record<string, string>;

/** Why it was not recorded until when somebody is away. */
export const AWAY_REFUSAL_WORDS = {
  not_found: 'This staff member no longer exists.',
  disabled: 'This staff member is disabled: what they have belongs to the team already.',
  date_passed: 'This time has passed. Enter one in the future, in UTC.',
  too_far: 'Enter a time within a year.',
  not_away: 'This staff member is not away.',
} as const satisfies Record<string, string>;

/** What follows for a replacement from handing it over to a person. */
export const REPLACEMENT_TAKEN_WORDS = 'The person who takes over a replacement can’t approve it.';

export const REPLACEMENTS_LEFT_OUT = `No replacement is selected at first. ${REPLACEMENT_TAKEN_WORDS}`;

/** To whom something was handed over. */
export const toWords = (name: string | null): string => name ?? `the ${TEAM_WORD}`;

/** What acknowledging does, by whom it was handed over to. */
export const ACKNOWLEDGE_WORDS = {
  you: 'What was handed over is yours already. Acknowledge it when you have read the note.',
  team: 'Acknowledge it to take what the team still has of it.',
} as const satisfies Record<string, string>;
