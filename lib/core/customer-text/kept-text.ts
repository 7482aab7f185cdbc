import { plainLine, sentencesIn } from '#lib/core/customer-text/added-text.ts';
import { namesDay, type OwnDates } from '#lib/core/customer-text/edited-text-dates.ts';
import type { CustomerText } from '#lib/core/customer-text/text-input.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

type MadeText = Extract<CustomerText, { kind: 'text' }>;

const WHAT_TO_DO = 'What to do:';
const HEADING = /^[A-Z][^\n.]{0,80}:$/;
const KEY_LIST = /^- Key: /;
const GREETING = /^Hello\b[^\n]*,$/;
const AGE = /^As of /;
/** A sentence about these has a rule of its own. */
const CONFIRMING = /we are confirming until/i;

/** The paragraphs of a reply that ask: those before the list of the key, and those below "What to do". */
function askingParagraphs(body: string): string[] {
  const paragraphs = body.split(/\n\s*\n/).map((one) => one.trim());
  const opening = paragraphs.filter((one) => !GREETING.test(one) && !AGE.test(one));
  const list = opening.findIndex((one) => KEY_LIST.test(one));
  const below = paragraphs.slice(paragraphs.indexOf(WHAT_TO_DO) + 1);
  const end = below.findIndex((one) => HEADING.test(one));
  return [
    ...opening.slice(0, list < 0 ? 1 : list),
    ...(paragraphs.includes(WHAT_TO_DO) ? below.slice(0, end < 0 ? below.length : end) : []),
  ];
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
const negations = (text: string): number => (text.match(/\b(?:not|never|no|nothing|cannot)\b|n[’']t\b/gi) ?? []).length;

/** How much of a sentence a small edit leaves. */
const KEPT_PART = 0.7;

/** A sentence, or two that follow each other, as they are compared. */
type Read = { words: Set<string>; negations: number };
const read = (text: string): Read => ({ words: wordsOf(text), negations: negations(text) });

/** Whether a sentence is still there up to small edits, which add or take away no "not". */
function isKept(sentence: string, edited: readonly Read[]): boolean {
  const asked = read(sentence);
  return edited.some((said) => {
    if (said.negations !== asked.negations) return false;
    const kept = [...asked.words].filter((word) => said.words.has(word)).length;
    return kept >= KEPT_PART * asked.words.size;
  });
}

const shown = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);
const missing = (words: string): string =>
  `The reply no longer says ${words}. Put it back: without it the customer would not be told what they must know.`;

/**
 * What an edited reply no longer says although the customer must be told it: which key, its deadline, and what they are
 * asked. Without it, a reply that was sent would count as told.
 */
export function whatIsMissing(made: MadeText, edited: string, key: TextKey, own: OwnDates): string[] {
  const [plain, plainMade] = [plainLine(edited), plainLine(made.body)];
  const keyId = key.arn.split('/').at(-1) ?? key.arn;
  const { deadlineAt, now } = own;
  const tellsDeadline = deadlineAt !== null && deadlineAt > now && namesDay(plainMade, deadlineAt);
  const asked = made.says.asks || made.says.holds ? askingParagraphs(made.body).flatMap(sentencesIn) : [];
  const sentences = asked.length === 0 ? [] : sentencesIn(edited).map(({ text }) => text);
  const said = sentences.flatMap((text, index) => [read(text), read(`${text} ${sentences[index + 1] ?? ''}`)]);
  return [
    ...(plainMade.includes(key.arn) && !plain.includes(keyId) ? [missing(`which key it is about, “${key.arn}”`)] : []),
    ...(tellsDeadline && !namesDay(plain, deadlineAt) ? [missing(`the deadline, “${instantWords(deadlineAt)}”`)] : []),
    ...asked
      .map(({ text }) => text)
      .filter((text) => !CONFIRMING.test(text) && wordsOf(text).size > 2 && !isKept(text, said))
      .map((text) => missing(`“${shown(text)}”`)),
  ];
}
