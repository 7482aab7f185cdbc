import { kindOfPaste } from '#lib/core/evidence/kind-of-paste.ts';
import { keyOfError } from '#lib/core/evidence/key-of-error.ts';
import { openPaste, trimPaste, type Paste } from '#lib/core/evidence/pasted-text.ts';
import type { EvidenceKind } from '#lib/core/finding/evidence.ts';
import { KEY_ID } from '#lib/core/key/arn-places.ts';
import { accountOfArn, parseKeyArn, type KeyArn } from '#lib/core/key/key-arn.ts';
import {
  LONGEST_IDENTIFIER_PASTE,
  readPastedIdentifier,
  type Noticed,
  type PastedRefusal,
} from '#lib/core/key/pasted-identifier.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { namesIn } from './names-in-text.ts';

/** In characters. A longer text, or one of several lines, isn't a name or a ticket. */
export const LONGEST_SEARCH = 120;
/** How many keys of one paste are looked up. */
export const MOST_NAMED = 10;

/** What a pasted text names. Nothing of the text itself is kept. */
export type PastedText = {
  /** What it is as evidence; null where it is like none. */
  kind: EvidenceKind | null;
  /** The key ARNs in it, the one that an error is about first. */
  arns: readonly KeyArn[];
  /** Key IDs that stand alone, where it has no ARN. */
  keyIds: readonly string[];
  /** Whether it names more keys than these. */
  more: boolean;
  /** Why no key ARN was read, and what was noticed instead; null where one was read. */
  unread: { reason: PastedRefusal; noticed: Noticed | null } | null;
};

/** What can be done with what a text names: "check …", "start a setup for …". */
export type Wanted = 'check' | 'setup' | 'replacement';

export type TypedText = {
  /** What is looked for in names, tickets, contacts and keys; null where the text can't be one of them. */
  search: string | null;
  /** What the person wants to do with what they name; null where they only look for it. */
  wants: Wanted | null;
  paste: PastedText | null;
  /** What a message names besides keys; nothing where the whole text is looked for. */
  named: Named;
};

/** What a message may say of customers. */
export type Named = {
  /** What may be names of customers. */
  names: readonly string[];
  /** Customers' AWS accounts: ours are left out. */
  accounts: readonly string[];
  /** What may be the last characters of a key ID: "the key ending in 4b0d1e". */
  keyEnds: readonly string[];
};

export const NOTHING_NAMED: Named = { names: [], accounts: [], keyEnds: [] };
/** A line of fewer words is a name or a ticket. */
const FEWEST_WORDS_OF_MESSAGE = 5;

const WANTED: readonly (readonly [Wanted, RegExp])[] = [
  ['check', /^check\s+(?=\S)/i],
  ['setup', /^(?:start\s+)?(?:a\s+)?setup\s+(?:for|of)\s+(?=\S)/i],
  ['replacement', /^(?:start\s+)?(?:a\s+)?replacement\s+(?:for|of)\s+(?=\S)/i],
];
const ARN_IN_TEXT =
  /arn:aws(?:-[a-z]+){0,2}:kms:[a-z]{2,4}(?:-[a-z]+)+-\d+:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![\w-])/g;
/** The console prints accounts in groups of four. */
const ACCOUNT_IN_TEXT = /(?<![\w-])(?:\d{12}|\d{4}([ -])\d{4}\1\d{4})(?![\w-])/g;

