import { addedIn, lookAlikeIn, plainLine, sentencesIn, type Piece } from '#lib/core/customer-text/added-text.ts';
import { otherDates, type OwnDates } from '#lib/core/customer-text/edited-text-dates.ts';
import { SENTENCE_RULES } from '#lib/core/customer-text/edited-text-rules.ts';
import { EDIT_RULE_WORDS, type EditRule } from '#lib/core/customer-text/edited-text-words.ts';
import { splitAccountIds } from '#lib/core/customer-text/foreign-identifiers.ts';
import { whatIsMissing } from '#lib/core/customer-text/kept-text.ts';
import { COMMAND, whyNotToSendOf } from '#lib/core/customer-text/outgoing-check.ts';
import type { CustomerText } from '#lib/core/customer-text/text-input.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';

type MadeText = Extract<CustomerText, { kind: 'text' }>;

/** The first line of a reply that says how old the last answer is. */
const AGE_LINE = /^As of .+; (?:could not be checked|not checked) since\.$/;
const ageLineOf = (body: string): string | null => {
  const first = (body.trimStart().split('\n', 1)[0] ?? '').replaceAll(/\s+/g, ' ').trim();
  return AGE_LINE.test(first) ? first : null;
};
const CONFIRMING = /we are confirming until/i;

/** An edited reply is at most so many times as long as the one that Keydesk made. */
const LONGEST_EDIT = 3;

