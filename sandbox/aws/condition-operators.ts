import { BlockList, isIP } from 'node:net';
import { matchesArn, matchesPattern, type Pattern } from './policy-patterns.ts';
import { hasVariables, resolvePattern, resolveText, type PolicyText, type RequestContext } from './policy-variables.ts';

/** Whether the value of a condition key matches one value of the policy. */
export type ValueTest = (actual: string, context: RequestContext) => boolean;

export interface ConditionOperator {
  /** Negated operators (`…Not…`) are true if the key is absent, and require that no value matches. */
  readonly negated: boolean;
  /** Reads a value of the policy; null if the operator can't compare it. */
  read(expected: PolicyText): ValueTest | null;
}

type Read = ConditionOperator['read'];

/** IAM's condition operators by name in lower case (IAM User Guide, "Condition operators"), except `Null`. */
export const CONDITION_OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map([
  ...pair(
    'StringEquals',
    'StringNotEquals',
    text((actual, expected) => actual === expected),
  ),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', text(equalsIgnoringCase)),
  ...pair('StringLike', 'StringNotLike', pattern(matchesPattern)),
  ...pair('ArnEquals', 'ArnNotEquals', pattern(matchesArn)),
  ...pair('ArnLike', 'ArnNotLike', pattern(matchesArn)),
  ...comparisons('Numeric', toNumber),
  ...comparisons('Date', toInstant),
  ...pair('IpAddress', 'NotIpAddress', readRange),
  ['bool', { negated: false, read: readBoolean }],
  ['binaryequals', { negated: false, read: text((actual, expected) => actual === expected) }],
]);

type Entry = [string, ConditionOperator];

function pair(name: string, negatedName: string, read: Read): Entry[] {
  return [
    [name.toLowerCase(), { negated: false, read }],
    [negatedName.toLowerCase(), { negated: true, read }],
  ];
}

function text(matches: (actual: string, expected: string) => boolean): Read {
  return (expected) => (actual, context) => {
    const resolved = resolveText(expected, context);
    return resolved !== null && matches(actual, resolved);
  };
}

function pattern(matches: (actual: string, expected: Pattern) => boolean): Read {
  return (expected) => (actual, context) => {
    const resolved = resolvePattern(expected, context);
    return resolved !== null && matches(actual, resolved);
  };
}

/** The six operators of numbers or dates. Their values can't hold variables, and an unreadable one matches nothing. */
function comparisons(type: 'Numeric' | 'Date', parse: (value: string) => number | null): Entry[] {
  const compare =
    (holds: (actual: number, expected: number) => boolean): Read =>
    (value) => {
      const expected = readFixed(value, parse);
      if (expected === null) return null;
      return (actualText) => {
        const actual = parse(actualText);
        return actual !== null && holds(actual, expected);
      };
    };
  const one = (name: string, read: Read): Entry => [`${type}${name}`.toLowerCase(), { negated: false, read }];
  return [
    ...pair(
      `${type}Equals`,
      `${type}NotEquals`,
      compare((actual, expected) => actual === expected),
    ),
    one(
      'LessThan',
      compare((actual, expected) => actual < expected),
    ),
    one(
      'LessThanEquals',
      compare((actual, expected) => actual <= expected),
    ),
    one(
      'GreaterThan',
      compare((actual, expected) => actual > expected),
    ),
    one(
      'GreaterThanEquals',
      compare((actual, expected) => actual >= expected),
    ),
  ];
}

function readFixed<T>(value: PolicyText, parse: (value: string) => T | null): T | null {
  const fixed = hasVariables(value) ? null : resolveText(value, new Map());
  return fixed === null ? null : parse(fixed);
}

function toNumber(value: string): number | null {
  return /^[+-]?\d+(?:\.\d+)?$/.test(value) ? Number(value) : null;
}

const W3C_DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?$/;

/** Epoch seconds, or one of the W3C's ISO 8601 formats, in which a time needs a time zone; in epoch milliseconds. */
function toInstant(value: string): number | null {
  const [date, year, month = '01', day = '01'] = W3C_DATE.exec(value) ?? [];
  if (date === undefined) return /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : null;
  const instant = Date.parse(date);
  // Date.parse moves a day that the month doesn't have into the next month.
  const dayStart = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(instant) || dayStart.getUTCDate() !== Number(day) ? null : instant;
}

/** AWS documents variables both as supported and as not supported for Bool; here they are. */
function readBoolean(expected: PolicyText): ValueTest | null {
  const isBoolean = hasVariables(expected) || /^(?:true|false)$/i.test(resolveText(expected, new Map()) ?? '');
  return isBoolean ? text(equalsIgnoringCase)(expected) : null;
}

function equalsIgnoringCase(actual: string, expected: string): boolean {
  return actual.toLowerCase() === expected.toLowerCase();
}

const RANGE = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/;

/** An address, or a range in CIDR notation. */
function readRange(value: PolicyText): ValueTest | null {
  const [, network = '', prefixText] = readFixed(value, (fixed) => RANGE.exec(fixed)) ?? [];
  const version = isIP(network);
  const longestPrefix = version === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? longestPrefix : Number(prefixText);
  if (version === 0 || prefix > longestPrefix) return null;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const range = new BlockList();
  range.addSubnet(network, prefix, family);
  return (address) => isIP(address) === version && range.check(address, family);
}
