/** What was left out in front of a character: the strongest of it. An invisible character separates no words. */
type Gap = 'line' | 'space' | 'invisible';

/** One character that counts, where it is in the text, and what was left out in front of it. */
export type VisibleCharacter = { character: string; from: number; to: number; gap: Gap | null };

/** A line break with its escape, soft break or quotation marks: mail programs, shells and JSON add these. */
const LINE = /(?:[=\\]?(?:\r\n|[\n\r\u0085\u2028\u2029])|\\[nrt])(?:[^\S\n\r]*[>|])*/uy;
/** Characters without a shape (zero width, bidirectional, soft hyphen, byte order mark), and the colors of terminals. */
const INVISIBLE = /\p{Cc}\[[\d;]*m|\uFEFF|(?!\s)[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/uy;
const SPACE = /\s/uy;
/** The two separators of an ARN as URLs and JSON may write them. */
const ESCAPED = /%3A|%2F|\\u003a|\\u002f|\\\//iuy;
const ANY = /[^]/uy;

const matchAt = (pattern: RegExp, text: string, at: number): string | null => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
};

const STRENGTH: readonly Gap[] = ['invisible', 'space', 'line'];
const stronger = (one: Gap | null, other: Gap): Gap =>
  one !== null && STRENGTH.indexOf(one) > STRENGTH.indexOf(other) ? one : other;

/**
 * The characters of a text that can belong to an identifier: without white space, line breaks and invisible characters,
 * and with escaped separators as they are meant. An ARN contains none of what is left out.
 */
export function visibleCharacters(text: string): readonly VisibleCharacter[] {
  const visible: VisibleCharacter[] = [];
  let gap: Gap | null = null;
  for (let at = 0; at < text.length;) {
    const line = matchAt(LINE, text, at);
    const invisible = line === null ? matchAt(INVISIBLE, text, at) : null;
    const space = line === null && invisible === null ? matchAt(SPACE, text, at) : null;
    const leftOut = line ?? invisible ?? space;
    if (leftOut !== null) {
      gap = stronger(gap, line === null ? (invisible === null ? 'space' : 'invisible') : 'line');
      at += leftOut.length;
      continue;
    }
    const escaped = matchAt(ESCAPED, text, at);
    const raw: string = escaped ?? matchAt(ANY, text, at) ?? '';
    const character = escaped === null ? raw : /3a/i.test(escaped) ? ':' : '/';
    visible.push({ character, from: at, to: at + raw.length, gap });
    gap = null;
    at += raw.length;
  }
  return visible;
}

/** "U+200B" for each invisible character, so that a person can read the text. */
export const spelledOut = (text: string): string =>
  text
    .replaceAll(
      /\uFEFF|(?!\s)[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu,
      (character) => ` ${codePoint(character)} `,
    )
    .replaceAll(/\s+/g, ' ')
    .trim();

/** "U+0430". */
export const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
