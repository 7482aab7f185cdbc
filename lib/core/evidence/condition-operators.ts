import type { FactValue } from './call-facts.ts';
import { couldFit, fitsPattern } from './glob.ts';
import { literal, unescaped } from './policy-variables.ts';

/** True, false, or null where what we know does not decide. */
export type Decided = boolean | null;

/** An operator without its prefix and suffix. Negated ones hold if no value matches, and if the key is absent. */
export type Operator = { negated: boolean; matches: (value: FactValue, pattern: string) => Decided };

export const not = (decided: Decided): Decided => (decided === null ? null : !decided);
export function anyOf(all: readonly Decided[]): Decided {
  if (all.includes(true)) return true;
  return all.includes(null) ? null : false;
}
export const allOf = (all: readonly Decided[]): Decided => not(anyOf(all.map(not)));

const equals = (value: FactValue, pattern: string): Decided => {
  const text = unescaped(pattern);
  if (typeof value === 'string') return value === text;
  return text.startsWith(value.prefix) ? null : false;
};

const lower = (value: FactValue): FactValue =>
  typeof value === 'string' ? value.toLowerCase() : { prefix: value.prefix.toLowerCase() };
const equalsIgnoringCase = (value: FactValue, pattern: string): Decided => equals(lower(value), pattern.toLowerCase());

function like(value: FactValue, pattern: string): Decided {
  if (typeof value === 'string') return fitsPattern(literal(value), pattern);
  if (value.prefix === '') return /^\*+$/.test(pattern) ? true : null;
  const prefix = literal(value.prefix);
  if (pattern.endsWith('*') && fitsPattern(prefix, pattern)) return true;
  return couldFit(prefix, pattern) ? null : false;
}

const ARN_PARTS = 6;
/** The parts between colons; the sixth holds the rest. */
function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

/** ARN operators compare the six parts one by one, so a wildcard never covers a colon between them. */
function likeArn(value: FactValue, pattern: string): Decided {
  if (pattern === '*') return true;
  if (typeof value !== 'string' && !couldFit(value.prefix, pattern)) return false;
  const [known, wanted] = [arnParts(typeof value === 'string' ? value : value.prefix), arnParts(pattern)];
  // What AWS does with a value that is no ARN is not documented.
  if (wanted.length !== ARN_PARTS || (typeof value === 'string' && known.length !== ARN_PARTS)) return null;
  if (typeof value === 'string') return known.every((part, at) => like(part, wanted[at] ?? '') === true);
  const last = known.length - 1;
  let decided: Decided = true;
  for (const [at, part] of known.entries()) {
    const fits = like(at === last ? { prefix: part } : part, wanted[at] ?? '');
    if (fits === false) return false;
    if (fits === null) decided = null;
  }
  return decided;
}

const asNumber = (text: string): number | null =>
  /^\s*[-+]?\d{1,20}(?:\.\d{1,20})?\s*$/.test(text) ? Number(text) : null;
/** IAM accepts ISO 8601 dates and seconds since 1970. */
function asInstant(text: string): number | null {
  const seconds = asNumber(text);
  const at = seconds === null ? Date.parse(text) : seconds * 1000;
  return Number.isNaN(at) ? null : at;
}
const compares =
  (read: (text: string) => number | null, holds: (actual: number, wanted: number) => boolean) =>
  (value: FactValue, pattern: string): Decided => {
    const [actual, wanted] = [typeof value === 'string' ? read(value) : null, read(unescaped(pattern))];
    // A value that can't be read is not decided here: AWS refuses such a policy, or never matches.
    return actual === null || wanted === null ? null : holds(actual, wanted);
  };

const COMPARISONS = {
  equals: (actual: number, wanted: number) => actual === wanted,
  lessthan: (actual: number, wanted: number) => actual < wanted,
  lessthanequals: (actual: number, wanted: number) => actual <= wanted,
  greaterthan: (actual: number, wanted: number) => actual > wanted,
  greaterthanequals: (actual: number, wanted: number) => actual >= wanted,
};

/** The network that a call comes from is never known here, so no address is compared. */
const undecided = (): Decided => null;

const positive = (matches: Operator['matches']): Operator => ({ negated: false, matches });
const negated = (matches: Operator['matches']): Operator => ({ negated: true, matches });

const comparisonsOf = (name: string, read: (text: string) => number | null): [string, Operator][] => [
  ...Object.entries(COMPARISONS).map(([word, holds]): [string, Operator] => [
    `${name}${word}`,
    positive(compares(read, holds)),
  ]),
  [`${name}notequals`, negated(compares(read, COMPARISONS.equals))],
];

/** By name in lower case. Source: IAM user guide, "IAM JSON policy elements: Condition operators". */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['stringequals', positive(equals)],
  ['stringnotequals', negated(equals)],
  ['stringequalsignorecase', positive(equalsIgnoringCase)],
  ['stringnotequalsignorecase', negated(equalsIgnoringCase)],
  ['stringlike', positive(like)],
  ['stringnotlike', negated(like)],
  ['arnequals', positive(likeArn)],
  ['arnlike', positive(likeArn)],
  ['arnnotequals', negated(likeArn)],
  ['arnnotlike', negated(likeArn)],
  ['bool', positive(equalsIgnoringCase)],
  ['binaryequals', positive(undecided)],
  ['ipaddress', positive(undecided)],
  ['notipaddress', negated(undecided)],
  ...comparisonsOf('numeric', asNumber),
  ...comparisonsOf('date', asInstant),
]);
