import { regionCodesAt } from './returned-identifiers.ts';
import type { Expected } from './returned.ts';

const OPTION = /--region[\s=]{1,5}["']?[\w-]{1,30}/g;
const SHORTEST_NAME = 2;
/** "not eu-west-1", "instead of eu-west-1". */
const NEGATED =
  /\b(?:not(?: in)?|no longer in|instead of|rather than|isn[’']t|nicht(?: in)?|pas(?: en)?)[^\S\n]{1,3}["“(]?$/i;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * The regions that the words of an answer name, by their codes or our names for them. A region that is only said not to
 * be meant does not count, nor does the option of a command.
 * @param text the answer without identifiers and without JSON
 */
export function regionsNamed(text: string, { regions }: Pick<Expected, 'regions'>): ReadonlySet<string> {
  const plain = text.replaceAll(OPTION, ' ');
  const inCodes = regionCodesAt(plain).filter(({ at }) => isMeant(plain, at));
  const inNames = regions.filter(({ name }) => name.length > SHORTEST_NAME && names(plain, name));
  return new Set([...inCodes, ...inNames].map(({ code }) => code));
}

const names = (text: string, name: string): boolean => {
  const found = text.matchAll(new RegExp(String.raw`(?<![\w-])${escaped(name)}(?![\w-])`, 'gi'));
  return [...found].some(({ index }) => isMeant(text, index));
};

const isMeant = (text: string, at: number): boolean => !NEGATED.test(text.slice(Math.max(0, at - 24), at));