/** IDs of keys and requests, with any dashes. */
const ANY_ID = /[0-9a-f]{8}(?: ?[-_] ?[0-9a-f]{4}){3} ?[-_] ?[0-9a-f]{12}|mrk ?- ?[0-9a-f]{32}|\b[0-9a-f]{32}\b/gi;
const E_MAIL = /[\w.+-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gi;
const URL =
  /\b(?:https?|ftps?|file|mailto|data|javascript|tel):\S+|\bwww\.\S+|\S{0,20}(?::|\[:\])\/\/\S*|\b(?:[a-z0-9-]{1,63}\.){1,6}(?:com|net|org|io|dev|app|cloud|ai|co|info|biz|xyz|ru|cn|de|uk|fr|eu|us|me|link|click|site|online|top|ly|gl|gg|page)\b(?:\/\S*)?/gi;
/** A cell that a spreadsheet takes as a formula. A dash before words is an item of a list. */
const FORMULA = /^\s*(?:[=+@]|-(?! ?[\p{L}"“(]|\s*$))\S*/u;

const inLine = (line: number): string => `in line ${line} of the text`;

const formulaIn = (line: string): string | undefined =>
  line
    .split('\t')
    .map((cell) => FORMULA.exec(cell)?.[0])
    .find((word) => word !== undefined);

/** The refusal in words: the word, its place, why, and what to do. */
function refusalOf(rule: EditRule, word: string, place: string): string {
  const { why, instead } = EDIT_RULE_WORDS[rule];
  const shown = word.length > 160 ? `${word.slice(0, 159)}…` : word;
  return `“${shown}”, ${place}, ${why}. ${instead}`;
}

/** Staff see so many refusals at once: the others show at the next try. */
export const MOST_SHOWN = 5;

/** What nobody may add in a line: identifiers, addresses, and what a shell or a spreadsheet would run (H6). */
function foreignIn({ text, line }: Piece, made: string, key: TextKey): string[] {
  const isMade = made.includes(text);
  const own = `${made} ${key.arn}`.toLowerCase();
  const isNew = ([word]: RegExpMatchArray): boolean => !own.includes(word.toLowerCase());
  const first = (pattern: RegExp): string | undefined => [...text.matchAll(pattern)].find(isNew)?.[0];
  const found: [EditRule, string | undefined][] = [
    ['foreign_account', splitAccountIds(text, key)[0]],
    ['other_id', first(ANY_ID)],
    ['command', isMade ? undefined : COMMAND.exec(text)?.[0]],
    ['formula', isMade ? undefined : formulaIn(text)],
    ['address', first(E_MAIL) ?? first(URL)],
  ];
  return found.flatMap(([rule, word]) => (word === undefined ? [] : [refusalOf(rule, word.trim(), inLine(line))]));
}

/** What a sentence that a person wrote must not say. */
function saidWrong(
  { text, line }: Piece,
  made: MadeText,
  key: TextKey,
  otherDate: (sentence: string) => string | null,
): string[] {
  // The customer is "you", whatever they are called.
  const { customerName, contactName } = key;
  const you = [customerName, contactName ?? customerName].reduce(
    (left, name) => left.replaceAll(plainLine(name), 'you'),
    text,
  );
  const refusals = SENTENCE_RULES.filter(({ applies }) => applies(made.says, made.body)).flatMap(
    ({ rule, patterns }) => {
      const found = patterns.map((pattern) => pattern.exec(text) ?? pattern.exec(you)).find((match) => match !== null);
      return found === undefined ? [] : [refusalOf(rule, found[0].trim(), inLine(line))];
    },
  );
  const date = otherDate(text);
  return date === null ? refusals : [...refusals, refusalOf('other_date', date, inLine(line))];
}

function sizeRefusal(made: string, edited: string): string | null {
  if (edited.trim() === '') return refusalOf('empty', '', 'in line 1');
  const most = LONGEST_EDIT * made.length;
  return edited.replaceAll(/\n{2,}/g, '\n\n').trim().length > most
    ? `The edited reply is more than ${LONGEST_EDIT} times as long as the one that Keydesk wrote: at most ${most.toLocaleString('en-US')} characters. Shorten it.`
    : null;
}

function lookAlikeRefusal({ subject, body }: MadeText, edited: string): string | null {
  const found = lookAlikeIn(`${subject}\n${body}`, edited);
  return found === null ? null : refusalOf('look_alike', found.word, inLine(found.line));
}

/** The line with the age must stay as long as it is true, and go when the key was checked since (H7). */
function ageLineRefusal(made: string | null, kept: string | null): string | null {
  if (made !== null) return kept === made ? null : refusalOf('age_line_missing', made, 'the first line');
  return kept === null ? null : refusalOf('age_line_outdated', kept, 'in line 1');
}

function confirmingRefusal(made: string, edited: string): string | null {
  const said = sentencesIn(made).find(({ text }) => CONFIRMING.test(text));
  return said === undefined || CONFIRMING.test(plainLine(edited))
    ? null
    : refusalOf('confirming_missing', said.text, 'after the greeting');
}

/** The refusal of the name of somebody else in an edited reply; it doesn't say whose it is. */
export function foreignNameWords(edited: string, name: string): string {
  const line = edited.split('\n').findIndex((row) => row.toLowerCase().includes(name.toLowerCase())) + 1;
  return refusalOf('other_customer', name, line === 0 ? 'over a break of a line' : inLine(line));
}

/**
 * Why an edited reply may not be copied (H1, H2, H5, H6, H7, H13, H19, H27). The sentences that Keydesk wrote itself are
 * not questioned, whatever the breaks of their lines; what the customer must be told has to stay.
 * @param made what Keydesk writes now
 * @param edited the body as a person changed it
 * @param own the dates that Keydesk knows of the key
 * @param beside other keys of the same customer that it may name
 * @returns each with its word, its place and what to do; empty where it may be copied
 */
export function whyNotToCopy(
  made: MadeText,
  edited: string,
  key: TextKey,
  own: OwnDates,
  beside: readonly TextKey[] = [],
): string[] {
  const size = sizeRefusal(made.body, edited);
  if (size !== null) return [size];
  const foreign = whyNotToSendOf(`${made.subject}\n${edited}`, [key, ...beside]);
  const plainMade = plainLine(`${made.subject} ${made.body}`);
  const otherDate = otherDates(plainMade, own);
  const { lines, sentences } = addedIn(made.body, edited);
  // The line with the age is no sentence of a person: `ageLineRefusal` judges it.
  const kept = ageLineOf(edited);
  const written = sentences.filter(({ text }) => text !== kept);
  const refusals = [
    foreign,
    lookAlikeRefusal(made, edited),
    ageLineRefusal(ageLineOf(made.body), kept),
    confirmingRefusal(made.body, edited),
    ...written.flatMap((piece) => saidWrong(piece, made, key, otherDate)),
    // A foreign identifier is in the first refusal already.
    ...(foreign === null ? [...written, ...lines].flatMap((piece) => foreignIn(piece, plainMade, key)) : []),
    ...whatIsMissing(made, edited, key, own),
  ];
  return [...new Set(refusals.filter((words) => words !== null))].slice(0, MOST_SHOWN);
}
