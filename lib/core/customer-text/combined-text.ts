import { customerText, wordsOfKey, type KeyWords } from '#lib/core/customer-text/customer-text.ts';
import { textInput, toldByText, type KeyTextSource } from '#lib/core/customer-text/key-text.ts';
import { whyNotToSendOf } from '#lib/core/customer-text/outgoing-check.ts';
import { changedSinceTold } from '#lib/core/customer-text/told-words.ts';
import { TEXT_BLOCK_WORDS, type CustomerText, type CustomerTextInput } from '#lib/core/customer-text/text-input.ts';
import { isFresh } from '#lib/core/finding/text-rule.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { greeting, heading, layOutAll, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { keysWords } from '#lib/core/text/keys-words.ts';
import { regionWords, type TextKey } from '#lib/core/text/text-subject.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** So many keys are in one reply, the first ones. Nobody reads a longer mail to its end. */
export const KEYS_OF_A_REPLY = 20;

/** A key of the customer, as a reply needs it. */
export type KeyToTell = { id: string; source: KeyTextSource };

/** A key that the reply says nothing about, and why, for the member of staff. */
export type LeftOut = { id: string; arn: string; words: string };

type Says = Extract<CustomerText, { kind: 'text' }>['says'];

/** What a reply about several keys says of one of them: below the line `title`, up to that of the next key. */
export type Section = { keyId: string; title: string; says: Says; key: TextKey };

/** One reply about the keys of a customer that need one, or why there is none. */
export type CombinedText = { leftOut: readonly LeftOut[] } & (
  | {
      kind: 'text';
      subject: string;
      body: string;
      /** The keys it is about, in the order of the text. */
      keyIds: readonly string[];
      /** The oldest of the checks that it is based on. */
      asOf: Date | null;
      caution: string | null;
      /** What it says of each key, and of all of them, for a check of an edited one. */
      sections: readonly Section[];
      says: Says;
      /** The line after the last section; null where the reply is about one key alone. */
      ending: string | null;
    }
  | { kind: 'blocked'; words: string }
);

const LEFT_OUT = {
  usable: 'Not in the reply: the customer has nothing to do about it.',
  released: 'Not in the reply: a released key has a text of its own.',
  intake: 'Not in the reply: what the customer sent is no key that we can use. Its own reply says so.',
  too_many: `Not in the reply: it has the ${KEYS_OF_A_REPLY} most urgent keys. Copy the reply of this key on its page.`,
} as const;

const NOTHING_TO_SEND = 'Nothing to send: no key of this customer needs a reply.';

type Told = { id: string; input: CustomerTextInput; words: KeyWords };
type Judged = { kind: 'told'; told: Told } | { kind: 'left_out'; leftOut: LeftOut };

function judged({ id, source }: KeyToTell, ...given: [TextDeps, Date]): Judged {
  const leave = (words: string): Judged => ({ kind: 'left_out', leftOut: { id, arn: source.record.arn, words } });
  const made = textInput(source, ...given);
  if (made.kind === 'released') return leave(LEFT_OUT.released);
  if (made.kind === 'blocked') return leave(made.words);
  const told = wordsOfKey(made.input, 'among_keys');
  if (told.kind === 'blocked') return leave(told.words);
  const { words } = told;
  if (words.kind === 'intake') return leave(LEFT_OUT.intake);
  return words.kind === 'usable' && !words.asks
    ? leave(LEFT_OUT.usable)
    : { kind: 'told', told: { id, input: made.input, words } };
}

type TextDeps = { regions: readonly HostingRegion[]; policy: CheckPolicy };

/** What the whole reply is about, and which of it is the customer's to do: said once, before any key (H27). */
function opening(asking: number, all: number): string {
  const about = `This is about ${all} of your AWS KMS keys.`;
  if (asking === all) return `${about} Each of them needs something from you:`;
  if (asking === 0) return `${about} We are checking them, and need no change from you for now:`;
  const theirs = asking === 1 ? 'One of them needs' : `${asking} of them need`;
  const ours = all - asking === 1 ? 'the other one' : `the other ${all - asking}`;
  return `${about} ${theirs} something from you, and ${asking === 1 ? 'comes' : 'come'} first. We are checking ${ours}:`;
}

const subjectOf = (asking: number, all: number): string =>
  asking === 0
    ? `Your AWS KMS keys: what we know of ${all} of them`
    : `Your AWS KMS keys: ${keysWords(asking)} ${asking === 1 ? 'needs' : 'need'} something from you`;

/** When the key was checked, once for each key (H7). */
function asOfWords({ aged, asOf, key }: KeyWords, now: Date): readonly Part[] {
  if (aged !== null) return [paragraph(aged)];
  return asOf === null || !isFresh(asOf, now) ? [] : [paragraph(`Checked on ${instantWords(asOf, key.timeZone)}.`)];
}

const titleOf = ({ words }: Told, index: number, count: number): string =>
  `Key ${index + 1} of ${count}, ${words.key.arn}`;

function partsOf({ words }: Told, title: string, now: Date): readonly Part[] {
  return [heading(title), ...asOfWords(words, now), ...words.parts];
}

const contents = (told: readonly Told[]): Part => ({
  kind: 'steps',
  steps: told.map(({ words }) => ({
    text: `${words.key.arn} (${regionWords(words.key)}): ${words.subject}.`,
  })),
});

