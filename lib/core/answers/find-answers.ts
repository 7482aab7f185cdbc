import { ALL_TOPICS } from '#lib/core/answers/all-topics.ts';
import type { Topic } from '#lib/core/answers/topic.ts';

/** In characters: a question with its greeting and a quoted error. */
export const LONGEST_QUESTION = 2_000;

/** One weak sign is not enough: most questions contain "key" and "fails". */
const LEAST_SCORE = 3;
const MOST_ANSWERS = 4;

const scoreOf = ({ signs }: Topic, question: string): number =>
  signs.reduce(
    (score, [weight, ...patterns]) => (patterns.every((one) => one.test(question)) ? score + weight : score),
    0,
  );

/** In small letters, with straight quotes, single spaces and today's word for a CMK. */
const plain = (question: string): string =>
  question
    .slice(0, LONGEST_QUESTION)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[‘’ʼ]/g, "'")
    .replaceAll(/[“”„]/g, '"')
    .replaceAll(/\bcmk(s?)\b|\bcustomer master key(s?)\b/g, 'key$1$2')
    .replaceAll(/[\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** A colleague who retells a question: "they" are the customer, and "our account" is what the customer calls "your account". */
const RETOLD = /\b(customers?|clients?)\b(?! (managed|master))|\b(they|their|them)\b/;
const AS_CUSTOMER: readonly (readonly [RegExp, string])[] = [
  [/\b(our|ours)\b/g, 'your'],
  [/\b(we|us)\b/g, 'you'],
  [/\b(the |a |this |my )?(customer|client)'s\b(?! (managed|master))|\b(customers|clients)'|\btheirs?\b/g, 'our'],
  [/\b(the |a |this |my |one )?(customers?|clients?)\b(?! (managed|master))|\bthey\b/g, 'we'],
  [/\bthem\b/g, 'us'],
];
const asCustomer = (question: string): string =>
  AS_CUSTOMER.reduce((words, [retold, own]) => words.replaceAll(retold, own), question);

/**
 * The topics that a question is about, best match first, recognized by AWS's terms and plain words.
 * @param question as a customer wrote it or a colleague retells it; what is longer than 2,000 characters is cut off
 * @returns at most four topics; none when nothing fits. Those that fit much worse than the best one are left out
 */
export function findAnswers(question: string): readonly Topic[] {
  const words = plain(question);
  const voices = RETOLD.test(words) ? [words, asCustomer(words)] : [words];
  const scored = ALL_TOPICS.map((topic) => ({ topic, score: Math.max(...voices.map((one) => scoreOf(topic, one))) }))
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((one, other) => other.score - one.score);
  const best = scored[0]?.score ?? 0;
  return scored
    .filter(({ score }) => score >= best * 0.4)
    .slice(0, MOST_ANSWERS)
    .map(({ topic }) => topic);
}
