// A number or ARN can be hidden from a pattern by digits of other scripts, letters that look the same, odd dashes and
// invisible characters. The plain form shows what a reader sees, and where each part of it comes from.

/** Letters of other scripts that look like letters of an ARN. */
const LOOKS_LIKE: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    a: 'аα',
    c: 'сϲ',
    e: 'е',
    i: 'іιı',
    k: 'кκ',
    m: 'м',
    n: 'ոη',
    o: 'оοօ',
    p: 'рρ',
    r: 'г',
    s: 'ѕ',
    u: 'υս',
    w: 'ԝ',
    x: 'х',
    y: 'у',
    A: 'АΑ',
    I: 'ІΙӀ',
    K: 'КΚ',
    M: 'МΜ',
    N: 'Ν',
    O: 'ОΟ',
    R: 'Ꭱ',
    S: 'Ѕ',
    '0': '߀',
    '3': 'ЗзƷӠ',
    '6': 'б',
    ':': '：׃։∶ꓽ',
    '-': '−⁃˗ーｰ',
  }).flatMap(([plain, odd]) => Array.from(odd, (letter) => [letter, plain] as const)),
);

/** Characters that no one sees: controls, format characters, line separators, fillers, variation selectors. */
export const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{115F}\u{1160}\u{2800}\u{3164}\u{FFA0}]|\p{Variation_Selector}|\u{034F}|\u{17B4}|\u{17B5}/u;

/** The value of a decimal digit of any script. The ten digits of a script follow each other. */
function digitValue(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

/** Almost every letter of a reply: what a reader sees is what is there. Of a text, its first letter. */
const isPlain = (text: string): boolean => text.charAt(0) >= '!' && text.charAt(0) <= '~';

function plainLetter(letter: string): string {
  if (isPlain(letter)) return letter;
  const known = LOOKS_LIKE[letter];
  if (known !== undefined) return known;
  if (/\p{Pd}/u.test(letter)) return '-';
  if (/\s/u.test(letter)) return ' ';
  if (HIDDEN.test(letter) || /\p{M}/u.test(letter)) return '';
  return /\p{Nd}/u.test(letter) && !/[0-9]/.test(letter) ? digitValue(letter) : letter;
}

/** A text as a reader sees it. */
export type PlainForm = {
  text: string;
  /** Where the character at a place of `text` stands in the original; the original's length for the end of `text`. */
  originOf: (at: number) => number;
};

/** Compatibility forms first: fullwidth, circled and mathematical digits and letters. */
const folded = (letter: string): string =>
  Array.from(LOOKS_LIKE[letter] === undefined ? letter.normalize('NFKC') : letter, plainLetter).join('');

// Every page of a key checks its reply, and what a letter looks like never changes.
const FOLDED = new Map<string, string>();
const FOLDED_KEPT = 2_000;

function lookOf(letter: string): string {
  const known = FOLDED.get(letter);
  if (known !== undefined) return known;
  if (FOLDED.size >= FOLDED_KEPT) FOLDED.clear();
  const look = folded(letter);
  FOLDED.set(letter, look);
  return look;
}

/** A line of plain letters with single spaces: it looks as it is written. Else one letter. */
const PIECE = /[!-~]+(?: [!-~]+)*|[^]/gu;

/** The plain form of a text: what a reader sees, in letters that a pattern finds. */
export function plainForm(original: string): PlainForm {
  let text = '';
  const pieces: { at: number; from: number; isLine: boolean }[] = [];
  for (const { 0: piece, index } of original.matchAll(PIECE)) {
    const isLine = isPlain(piece);
    const plain = isLine ? piece : lookOf(piece);
    // Runs of spaces and line breaks look like one.
    if (plain === '' || (plain === ' ' && text.endsWith(' '))) continue;
    pieces.push({ at: text.length, from: index, isLine });
    text += plain;
  }
  const originOf = (at: number): number => {
    // The last piece that begins at or before the place.
    let [low, high] = [0, pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pieces[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    const piece = pieces[low - 1];
    if (piece === undefined || at >= text.length) return original.length;
    return piece.isLine ? piece.from + at - piece.at : piece.from;
  };
  return { text, originOf };
}
