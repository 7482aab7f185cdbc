import { confusablesMap } from 'confusables';

/** `levenshtein` of PostgreSQL compares at most 255 characters, and compatibility forms can be longer than the name. */
const LONGEST_FORM = 200;
const SHAPELESS = /(?!\s)[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\u2800]/gu;
const ACCENTS = /[\u0300-\u036F]/g;
const NOT_WRITTEN = /[^\p{L}\p{N}\p{M}]/gu;

/** What lower case makes look alike, which the table has only for capitals: O and 0, I and l and 1. */
const AFTER_LOWER_CASE: Readonly<Record<string, string>> = { 0: 'o', 1: 'l', i: 'l' };

/** The letter for which a person takes this one, in either case. */
const lookAlike = (letter: string): string =>
  letter === 'ß'
    ? 'ss'
    : (confusablesMap.get(letter) ??
      confusablesMap.get(letter.toUpperCase()) ??
      confusablesMap.get(letter.toLowerCase()) ??
      letter);

/** A name without what nobody sees: characters without a shape are left out, and white space of any kind is one space. */
export const visibleName = (name: string): string =>
  name.normalize('NFC').replaceAll(SHAPELESS, '').replaceAll(/\s+/g, ' ').trim();

/** Whether two names differ only in what nobody sees, or in upper and lower case. */
export const sameToTheEye = (one: string, other: string): boolean =>
  visibleName(one).toLowerCase() === visibleName(other).toLowerCase();

/**
 * The form under which names and ids that people confuse are the same: look-alike letters by Unicode's table, accents,
 * case, spaces and punctuation make no difference. Compared only with other forms, never shown.
 * @returns 1 to 200 characters; '' only for a name of which nothing is visible
 */
export function nameForm(name: string): string {
  const visible = visibleName(name).normalize('NFKC').normalize('NFD').replaceAll(ACCENTS, '').normalize('NFC');
  const letters = Array.from(visible.replaceAll(NOT_WRITTEN, ''));
  // Of a name that is only signs, the signs count.
  const counted = letters.length > 0 ? letters : Array.from(visible.replaceAll(/\s/g, ''));
  const lower = counted.map(lookAlike).join('').toLowerCase().replaceAll(ACCENTS, '');
  // A sign may look like a letter, which then counts alone.
  const written = lower.replaceAll(NOT_WRITTEN, '');
  const form = Array.from(written === '' ? lower : written)
    .map((letter) => AFTER_LOWER_CASE[letter] ?? letter)
    .slice(0, LONGEST_FORM)
    .join('');
  return form === '' ? visibleName(name).slice(0, LONGEST_FORM) : form;
}
