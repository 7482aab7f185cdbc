import { plainForm, type PlainForm } from '#lib/core/customer-text/plain-form.ts';

/** What a reply may name: the customer's own key and account, and our account in the region. */
export type OwnIdentifiers = {
  arn: string;
  awsAccountId: string;
  vendorAccountId: string;
  principalArn: string | null;
};

/** ARNs and account IDs that a text may name. */
export type OwnNames = { arns: readonly string[]; awsAccountIds: readonly string[] };

/** An identifier as the text has it, and where it begins. */
export type Found = { word: string; at: number };

/** Key IDs, request IDs and other UUIDs. The digits in them are no account ID. */
const ID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|mrk-[0-9a-f]{32}/gi;
/** Spaces around the colons change nothing for a reader. */
const ANY_ARN = /arn ?:(?: ?[^\s:"]* ?:){4} ?[^\s"'`,;<>()]+/gi;
/** The times in our own lists of calls. Their digits are no account ID. */
const TIME = /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?/g;
const ACCOUNT_LENGTH = 12;
/** What may stand between the groups of an account ID: 1234-5678-9012, 123 456 789 012. */
const BETWEEN = /^[-\s._/'’·,()[\]*]{0,3}$/u;

type Group = { from: number; to: number };
const groupsOf = (text: string, pattern: RegExp): Group[] =>
  [...text.matchAll(pattern)].map((match) => ({ from: match.index, to: match.index + match[0].length }));

/** Groups of digits that together are as long as an account ID. */
function accountIds(text: string, groups: readonly Group[], between = BETWEEN): Group[] {
  return groups.flatMap((first, index) => {
    let length = 0;
    for (let at = index; at < groups.length; at += 1) {
      const [before, group] = [groups[at - 1], groups[at]];
      if (group === undefined) return [];
      if (at > index && before !== undefined && !between.test(text.slice(before.to, group.from))) return [];
      length += group.to - group.from;
      if (length === ACCOUNT_LENGTH) return [{ from: first.from, to: group.to }];
      if (length > ACCOUNT_LENGTH) return [];
    }
    return [];
  });
}

/** Letters that pass for digits: O for 0, and l, I and | for 1. At least half of the twelve are real digits. */
const withLetters = (text: string): Group[] =>
  accountIds(
    text,
    groupsOf(text, /[\dOoIl|]+/g).filter(({ from, to }) => /\d/.test(text.slice(from, to))),
  ).filter(({ from, to }) => (text.slice(from, to).match(/\d/g) ?? []).length >= ACCOUNT_LENGTH / 2);

/** The principal that stands for a whole account. */
export const rootArn = (awsAccountId: string): string => `arn:aws:iam::${awsAccountId}:root`;

/** What a reply about one key may name. */
export function ownNames({ arn, awsAccountId, vendorAccountId, principalArn }: OwnIdentifiers): OwnNames {
  const session = principalArn?.startsWith(`arn:aws:sts::${vendorAccountId}:assumed-role/`) ? [principalArn] : [];
  return {
    arns: [arn, rootArn(vendorAccountId), rootArn(awsAccountId), ...session],
    awsAccountIds: [awsAccountId, vendorAccountId],
  };
}

/** Finds every ARN and account ID in a finished reply that belongs neither to the customer nor to us (H6). */
export const foreignIdentifiers = (text: string, own: OwnIdentifiers): Found[] =>
  identifiersExcept(text, ownNames(own));

/**
 * Finds every ARN and account ID in a text except these. An own one counts only as it is written.
 * @returns the identifiers as the text has them, in its order; empty when there are none
 */
export function identifiersExcept(text: string, own: OwnNames): Found[] {
  const plain = plainForm(text);
  const found: Found[] = [];
  let rest = plain.text;
  const sift = (groups: readonly Group[], isOwn: (word: string) => boolean): void => {
    for (const group of groups) {
      const { word, at } = asWritten(text, plain, group);
      if (!isOwn(word)) found.push({ word, at });
    }
    const letters = rest.split('');
    for (const { from, to } of groups) letters.fill('#', from, to);
    rest = letters.join('');
  };
  sift(groupsOf(rest, ANY_ARN), (arn) => own.arns.includes(arn));
  for (const harmless of [ID, TIME]) rest = rest.replaceAll(harmless, (found) => '#'.repeat(found.length));
  const isOwnAccount = (id: string): boolean => own.awsAccountIds.includes(id.replaceAll(/[-. ]/g, ''));
  sift(accountIds(rest, groupsOf(rest, /\d+/g)), isOwnAccount);
  sift(withLetters(rest), isOwnAccount);
  return found.toSorted((a, b) => a.at - b.at);
}

/** What a person may write between the groups of an account ID so that it is not found. */
const BETWEEN_ADDED = /^(?:[-\s._/'’"“”·,()[\]{}*+:;|=~&#<>\\^!?]|\b(?:and|then|plus|dot|dash)\b){0,8}$/iu;
const CLOCK = /(?<![\d:])\d{1,2}:\d\d(?::\d\d)?(?![\d:])/g;

/** The accounts in added text that are written in parts, with any sign or "and" in between, and are not the customer's. */
export function splitAccountIds(text: string, own: OwnIdentifiers): string[] {
  const { arns, awsAccountIds } = ownNames(own);
  let rest = arns.reduce((left, arn) => left.replaceAll(arn, '#'), text);
  for (const harmless of [ID, TIME, CLOCK]) rest = rest.replaceAll(harmless, '#');
  return accountIds(rest, groupsOf(rest, /\d+/g), BETWEEN_ADDED)
    .map(({ from, to }) => rest.slice(from, to))
    .filter((word) => !awsAccountIds.includes(word.replaceAll(/\D/g, '')));
}

/** The original words of a part of the plain form. */
function asWritten(text: string, { originOf }: PlainForm, { from, to }: Group): Found {
  const at = originOf(from);
  return {
    word: text
      .slice(at, originOf(to))
      .trim()
      .replace(/[.:]+$/, ''),
    at,
  };
}
