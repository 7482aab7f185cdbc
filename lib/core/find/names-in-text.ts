/** How many names of one text are looked up. */
const MOST_NAMES = 60;
/** A name has at most so many words here. */
const MOST_WORDS = 4;
/** Mails begin with who writes, and end with it. */
const READ_FROM_EACH_END = 10_000;

const WORD = /[\p{L}\p{N}][\p{L}\p{N}&'’-]*/gu;
const IS_CAPITALISED = /^[\p{Lu}\p{N}]|\p{Lu}/u;
/** They are small inside a name, and never at one of its ends. */
const INSIDE = /^(?:of|and|the|for|de|du|des|der|van|von|y|e|et|und)$/;
/** What may stand between two words of one name. Mail programs break lines there. */
const BETWEEN = /^(?:\s{1,8}(?:&\s{1,8})?)$/;

type Word = { text: string; mayEnd: boolean; joins: string | null };

function wordsOf(text: string): Word[] {
  let end = 0;
  return Array.from(text.matchAll(WORD), ({ 0: found, index }) => {
    const between = text.slice(end, index);
    end = index + found.length;
    const joins = BETWEEN.test(between) ? (between.includes('&') ? ' & ' : ' ') : null;
    return { text: found.replace(/[’'-]+$/, '').replace(/[’']s$/, ''), mayEnd: IS_CAPITALISED.test(found), joins };
  });
}

/** The names that begin with a word: as many of the words after it as may belong to the same name, the longest first. */
function namesFrom(words: readonly Word[], first: number): { name: string; words: number }[] {
  if (words[first]?.mayEnd !== true) return [];
  let name = words[first].text;
  const names = [{ name, words: 1 }];
  for (const [n, { text, mayEnd, joins }] of words.slice(first + 1, first + MOST_WORDS).entries()) {
    if (joins === null || !(mayEnd || INSIDE.test(text))) break;
    name += joins + text;
    if (mayEnd) names.push({ name, words: n + 2 });
  }
  return names.toReversed();
}

/**
 * What may be names of customers in a message: runs of one to four capitalised words, those of several words first, each
 * once. Long texts are read only at their beginning and end.
 */
export function namesIn(text: string): string[] {
  const read =
    text.length <= 2 * READ_FROM_EACH_END
      ? text
      : `${text.slice(0, READ_FROM_EACH_END)}\n.\n${text.slice(-READ_FROM_EACH_END)}`;
  const words = wordsOf(read);
  const found = words.flatMap((_, first) => namesFrom(words, first)).filter(({ name }) => name.length > 1);
  const several = found.filter((one) => one.words > 1);
  const single = found.filter((one) => one.words === 1 && /\p{L}/u.test(one.name));
  return [...new Set([...several, ...single].map(({ name }) => name))].slice(0, MOST_NAMES);
}
