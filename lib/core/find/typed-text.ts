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

/** In characters. A longer text, or one of several lines, is no name and no ticket. */
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
  /** Customers' AWS accounts, where it has no ARN: ours are left out. */
  accounts: readonly string[];
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
};

const WANTED: readonly (readonly [Wanted, RegExp])[] = [
  ['check', /^check\s+(?=\S)/i],
  ['setup', /^(?:start\s+)?(?:a\s+)?setup\s+(?:for|of)\s+(?=\S)/i],
  ['replacement', /^(?:start\s+)?(?:a\s+)?replacement\s+(?:for|of)\s+(?=\S)/i],
];
const ARN_IN_TEXT =
  /arn:aws(?:-[a-z]+){0,2}:kms:[a-z]{2,4}(?:-[a-z]+)+-\d+:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![\w-])/g;
const ACCOUNT_IN_TEXT = /(?<![\w-])\d{12}(?![\w-])/g;

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
  if (!trimmed.ok) return { search: null, wants: null, paste: null };
  const whole = trimmed.value;
  const isLine = whole.length <= LONGEST_SEARCH && !whole.includes('\n');
  const paste = openPaste(whole);
  const arns = arnsIn(paste);
  if (isLine && arns.length === 0 && paste.errors().length === 0 && !/^[[{]/.test(whole)) return readSearch(whole);
  const pasted = readPaste(paste, arns, new Set(regions.map(({ vendorAccountId }) => vendorAccountId)));
  // A word such as "AccessDenied" may be a part of a name too.
  return { search: isLine && arns.length === 0 ? whole : null, wants: null, paste: pasted };
}

function readSearch(text: string): TypedText {
  const [wants, words] = WANTED.find(([, pattern]) => pattern.test(text)) ?? [null, null];
  return { search: words === null ? text : text.replace(words, ''), wants, paste: null };
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
  const accounts =
    found.length > 0 ? [] : once(paste.text.match(ACCOUNT_IN_TEXT) ?? []).filter((account) => !ours.has(account));
  const unread = found.length > 0 || paste.text.length > LONGEST_IDENTIFIER_PASTE ? null : refusalOf(paste.text);
  return {
    kind,
    arns: arns.slice(0, MOST_NAMED),
    keyIds: alone.slice(0, MOST_NAMED),
    accounts: accounts.slice(0, 1),
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
