import { regionCodesIn } from './returned-identifiers.ts';
import type { Expected } from './returned.ts';

const OPTION = /--region[\s=]{1,5}["']?[\w-]{1,30}/g;
/** "not eu-west-1", "instead of eu-west-1". */
const NEGATED =
  /\b(?:not(?: in)?|no longer in|instead of|rather than|isn[’']t|nicht(?: in)?|pas(?: en)?)\s{1,3}["“(]?$/i;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * The regions that the words of an answer name, by their codes or our names for them. A region that is only said not to
 * be meant does not count, nor does the option of a command.
 * @param text the answer without identifiers and without JSON
 */
export function regionsNamed(text: string, { regions }: Pick<Expected, 'regions'>): ReadonlySet<string> {
  const named = new Set<string>();
  const plain = text.replaceAll(OPTION, ' ');
  for (const line of plain.split('\n')) {
    for (const code of regionCodesIn(line)) if (isMeant(line, code)) named.add(code);
    for (const { code, name } of regions) if (name.length > 2 && isMeant(line, name)) named.add(code);
  }
  return named;
}

function isMeant(line: string, word: string): boolean {
  const found = line.matchAll(new RegExp(String.raw`(?<![\w-])${escaped(word)}(?![\w-])`, 'gi'));
  return [...found].some(({ index }) => !NEGATED.test(line.slice(Math.max(0, index - 24), index)));
}
