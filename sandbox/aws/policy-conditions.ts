import { BlockList, isIP } from 'node:net';
import { matchesPattern } from './policy-patterns.ts';

/** The condition keys of a request, with lowercase names (condition keys are not case-sensitive in IAM). */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** One parsed `operator: { key: values }` entry. */
export interface Condition {
  readonly operator: OperatorName;
  readonly set: 'any' | 'all' | null;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

type OperatorName = keyof typeof OPERATORS | 'Null';

interface Operator {
  /** Negated operators (`…Not…`) are true if the key is absent, and require that no value matches. */
  readonly negated: boolean;
  matches(actual: string, expected: string): boolean;
}

const OPERATORS = {
  StringEquals: positive((actual, expected) => actual === expected),
  StringNotEquals: negative((actual, expected) => actual === expected),
  StringEqualsIgnoreCase: positive(equalsIgnoringCase),
  StringNotEqualsIgnoreCase: negative(equalsIgnoringCase),
  StringLike: positive(matchesPattern),
  StringNotLike: negative(matchesPattern),
  ArnEquals: positive(matchesArn),
  ArnLike: positive(matchesArn),
  ArnNotEquals: negative(matchesArn),
  ArnNotLike: negative(matchesArn),
  NumericEquals: numeric((actual, expected) => actual === expected),
  NumericNotEquals: negative((actual, expected) => Number(actual) === Number(expected)),
  NumericLessThan: numeric((actual, expected) => actual < expected),
  NumericLessThanEquals: numeric((actual, expected) => actual <= expected),
  NumericGreaterThan: numeric((actual, expected) => actual > expected),
  NumericGreaterThanEquals: numeric((actual, expected) => actual >= expected),
  DateEquals: date((actual, expected) => actual === expected),
  DateNotEquals: negative((actual, expected) => toInstant(actual) === toInstant(expected)),
  DateLessThan: date((actual, expected) => actual < expected),
  DateLessThanEquals: date((actual, expected) => actual <= expected),
  DateGreaterThan: date((actual, expected) => actual > expected),
  DateGreaterThanEquals: date((actual, expected) => actual >= expected),
  Bool: positive(equalsIgnoringCase),
  BinaryEquals: positive((actual, expected) => actual === expected),
  IpAddress: positive(isInRange),
  NotIpAddress: negative(isInRange),
} as const satisfies Record<string, Operator>;

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/;

/** Parses a Condition element; throws `malformed(reason)` for an operator that IAM doesn't have. */
export function parseConditionBlock(block: unknown, malformed: (reason: string) => Error): readonly Condition[] {
  if (block === undefined) return [];
  if (typeof block !== 'object' || block === null) throw malformed('Condition must be a JSON object.');
  return Object.entries(block).flatMap(([operatorText, entries]: [string, unknown]) => {
    const [, set, operator, ifExists] = OPERATOR.exec(operatorText) ?? [];
    if (!operator || !isOperator(operator)) throw malformed(`Unknown condition operator '${operatorText}'.`);
    if (typeof entries !== 'object' || entries === null) throw malformed(`${operatorText} must hold condition keys.`);
    return Object.entries(entries).map(([key, values]: [string, unknown]): Condition => ({
      operator,
      set: set === 'ForAnyValue' ? 'any' : set === 'ForAllValues' ? 'all' : null,
      ifExists: ifExists !== undefined,
      key: key.toLowerCase(),
      values: (Array.isArray(values) ? values : [values]).map(String),
    }));
  });
}

/**
 * Whether a condition is true (IAM User Guide, "Condition operators" and "Multivalued context keys").
 * If the key is absent, positive operators are false; negated ones, `…IfExists` and `ForAllValues` are true.
 */
export function conditionHolds(condition: Condition, context: RequestContext): boolean {
  const actual = context.get(condition.key);
  if (condition.operator === 'Null') {
    return condition.values.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  }
  const operator: Operator = OPERATORS[condition.operator];
  if (actual === undefined || actual.length === 0) {
    if (condition.ifExists || condition.set === 'all') return true;
    return condition.set === null && operator.negated;
  }
  const expected = condition.values.map((value) => substituteVariables(value, context));
  const valueHolds = (value: string): boolean => {
    const matched = expected.some((candidate) => candidate !== null && operator.matches(value, candidate));
    return operator.negated ? !matched : matched;
  };
  if (condition.set === 'any') return actual.some(valueHolds);
  if (condition.set === 'all' || operator.negated) return actual.every(valueHolds);
  return actual.some(valueHolds);
}

/** Replaces policy variables (`${aws:PrincipalAccount}`); null if one has no value, so that nothing matches. */
export function substituteVariables(text: string, context: RequestContext): string | null {
  if (!text.includes('${')) return text;
  let complete = true;
  const substituted = text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    const values = context.get(name.toLowerCase());
    if (values?.length !== 1 || values[0] === undefined) complete = false;
    return values?.[0] ?? '';
  });
  return complete ? substituted : null;
}

function isOperator(name: string): name is OperatorName {
  return name === 'Null' || Object.hasOwn(OPERATORS, name);
}

function positive(matches: Operator['matches']): Operator {
  return { negated: false, matches };
}

function negative(matches: Operator['matches']): Operator {
  return { negated: true, matches };
}

function numeric(compare: (actual: number, expected: number) => boolean): Operator {
  return positive((actual, expected) => compare(Number(actual), Number(expected)));
}

function date(compare: (actual: number, expected: number) => boolean): Operator {
  return positive((actual, expected) => compare(toInstant(actual), toInstant(expected)));
}

/** IAM accepts ISO 8601 dates and epoch seconds. */
function toInstant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function equalsIgnoringCase(actual: string, expected: string): boolean {
  return actual.toLowerCase() === expected.toLowerCase();
}

/** ARN operators compare the six colon-separated parts one by one; each may contain wildcards. */
function matchesArn(actual: string, pattern: string): boolean {
  if (pattern === '*') return true;
  const actualParts = splitArn(actual);
  const patternParts = splitArn(pattern);
  return (
    actualParts.length === patternParts.length &&
    actualParts.every((part, index) => matchesPattern(part, patternParts[index] ?? ''))
  );
}

function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function isInRange(address: string, range: string): boolean {
  const [network = '', prefixLength] = range.split('/');
  const version = isIP(network);
  if (version === 0 || isIP(address) !== version) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(prefixLength ?? (version === 4 ? 32 : 128)), family);
  return list.check(address, family);
}
