import type { VisibleCharacter } from '#lib/core/key/visible-characters.ts';

const PARTITION = '(aws(?:-[a-z]+){0,2})';
const REGION = '([a-z]{2,4}(?:-[a-z]+)+-\\d+)';
const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
/** A key ID that stands alone. */
export const KEY_ID = new RegExp(`(?<![\\w-])(?:mrk-[0-9a-f]{32}|${UUID})(?![\\w-])`, 'gi');
/** A key ARN as AWS writes it, in any partition. */
const KEY_ARN = new RegExp(`arn:${PARTITION}:kms:${REGION}:(\\d{12}):key/(mrk-[0-9a-f]{32}|${UUID})`, 'g');
/** Groups: partition, region, account, alias. */
export const ALIAS_ARN = new RegExp(`arn:${PARTITION}:kms:${REGION}:(\\d{12}):(alias/[\\w/-]+)`, 'g');
/** The start of what reads like a KMS ARN: capitals and, as U+FFFD, any character beyond ASCII are allowed. */
const LIKE_KMS_ARN =
  /[Aa\uFFFD][Rr\uFFFD][Nn\uFFFD][:\uFFFD][A-Za-z\uFFFD-]{1,14}[:\uFFFD]{1,2}[Kk\uFFFD][Mm\uFFFD][Ss\uFFFD](?=[:\uFFFD])/g;
const LONGEST_DAMAGED = 90;
const KEY_ARN_HERE = new RegExp(`^${KEY_ARN.source}`);
const WITH_KEY_ID = /[Kk\uFFFD][Ee\uFFFD][Yy\uFFFD][/\uFFFD].{36}/;
const DELIMITER = /["'`<>()[\]{},;“”„«»‘’]/;
const SEPARATOR = /[:/-]/;
/** Typographic hyphens, colons and slashes. */
const LIKE_SEPARATOR = /[\p{Dash}：﹕꞉∶／⁄∕]/u;
const NEXT_ARN = /^[+|]?arn:/i;

/** Letters and digits that could be a part of an ARN or be mistaken for one. Text in Japanese may touch an ARN. */
const TOUCHES = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}_]/u;

/** The visible characters of a text, as `visibleCharacters` gives them. */
export type Visible = readonly VisibleCharacter[];
/** Places in the visible characters, the end excluded. */
export type Place = { from: number; to: number };

/** One unit per visible character, so that places in this text are places in `visible`; U+FFFD beyond ASCII. */
export const asciiOf = (visible: Visible): string =>
  visible.map(({ character }) => (character <= '~' ? character : '\uFFFD')).join('');

/**
 * Where key ARNs stand in a text, and where something stands that reads like one and is damaged.
 * @param ascii what `asciiOf` gives for the same characters
 * @param severalLines whether each line of the text says something of its own, as in a mail. Then a damaged ARN ends with
 *   its line, and an ID that only a word of the next line would complete is a damaged one.
 */
export function arnPlaces(
  visible: Visible,
  ascii: string,
  severalLines: boolean,
): { exact: readonly Place[]; damaged: readonly Place[] } {
  const exact = placesOf(KEY_ARN, ascii).filter(
    (place) => standsAlone(visible, place) && !(severalLines && mayBorrow(visible, place)),
  );
  return { exact, damaged: damagedPlaces(visible, ascii, exact, severalLines) };
}

const placesOf = (pattern: RegExp, text: string): Place[] =>
  [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ from: index, to: index + found.length }));

/** The characters of a place, without what was left out between them. */
export const textOf = (visible: Visible, { from, to }: Place): string =>
  visible
    .slice(from, to)
    .map(({ character }) => character)
    .join('');

/** Whether nothing touches an ARN that could be a part of it, and no space makes its last group doubtful. */
function standsAlone(visible: Visible, { from, to }: Place): boolean {
  if (attachedBefore(visible, from) !== '') return false;
  const next = visible[to];
  const afterNext = visible[to + 1];
  const dashed = next?.character === '-' && afterNext?.gap === null && TOUCHES.test(afterNext.character);
  if (next !== undefined && !separated(next) && (dashed || TOUCHES.test(next.character))) return false;
  // "…-123456789 bad key": a space within the last group may be the end of a truncated ID.
  return withinLastGroup(visible, { from, to }).every(({ gap }) => gap !== 'space');
}

function withinLastGroup(visible: Visible, { from, to }: Place): Visible {
  const length = /[0-9a-f]+$/.exec(textOf(visible, { from, to }))?.[0].length ?? 0;
  return visible.slice(to - length + 1, to);
}

/**
 * Whether a word of the next line may have completed a truncated ID: its last group goes on there, and other words follow
 * in that line.
 */
function mayBorrow(visible: Visible, place: Place): boolean {
  if (withinLastGroup(visible, place).every(({ gap }) => gap !== 'line')) return false;
  const behind = visible.slice(place.to, place.to + LONGEST_DAMAGED);
  const lineEnd = behind.findIndex(({ gap }) => gap === 'line');
  return behind.slice(0, lineEnd < 0 ? undefined : lineEnd).some(({ character }) => TOUCHES.test(character));
}

const separated = ({ gap }: VisibleCharacter): boolean => gap === 'line' || gap === 'space';

/** The letters that stand directly in front of an ARN; empty where something separates them. */
export function attachedBefore(visible: Visible, at: number): string {
  const [first, before] = [visible[at], visible[at - 1]];
  if (first === undefined || before === undefined || separated(first)) return '';
  return TOUCHES.test(before.character) ? before.character : '';
}

/** Where text reads like a KMS ARN and is neither a right key ARN nor a right alias ARN. */
function damagedPlaces(
  visible: Visible,
  ascii: string,
  exact: readonly Place[],
  withinLine: boolean,
): readonly Place[] {
  const right = new Set([...exact, ...placesOf(ALIAS_ARN, ascii)].map(({ from }) => from));
  return placesOf(LIKE_KMS_ARN, ascii)
    .filter(({ from, to }) => ascii.slice(from, to).replaceAll('\uFFFD', '').length >= 6)
    .filter(({ from }) => !right.has(from))
    .map(({ from }) => ({ from, to: endOfDamaged(visible, ascii, from, withinLine) }));
}

/** At the next quote, bracket, comma, other ARN or word; no longer than an ARN with a few characters too many. */
function endOfDamaged(visible: Visible, ascii: string, from: number, withinLine: boolean): number {
  const [whole = ''] = KEY_ARN_HERE.exec(ascii.slice(from)) ?? [];
  const most = Math.min(from + LONGEST_DAMAGED, visible.length);
  const inOnePiece = !withinLine || visible.slice(from + 1, from + whole.length).every(({ gap }) => gap !== 'line');
  for (let at = from + (inOnePiece ? Math.max(whole.length, 1) : 1); at < most; at += 1) {
    const { character, gap } = visible[at] ?? {};
    const begun = ascii.slice(from, at);
    const complete = WITH_KEY_ID.test(begun);
    if (character === undefined || DELIMITER.test(character)) return at;
    if (gap === 'line' && (withinLine || complete)) return at;
    if (gap === 'space' && (complete || !SEPARATOR.test(`${begun.at(-1)}${character}`))) return at;
    if (character > '~' && !TOUCHES.test(character) && !LIKE_SEPARATOR.test(character)) return at;
    if (NEXT_ARN.test(ascii.slice(at, at + 5))) return at;
  }
  return most;
}