function ending(asking: readonly Told[], replyTo: string): string {
  if (asking.length === 0) return `If you have a question, please ${replyTo}.`;
  const forNewKey = asking.filter(({ words }) => words.asksForNewKey).length;
  const checks =
    forNewKey === 0
      ? 'We will then check the keys again.'
      : forNewKey === asking.length
        ? 'We check each new key when its ARN arrives.'
        : 'We will then check the keys again, and each new key when its ARN arrives.';
  return `When this is done, or if you have a question, please ${replyTo}. ${checks}`;
}

const oldest = (told: readonly Told[]): Date | null =>
  told.reduce<Date | null>((first, { words: { asOf } }) => {
    if (asOf === null) return first;
    return first === null || asOf < first ? asOf : first;
  }, null);

/** Each caution once, with the number of its key where there are several. */
function cautionOf(told: readonly Told[]): string | null {
  const said = told.flatMap(({ words: { caution } }, index) =>
    caution === null ? [] : [`Key ${index + 1}: ${caution}`],
  );
  return said.length === 0 ? null : said.join(' ');
}

/**
 * One reply about all keys of one customer that need one: first those that ask for something, then those that are with us,
 * each in the words of its own reply, with one greeting and one ending. H6, H7, H8 and H27 hold for all of it.
 * @param keys keys of one customer, the most urgent first
 * @returns the reply, or why there is none; and the keys that it leaves out
 */
export function combinedText(keys: readonly KeyToTell[], deps: TextDeps, now: Date): CombinedText {
  if (new Set(keys.map(({ source }) => source.customerId)).size > 1)
    throw new Error('A reply is about keys of one customer (H6).');
  const all = keys.map((key) => judged(key, deps, now));
  const candidates = all.flatMap((one) => (one.kind === 'told' ? [one.told] : []));
  const inOrder = [...candidates.filter(({ words }) => words.asks), ...candidates.filter(({ words }) => !words.asks)];
  const told = inOrder.slice(0, KEYS_OF_A_REPLY);
  const leftOut = [
    ...all.flatMap((one) => (one.kind === 'left_out' ? [one.leftOut] : [])),
    ...inOrder.slice(KEYS_OF_A_REPLY).map(({ id, words }) => ({ id, arn: words.key.arn, words: LEFT_OUT.too_many })),
  ];
  const [first] = told;
  if (first === undefined) return { kind: 'blocked', words: NOTHING_TO_SEND, leftOut };
  if (told.length === 1) return { ...ownReply(first), leftOut };
  const theirs = told.filter(({ words }) => words.asks);
  const asking = theirs.length;
  const { contactName, replyTo } = first.words.key;
  const subject = subjectOf(asking, told.length);
  const ends = ending(theirs, replyTo);
  const body = `${layOutAll([
    greeting(contactName),
    paragraph(opening(asking, told.length)),
    contents(told),
    ...told.flatMap((one, index) => partsOf(one, titleOf(one, index, told.length), now)),
    paragraph(ends),
  ])}\n`;
  const mustNotLeave = whyNotToSendOf(
    `${subject}\n${body}`,
    told.map(({ words }) => words.key),
  );
  if (mustNotLeave !== null) return { kind: 'blocked', words: mustNotLeave, leftOut };
  return {
    kind: 'text',
    subject,
    body,
    keyIds: told.map(({ id }) => id),
    asOf: oldest(told),
    caution: cautionOf(told),
    sections: told.map((one, index) => ({
      keyId: one.id,
      title: `${titleOf(one, index, told.length)}:`,
      says: saysOf(one),
      key: one.words.key,
    })),
    // What is said outside of the sections is said of all keys.
    says: {
      asks: told.some((one) => saysOf(one).asks),
      holds: told.some((one) => saysOf(one).holds),
      confirmed: told.every((one) => saysOf(one).confirmed),
    },
    ending: ends,
    leftOut,
  };
}

/** The only key that needs a reply gets its own. */
function ownReply({ id, input, words }: Told) {
  const text = customerText(input);
  return text.kind === 'blocked'
    ? { kind: 'blocked' as const, words: TEXT_BLOCK_WORDS[text.reason] }
    : { ...text, keyIds: [id], sections: [{ keyId: id, title: '', says: text.says, key: words.key }], ending: null };
}

const saysOf = ({ words: { kind, asks, confirmed } }: Told): Says => ({
  asks,
  holds: kind === 'hold' && !asks,
  confirmed,
});

/** What a reply tells of each of its keys, as `toldByText` says it of one. */
export const toldByReply = (keys: readonly KeyToTell[], keyIds: readonly string[], now: Date): string =>
  keys.flatMap(({ id, source }) => (keyIds.includes(id) ? [`${id} ${toldByText(source, now)}`] : [])).join('\n');

const byKey = (tells: string): Map<string, string> =>
  new Map(
    tells.split('\n').map((line) => {
      const [id = '', ...told] = line.split(' ');
      return [id, told.join(' ')];
    }),
  );

/** What changed in what a reply tells, in words; empty where nothing did. */
export function changedInReply(before: string, now: string): string[] {
  const [were, are] = [byKey(before), byKey(now)];
  const other = were.size !== are.size || [...are.keys()].some((id) => !were.has(id));
  const changes = [...are].flatMap(([id, told]) => changedSinceTold(were.get(id) ?? told, told));
  return [...new Set([...(other ? ['it is about other keys'] : []), ...changes])];
}
