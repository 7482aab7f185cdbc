import type { Fact } from './call-facts.ts';

/** Stand for a literal `*` and `?` in a pattern. Private-use characters, so AWS's names never contain them. */
const LITERAL_STAR = '\uE000';
const LITERAL_MARK = '\uE001';

/** Replaces wildcards, so that they match only themselves. */
export const literal = (text: string): string =>
  text.includes('*') || text.includes('?') ? text.replaceAll('*', LITERAL_STAR).replaceAll('?', LITERAL_MARK) : text;

/** The text that a pattern without wildcards stands for. */
export const unescaped = (pattern: string): string =>
  pattern.replaceAll(LITERAL_STAR, '*').replaceAll(LITERAL_MARK, '?');

const VARIABLE = /\$\{([^{}]*)\}/g;

/** `name` may not have a value: then the default counts, and without one the whole text matches nothing. */
type Variable = { name: string; standard: string | null };

function readVariable(inside: string): Variable {
  const comma = inside.indexOf(',');
  if (comma < 0) return { name: inside.trim().toLowerCase(), standard: null };
  const quoted = inside.slice(comma + 1).trim();
  const standard = quoted.length > 1 && quoted.startsWith("'") && quoted.endsWith("'") ? quoted.slice(1, -1) : null;
  return { name: inside.slice(0, comma).trim().toLowerCase(), standard };
}

/** The condition keys that a text's variables name, in lower case. */
export const variablesIn = (text: string): string[] =>
  text.includes('${') ? [...text.matchAll(VARIABLE)].map(([, inside = '']) => readVariable(inside).name) : [];

/**
 * Replaces a policy's variables by what is known of the call.
 * Source: IAM user guide, "IAM policy elements: Variables and tags".
 * @param factOf what is known about a condition key, by its name in lower case
 * @returns the pattern; `no_value` if a variable has none, so that nothing matches; `unknown` if one is not known
 */
export function resolveVariables(
  text: string,
  factOf: (key: string) => Fact,
): { pattern: string } | 'no_value' | 'unknown' {
  if (!text.includes('${')) return { pattern: text };
  let [noValue, unknown] = [false, false];
  const pattern = text.replaceAll(VARIABLE, (_, inside: string) => {
    if (inside === '*' || inside === '?') return literal(inside);
    if (inside === '$') return '$';
    const { name, standard } = readVariable(inside);
    const [first, ...others] = factOf(name);
    if (others.length > 0 || first === undefined) unknown = true;
    else if (first === null) {
      if (standard === null) noValue = true;
      return literal(standard ?? '');
    } else {
      const [value] = first;
      // A key with several values can't be a variable.
      if (first.length === 1 && typeof value === 'string') return literal(value);
      unknown = true;
    }
    return '';
  });
  if (noValue) return 'no_value';
  return unknown ? 'unknown' : { pattern };
}
