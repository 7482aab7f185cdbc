const ANY_CHARACTERS = Symbol('*');
const ONE_CHARACTER = Symbol('?');

/** Characters to match as they are, and IAM's wildcards. */
export type Pattern = readonly (string | typeof ANY_CHARACTERS | typeof ONE_CHARACTER)[];

/** Reads IAM's wildcards: `*` matches any characters, `?` one character; everything else is literal. */
export function toPattern(text: string): Pattern {
  return Array.from(text, (character) => {
    if (character === '*') return ANY_CHARACTERS;
    return character === '?' ? ONE_CHARACTER : character;
  });
}

/** A pattern that matches only this text. */
export function toLiteral(text: string): Pattern {
  return Array.from(text);
}

/**
 * Whether a text matches a pattern, case-sensitively. It only ever goes back to the last `*`, so the time is at most the
 * product of the two lengths, however many wildcards the pattern has.
 */
export function matchesPattern(text: string, pattern: Pattern): boolean {
  const characters = Array.from(text);
  if (pattern.filter((one) => one !== ANY_CHARACTERS).length > characters.length) return false;
  let [at, inPattern] = [0, 0];
  let [afterStar, resumeAt] = [-1, 0];
  while (at < characters.length) {
    const expected = pattern[inPattern];
    if (expected === ANY_CHARACTERS) {
      inPattern += 1;
      [afterStar, resumeAt] = [inPattern, at];
    } else if (expected === ONE_CHARACTER || expected === characters[at]) {
      at += 1;
      inPattern += 1;
    } else if (afterStar >= 0) {
      resumeAt += 1;
      [at, inPattern] = [resumeAt, afterStar];
    } else return false;
  }
  return pattern.slice(inPattern).every((one) => one === ANY_CHARACTERS);
}

const ARN_PARTS = 6;

/**
 * Whether an ARN matches a pattern part by part, so that a wildcard never reaches into the next part (IAM User Guide, "ARN
 * condition operators"). The last part may hold more colons. A pattern of `*` alone matches everything.
 */
export function matchesArn(arn: string, pattern: Pattern): boolean {
  if (pattern.length === 1 && pattern[0] === ANY_CHARACTERS) return true;
  const parts = splitArn(toLiteral(arn));
  const patternParts = splitArn(pattern);
  if (parts.length !== ARN_PARTS || patternParts.length !== ARN_PARTS) return false;
  return parts.every((part, index) => matchesPattern(part.join(''), patternParts[index] ?? []));
}

function splitArn(arn: Pattern): Pattern[] {
  const parts: Pattern[] = [];
  let start = 0;
  while (parts.length < ARN_PARTS - 1) {
    const colon = arn.indexOf(':', start);
    if (colon < 0) break;
    parts.push(arn.slice(start, colon));
    start = colon + 1;
  }
  return [...parts, arn.slice(start)];
}
