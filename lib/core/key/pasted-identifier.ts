import { arnFlaws, type ArnFlaw } from '#lib/core/key/arn-flaws.ts';
import {
  ALIAS_ARN,
  arnPlaces,
  asciiOf,
  attachedBefore,
  KEY_ID,
  textOf,
  type Place,
  type Visible,
} from '#lib/core/key/arn-places.ts';
import { parseKeyArn, type KeyArnParts, type KeyArnRefusal } from '#lib/core/key/key-arn.ts';
import { spelledOut, visibleCharacters } from '#lib/core/key/visible-characters.ts';

/** What was read of text that is not one key ARN. Null where the text does not tell it. */
export type ReadOfText = {
  region: string | null;
  awsAccountId: string | null;
  kmsKeyId: string | null;
  alias: string | null;
};

/** What the person who pasted the text should know of it. */
export type Noticed =
  | { kind: 'flaws'; flaws: readonly ArnFlaw[] }
  | { kind: 'several'; arns: readonly string[] }
  | { kind: 'read'; read: ReadOfText }
  | { kind: 'partition'; partition: string }
  | { kind: 'service'; service: string; resource: string };

export type PastedRefusal =
  KeyArnRefusal | 'damaged_arn' | 'several_arns' | 'console_address' | 'other_arn' | 'multi_region_key_id';

/** What was left out of a paste: the text around the ARN as a person can read it, and what was inside of the ARN. */
export type LeftOut = {
  around: readonly string[];
  inside: readonly ('line break' | 'space' | 'invisible character')[];
};

/** One key ARN and what stood around it, or why there is not exactly one. */
export type PastedIdentifier =
  { ok: true; value: KeyArnParts; leftOut: LeftOut } | { ok: false; reason: PastedRefusal; noticed: Noticed | null };

/** In characters: the output of describe-key is about 1,000. */
export const LONGEST_IDENTIFIER_PASTE = 10_000;

const OTHER_ARN = /arn:aws[a-z-]*:([a-z\d-]+):[a-z\d-]*:\d*:([\w-]*)/g;
/** Also in a key URI, as command-line tools and libraries take it: awskms:///alias/backup?region=eu-west-1. */
const ALIAS_NAME = /(?=alias\/)(?:(?<!\w)(?<![\w/]\/)|(?<=\b(?:aws-?)?kms:\/\/[^\s/]*\/?))alias\/[\w/-]+/i;
const REGION_PARAMETER = /[?&](?:aws_?)?region=([a-z\d-]+)/i;
const CONSOLE = /(?:(\d{12})-[a-z\d]+\.)?(?:([a-z]{2,4}(?:-[a-z]+)+-\d)\.)?console\.(?:aws\.amazon|amazonaws)[^\s]*/i;

/**
 * Reads a pasted key ARN. Quotes, labels, punctuation, line breaks, invisible characters and whatever else stands around
 * one ARN are left out. No character of the ARN itself is ever corrected: it would be somebody else's key.
 * @param text what was pasted
 */
export function readPastedIdentifier(text: string): PastedIdentifier {
  if (text.length > LONGEST_IDENTIFIER_PASTE) return { ok: false, reason: 'not_an_arn', noticed: null };
  const visible = visibleCharacters(text);
  const ascii = asciiOf(visible);
  const { exact, damaged } = arnPlaces(visible, ascii, false);
  const arns = [...new Set([...exact, ...damaged].map((place) => textOf(visible, place)))];
  const [arn] = arns;
  if (arn === undefined) return withoutKeyArn(text, visible, ascii);
  if (arns.length > 1) return { ok: false, reason: 'several_arns', noticed: { kind: 'several', arns } };
  const [broken] = damaged;
  if (broken !== undefined) {
    const before = attachedBefore(visible, broken.from);
    return { ok: false, reason: 'damaged_arn', noticed: { kind: 'flaws', flaws: arnFlaws(arn, before) } };
  }
  const parsed = parseKeyArn(arn);
  if (parsed.ok) return { ok: true, value: parsed.value, leftOut: leftOutOf(text, visible, exact) };
  return { ok: false, reason: parsed.reason, noticed: { kind: 'partition', partition: arn.split(':')[1] ?? '' } };
}