/** With a digit and a letter, where nothing says that it is the end of a key; else any. */
const KEY_END_IN_TEXT =
  /(?<![\w#@./:-])(?:(?=[0-9a-f]*\d)(?=\d*[a-f])|(?<=\bend(?:ing|s)? (?:in|on|with) ))[0-9a-f]{4,12}(?![\w/:@-])/gi;

/** Separators of ARNs are escaped in URLs. */
const unescaped = (text: string): string =>
  text.includes('%') ? text.replaceAll(/%3a/gi, ':').replaceAll(/%2f/gi, '/') : text;

const once = <T>(values: Iterable<T>): T[] => [...new Set(values)];

/**
 * Reads what a person typed or pasted into "Find anything".
 * @param regions whose accounts are ours
 * @returns nothing to look for where the text is empty or longer than evidence may be
 */
export function readTypedText(text: string, regions: readonly Pick<HostingRegion, 'vendorAccountId'>[]): TypedText {
  const trimmed = trimPaste(text);
  if (!trimmed.ok) return { search: null, wants: null, paste: null, named: NOTHING_NAMED };
  const whole = trimmed.value;
  const isLine = whole.length <= LONGEST_SEARCH && !whole.includes('\n');
  const paste = openPaste(whole);
  const arns = arnsIn(paste);
  const ours = new Set(regions.map(({ vendorAccountId }) => vendorAccountId));
  if (isLine && arns.length === 0 && paste.errors().length === 0 && !/^[[{]/.test(whole))
    return readSearch(whole, ours);
  const pasted = readPaste(paste, arns, ours);
  // A word such as "AccessDenied" may be a part of a name too.
  return {
    search: isLine && arns.length === 0 ? whole : null,
    wants: null,
    paste: pasted,
    named: namedIn(whole, ours),
  };
}

/** What a message names. The accounts of its ARNs are among them. */
const namedIn = (text: string, ours: ReadonlySet<string>): Named => ({
  names: namesIn(text),
  accounts: once((unescaped(text).match(ACCOUNT_IN_TEXT) ?? []).map((account) => account.replaceAll(/\D/g, '')))
    .filter((account) => !ours.has(account))
    .slice(0, MOST_NAMED),
  keyEnds: once((text.match(KEY_END_IN_TEXT) ?? []).map((end) => end.toLowerCase())).slice(0, MOST_NAMED),
});

function readSearch(text: string, ours: ReadonlySet<string>): TypedText {
  const [wants, words] = WANTED.find(([, pattern]) => pattern.test(text)) ?? [null, null];
  const { names, accounts, keyEnds } = namedIn(text, ours);
  const isMessage = wants === null && text.split(/\s+/).length >= FEWEST_WORDS_OF_MESSAGE;
  // A whole account is searched for as such.
  const isAccount = /^[\d\s-]+$/.test(text) && accounts.length < 2;
  // A single word is searched for as such.
  const ends = /\s/.test(text) ? keyEnds : [];
  const named = isMessage
    ? { names, accounts, keyEnds }
    : isAccount
      ? NOTHING_NAMED
      : { names: [], accounts, keyEnds: ends };
  return { search: words === null ? text : text.replace(words, ''), wants, paste: null, named };
}

/** The key ARNs of a text. Only a short one is searched for ARNs that line breaks or invisible characters divide. */
function arnsIn({ text }: Paste): KeyArn[] {
  const found = once(unescaped(text).match(ARN_IN_TEXT) ?? []).flatMap((arn) => {
    const parsed = parseKeyArn(arn);
    return parsed.ok ? [parsed.value.arn] : [];
  });
  if (found.length > 0 || text.length > LONGEST_IDENTIFIER_PASTE) return found;
  const pasted = readPastedIdentifier(text);
  return pasted.ok ? [pasted.value.arn] : [];
}

function readPaste(paste: Paste, found: readonly KeyArn[], ours: ReadonlySet<string>): PastedText {
  const kind = kindOfPaste(paste);
  const foreign = found.filter((arn) => !ours.has(accountOfArn(arn)));
  const arns = kind === 'production_error' ? ofErrorFirst(paste, foreign) : foreign;
  const alone = found.length > 0 ? [] : once((paste.text.match(KEY_ID) ?? []).map((id) => id.toLowerCase()));
  const unread = found.length > 0 || paste.text.length > LONGEST_IDENTIFIER_PASTE ? null : refusalOf(paste.text);
  return {
    kind,
    arns: arns.slice(0, MOST_NAMED),
    keyIds: alone.slice(0, MOST_NAMED),
    more: arns.length > MOST_NAMED || alone.length > MOST_NAMED,
    unread,
  };
}

function refusalOf(text: string): PastedText['unread'] {
  const pasted = readPastedIdentifier(text);
  return pasted.ok ? null : { reason: pasted.reason, noticed: pasted.noticed };
}

/** A log names other keys next to the one that its error is about. */
function ofErrorFirst(paste: Paste, arns: readonly KeyArn[]): readonly KeyArn[] {
  const [error] = paste.errors();
  if (arns.length < 2 || error === undefined) return arns;
  const few = arns.slice(0, MOST_NAMED + 1);
  const isAbout = (arn: KeyArn): boolean => {
    const named = keyOfError({ text: paste.text, focus: error.focus }, { arn });
    return named.thisKey && !named.another;
  };
  const about = few.filter((arn) => isAbout(arn));
  return [...about, ...few.filter((arn) => !about.includes(arn))];
}
