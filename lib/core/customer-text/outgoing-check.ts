import { identifiersExcept, ownNames, type OwnNames } from '#lib/core/customer-text/foreign-identifiers.ts';
import { HIDDEN, plainForm } from '#lib/core/customer-text/plain-form.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';

/** A value that is put into a text, and where it comes from. */
export type Inserted = { value: string; place: string };

const insertedIn = ({ customerName, contactName, regionName, encryptionContextKeys }: TextKey): Inserted[] => [
  { value: customerName, place: 'in the customer’s name' },
  ...(contactName === null ? [] : [{ value: contactName, place: 'in the name of the contact' }]),
  ...(regionName === null ? [] : [{ value: regionName, place: 'in the name of the region' }]),
  ...(encryptionContextKeys ?? []).map((value) => ({ value, place: 'in a name of the encryption context' })),
];

/** A spreadsheet takes a cell that begins with one of these as a formula. */
const FORMULA = /^\s*[=+\-@]/;
/** What a shell would run: a command at the beginning of a line, or a substitution anywhere. */
export const COMMAND =
  /^\s*(?:[$#>] ?)?(?:sudo|curl|wget|rm|bash|sh|zsh|cmd(?:\.exe)?|powershell|pwsh|python3?|ssh|kubectl|terraform)\s+\S|\baws\s+[a-z0-9-]+\s+[a-z0-9-]+|\$\(|`/;

/** The word for staff: hidden characters by their number, and not longer than a line. */
const shown = (word: string): string =>
  Array.from(word)
    .slice(0, 60)
    .map((letter) =>
      HIDDEN.test(letter) ? `<U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>` : letter,
    )
    .join('');

/** Why a text may not leave, for staff: the word, where it is, and the reason. */
export const blockWords = (word: string, place: string, why: string): string =>
  `The text can’t be copied: “${shown(word)}”, ${place}, ${why}. Correct it first.`;

const FOREIGN = 'is an ARN or an account that is not this customer’s';
const IS_HIDDEN = 'has hidden characters';

/** Names may contain no line that a spreadsheet or a shell would take as its own. */
function unsafeValue({ value, place }: Inserted): string | null {
  const lines = value.split(/[\r\n\u2028\u2029]+/);
  if (lines.some((line) => FORMULA.test(plainForm(line).text)))
    return blockWords(value, place, 'begins like a formula');
  if (lines.some((line) => COMMAND.test(line))) return blockWords(value, place, 'reads like a command');
  return HIDDEN.test(value.replaceAll(/[\r\n\t]/g, ' ')) ? blockWords(value, place, IS_HIDDEN) : null;
}

/** The place of a found word: the value that it comes from, or the line of the text. */
function placeOf(word: string, at: number, text: string, inserted: readonly Inserted[]): string {
  const from = inserted.find(({ value }) => value.includes(word) || value.replaceAll(/\s+/g, ' ').includes(word));
  // The subject is the first line of what is checked.
  const line = text.slice(0, at).split('\n').length - 1;
  return from?.place ?? (line === 0 ? 'in the subject' : `in line ${line} of the text`);
}

/**
 * Checks a finished reply before it may leave (H6): nobody else's identifiers, no hidden characters, and no name that a
 * spreadsheet or a shell would run.
 * @param text the subject, a line break and the body
 * @returns the word, its place and the reason, for staff; null when it may leave
 */
export const whyNotToSend = (text: string, key: TextKey): string | null => whyNotToSendOf(text, [key]);

/** The same for a reply about several keys of one customer: it may name what the reply about any of them may name. */
export function whyNotToSendOf(text: string, keys: readonly TextKey[]): string | null {
  const names = keys.map(ownNames);
  return whyItMustStay(text, keys.flatMap(insertedIn), {
    arns: names.flatMap(({ arns }) => arns),
    awsAccountIds: names.flatMap(({ awsAccountIds }) => awsAccountIds),
  });
}

/** The same for any text, with the values that were put into it and the identifiers that it may name. */
export function whyItMustStay(text: string, inserted: readonly Inserted[], own: OwnNames): string | null {
  for (const one of inserted) {
    const unsafe = unsafeValue(one);
    if (unsafe !== null) return unsafe;
  }
  const [foreign] = identifiersExcept(text, own);
  if (foreign !== undefined)
    return blockWords(foreign.word, placeOf(foreign.word, foreign.at, text, inserted), FOREIGN);
  const hiddenAt = text.replaceAll('\n', ' ').search(HIDDEN);
  if (hiddenAt < 0) return null;
  const letter = String.fromCodePoint(text.codePointAt(hiddenAt) ?? 0);
  return blockWords(letter, placeOf(letter, hiddenAt, text, inserted), IS_HIDDEN);
}