const IN_ADDRESSES: Readonly<Record<string, string>> = { '%23': '#', '%26': '&', '%2f': '/', '%3d': '=', '%3f': '?' };
/** Mail programs put an address into one of their own. */
const unescapedAddress = (text: string): string =>
  text.replaceAll(/%(?:23|26|2f|3d|3f)/gi, (escape) => IN_ADDRESSES[escape.toLowerCase()] ?? escape);

/** What the text is instead, where no part of it reads like a key ARN. */
function withoutKeyArn(text: string, visible: Visible, ascii: string): PastedIdentifier {
  const ids = keyIdsIn(text, visible);
  const read: ReadOfText = {
    region: null,
    awsAccountId: null,
    kmsKeyId: ids.length === 1 ? (ids[0] ?? null) : null,
    alias: null,
  };
  const refused = (reason: PastedRefusal, more: Partial<ReadOfText> = {}): PastedIdentifier => ({
    ok: false,
    reason,
    noticed: { kind: 'read', read: { ...read, ...more } },
  });

  const address = CONSOLE.exec(unescapedAddress(text));
  if (address !== null) {
    const region = REGION_PARAMETER.exec(address[0])?.[1] ?? address[2] ?? null;
    return refused('console_address', { region, awsAccountId: address[1] ?? null });
  }
  const [aliasArn] = ascii.matchAll(ALIAS_ARN);
  if (aliasArn !== undefined) {
    const [, partition = '', region = null, awsAccountId = null, alias = null] = aliasArn;
    if (partition !== 'aws') return { ok: false, reason: 'wrong_partition', noticed: { kind: 'partition', partition } };
    return refused('alias_arn', { region, awsAccountId, alias });
  }
  const alias = ALIAS_NAME.exec(text)?.[0];
  if (alias !== undefined) return refused('alias_arn', { alias, region: REGION_PARAMETER.exec(text)?.[1] ?? null });
  const [other] = ascii.matchAll(OTHER_ARN);
  if (other !== undefined)
    return {
      ok: false,
      reason: 'other_arn',
      noticed: { kind: 'service', service: other[1] ?? '', resource: other[2] ?? '' },
    };
  if (ids.length === 0) return { ok: false, reason: 'not_an_arn', noticed: null };
  return refused(ids.every((id) => id.toLowerCase().startsWith('mrk-')) ? 'multi_region_key_id' : 'bare_key_id');
}

/** Key IDs that stand alone, also where an invisible character or a line break is inside. */
function keyIdsIn(text: string, visible: Visible): readonly string[] {
  const spaced = visible
    .map(({ character, gap }) => (gap === 'space' || gap === 'line' ? ` ${character}` : character))
    .join('');
  const found = [text, spaced, textOf(visible, { from: 0, to: visible.length })].map((one) => one.match(KEY_ID) ?? []);
  return [...new Set(found.find((ids) => ids.length > 0))];
}

const MOST_SHOWN = 60;

const INSIDE = { line: 'line break', space: 'space', invisible: 'invisible character' } as const;

function leftOutOf(text: string, visible: Visible, places: readonly Place[]): LeftOut {
  const around: string[] = [];
  let end = 0;
  for (const { from, to } of places) {
    around.push(text.slice(end, visible[from]?.from ?? end));
    end = visible[to - 1]?.to ?? end;
  }
  around.push(text.slice(end));
  const gaps = places.flatMap(({ from, to }) => visible.slice(from + 1, to).map(({ gap }) => gap));
  return {
    around: around
      .map(spelledOut)
      .filter((piece) => piece !== '')
      .map((piece) => (piece.length > MOST_SHOWN ? `${piece.slice(0, MOST_SHOWN)}…` : piece)),
    inside: (['line', 'space', 'invisible'] as const).filter((gap) => gaps.includes(gap)).map((gap) => INSIDE[gap]),
  };
}
