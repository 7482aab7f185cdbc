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

/** A text with policy variables: the condition keys that they name, in lower case, and what it stands for in a call. */
type PolicyText = { names: readonly string[]; resolve: (factOf: (key: string) => Fact) => Resolved };
/** The pattern; `no_value` if a variable has none, so that nothing matches; `unknown` if one is not known. */
export type Resolved = { pattern: string } | 'no_value' | 'unknown';

const WITHOUT_VALUE = new Set(['*', '?', '$']);
const special = (inside: string): string => (inside === '$' ? '$' : literal(inside));

/**
 * Reads a policy's text once, so that its variables can be replaced by what is known of any call.
 * Source: IAM user guide, "IAM policy elements: Variables and tags".
 */
export function readPolicyText(text: string): PolicyText {
  if (!text.includes('${')) {
    const always = { pattern: text };
    return { names: [], resolve: () => always };
  }
  // Every second part is what stood inside a variable.
  const parts = text
    .split(VARIABLE)
    .map((part, at) => (at % 2 === 0 ? part : WITHOUT_VALUE.has(part) ? special(part) : readVariable(part)));
  const names = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name]));
  return { names, resolve: (factOf) => resolve(parts, factOf) };
}

function resolve(parts: readonly (string | Variable)[], factOf: (key: string) => Fact): Resolved {
  let [pattern, noValue, unknown] = ['', false, false];
  for (const part of parts) {
    if (typeof part === 'string') {
      pattern += part;
      continue;
    }
    const [first, ...others] = factOf(part.name);
    const [value, ...more] = first ?? [];
    // A key with several values can't be a variable.
    if (others.length > 0 || first === undefined) unknown = true;
    else if (first === null) {
      if (part.standard === null) noValue = true;
      pattern += literal(part.standard ?? '');
    } else if (more.length === 0 && typeof value === 'string') pattern += literal(value);
    else unknown = true;
  }
  if (noValue) return 'no_value';
  return unknown ? 'unknown' : { pattern };
}
