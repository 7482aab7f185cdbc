import { regionCodesAt } from './returned-identifiers.ts';
import type { Expected } from './returned.ts';

const OPTION = /--region[\s=]{1,5}["']?[\w-]{1,30}/g;
const SHORTEST_NAME = 2;
/** "not eu-west-1", "instead of eu-west-1". */
const NEGATED =
  /\b(?:not(?: in)?|no longer in|instead of|rather than|isn[’']t|nicht(?: in)?|pas(?: en)?)[^\S\n]{1,3}["“(]?$/i;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** "… eu-west-1?" */
const ASKED = /^[^.!\n?]{0,40}\?/;
/** A place alone may be where the sender lives. */
const ABOUT_HOSTING = /region|host|workspace|\baws\b/i;

/**
 * The regions that the words of an answer name: by their codes, by our names for them, or, in a line about regions or
 * hosting, by the place in the name. A region that is asked about, or said not to be meant, does not count, nor does the
 * option of a command.
 * @param text the answer without identifiers and without JSON
 */
export function regionsNamed(text: string, { regions }: Pick<Expected, 'regions'>): ReadonlySet<string> {
  const plain = text.replaceAll(OPTION, ' ');
  const aboutHosting = plain
    .split('\n')
    .filter((line) => ABOUT_HOSTING.test(line))
    .join('\n');
  const inCodes = regionCodesAt(plain).filter(({ code, at }) => isMeant(plain, at, code.length));
  const inNames = regions.filter(({ name }) => {
    const [, place = ''] = /\(([^()]+)\)$/.exec(name) ?? [];
    return names(plain, name) || names(aboutHosting, place);
  });
  return new Set([...inCodes, ...inNames].map(({ code }) => code));
}

function names(text: string, name: string): boolean {
  if (name.length <= SHORTEST_NAME) return false;
  const found = text.matchAll(new RegExp(String.raw`(?<![\w-])${escaped(name)}(?![\w-])`, 'gi'));
  return [...found].some(({ index }) => isMeant(text, index, name.length));
}

const isMeant = (text: string, at: number, length: number): boolean =>
  !NEGATED.test(text.slice(Math.max(0, at - 24), at)) && !ASKED.test(text.slice(at + length, at + length + 41));
