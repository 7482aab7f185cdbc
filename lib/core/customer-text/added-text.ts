import { plainForm } from '#lib/core/customer-text/plain-form.ts';

/** A sentence or line as a reader sees it, and the number of the line in which it begins. */
export type Piece = { text: string; line: number };

type Paragraph = Piece[];

/** A text as a reader sees it, in one line. */
export const plainLine = (text: string): string => plainForm(text).text.trim();

/** The lines of a text by paragraph. */
function paragraphsOf(body: string): Paragraph[] {
  const paragraphs: Paragraph[] = [[]];
  for (const [index, row] of body.split('\n').entries()) {
    const text = plainLine(row);
    if (text === '') paragraphs.push([]);
    else paragraphs.at(-1)?.push({ text, line: index + 1 });
  }
  return paragraphs.filter(({ length }) => length > 0);
}

/** The sentences of lines that belong together. A dot inside an ARN, a file name or a number ends none. */
function sentencesOf(lines: Paragraph): Piece[] {
  const starts: Piece[] = [];
  let joined = '';
  for (const { text, line } of lines) {
    starts.push({ text: String(joined.length), line });
    joined += `${text} `;
  }
  const lineAt = (at: number): number => starts.findLast(({ text }) => Number(text) <= at)?.line ?? 1;
  return [...joined.matchAll(/\S.*?(?:[.!?](?=\s)|\s*$)/g)]
    .map((match) => ({ text: match[0].trim(), line: lineAt(match.index) }))
    .filter(({ text }) => text !== '');
}

/** The sentences of a text, each paragraph read as one line. */
export const sentencesIn = (body: string): Piece[] => paragraphsOf(body).flatMap(sentencesOf);

/** What an edited text has and the made one hasn't: its lines, and its sentences over the breaks of lines. */
export function addedIn(made: string, edited: string): { lines: Piece[]; sentences: Piece[] } {
  const ownLines = new Set(paragraphsOf(made).flatMap((lines) => lines.map(({ text }) => text)));
  const own = new Set(
    [
      ...sentencesIn(made),
      ...paragraphsOf(made)
        .flat()
        .flatMap((one) => sentencesOf([one])),
    ].map(({ text }) => text),
  );
  const paragraphs = paragraphsOf(edited).map((lines) => lines.filter(({ text }) => !ownLines.has(text)));
  return {
    lines: paragraphs.flat().filter(({ text }) => !own.has(text)),
    sentences: paragraphs.flatMap(sentencesOf).filter(({ text }) => !own.has(text)),
  };
}

/** Scripts in which a letter passes for a Latin one. */
const OTHER_SCRIPT =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Deseret}]/u;
const ASCII_ONLY = /^[\x20-\x7e]*$/;

/** The first word that reads as Latin letters and isn't written in them. */
export function lookAlikeIn(made: string, edited: string): { word: string; line: number } | null {
  for (const [index, row] of edited.split('\n').entries())
    for (const word of row.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []) {
      if (ASCII_ONLY.test(word) || made.includes(word)) continue;
      const mixed = OTHER_SCRIPT.test(word) && /\p{Script=Latin}/u.test(word);
      const readsLatin = /\p{L}/u.test(word) && /^[\x20-\x7e]+$/.test(plainForm(word.normalize('NFC')).text);
      if (mixed || readsLatin) return { word, line: index + 1 };
    }
  return null;
}

const LONGEST_NAME = 5;
const NAMES_LOOKED_UP = 2_000;

/**
 * The runs of words of added text that may be somebody's name, for a look-up among the other customers (H6). What Keydesk
 * wrote itself is no foreign name.
 * @returns at most two thousand, those that begin with a capital first
 */
export function namesToLookUp(made: string, edited: string): string[] {
  const spaced = (text: string): string => ` ${plainLine(text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')).toLowerCase()} `;
  const plainMade = spaced(made);
  const ownLines = new Set(made.split('\n').map((line) => line.trim()));
  const runs = new Set<string>();
  for (const paragraph of edited.normalize('NFC').split(/\n\s*\n/)) {
    const added = paragraph.split('\n').filter((line) => !ownLines.has(line.trim()));
    const words = added.join(' ').split(/\s+/);
    for (let from = 0; from < words.length; from += 1)
      for (let length = 1; length <= LONGEST_NAME; length += 1) runs.add(words.slice(from, from + length).join(' '));
  }
  const names = new Set<string>();
  for (const run of runs) {
    const written = run.replace(/^[^\p{L}\p{N}]+/u, '').replace(/[^\p{L}\p{N}.)]+$/u, '');
    const isName = (written.match(/\p{L}/gu) ?? []).length >= 4 && !plainMade.includes(spaced(written));
    if (!isName) continue;
    const bare = written.replace(/[.)]+$/, '');
    for (const name of [written, bare, bare.replace(/[’']s$/, '')]) names.add(name);
  }
  const isCapital = (name: string): boolean => /^[\p{Lu}\p{N}]/u.test(name);
  const all = [...names];
  return [...all.filter(isCapital), ...all.filter((name) => !isCapital(name))].slice(0, NAMES_LOOKED_UP);
}
