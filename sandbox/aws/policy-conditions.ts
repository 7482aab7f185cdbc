import { CONDITION_OPERATORS, type ConditionOperator, type ValueTest } from './condition-operators.ts';
import { parsePolicyText, type PolicyLanguage, type RequestContext } from './policy-variables.ts';

/** One parsed `operator: { key: values }` entry. */
export interface Condition {
  /** Null for the operator `Null`, which tests only whether the key is absent. */
  readonly operator: ConditionOperator | null;
  readonly set: 'any' | 'all' | null;
  readonly ifExists: boolean;
  readonly key: string;
  /** One test for each value. For the operator `Null`, the value is whether the key is absent: `true` or `false`. */
  readonly tests: readonly ValueTest[];
}

const OPERATOR = /^(?:(foranyvalue|forallvalues):)?([a-z]+?)(ifexists)?$/;

/**
 * Parses a Condition element. Throws `language.malformed(reason)` for an operator that IAM doesn't have, a key without a
 * service prefix, and a value that its operator can't compare (a number, date, Boolean or address range that isn't one).
 */
export function parseConditionBlock(block: unknown, language: PolicyLanguage): readonly Condition[] {
  if (block === undefined) return [];
  if (!isObject(block)) throw language.malformed('Condition must be a JSON object.');
  return Object.entries(block).flatMap(([operatorName, entries]) => {
    if (!isObject(entries)) throw language.malformed(`${operatorName} must hold condition keys.`);
    return Object.entries(entries).map(([key, values]) => parseCondition(operatorName, key, values, language));
  });
}

function parseCondition(operatorName: string, key: string, values: unknown, language: PolicyLanguage): Condition {
  const [, set, name = '', ifExists] = OPERATOR.exec(operatorName.toLowerCase()) ?? [];
  const operator = name === 'null' ? null : CONDITION_OPERATORS.get(name);
  if (operator === undefined || (operator === null && ifExists !== undefined)) {
    throw language.malformed(`Unknown condition operator '${operatorName}'.`);
  }
  if (!/^[^:]+:./.test(key)) throw language.malformed(`The condition key '${key}' needs a service prefix.`);
  const tests = (Array.isArray(values) ? values : [values]).map((value: unknown): ValueTest => {
    const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
    const reader = operator ?? CONDITION_OPERATORS.get('bool');
    const test = isScalar ? reader?.read(parsePolicyText(String(value), language)) : undefined;
    if (test) return test;
    // Only a scalar is repeated: others may be nested too deeply to be written.
    const shown = isScalar ? JSON.stringify(value) : 'not a string, number or Boolean';
    throw language.malformed(`Invalid value for ${operatorName} on ${key}: ${shown}.`);
  });
  return {
    operator,
    set: set === 'foranyvalue' ? 'any' : set === 'forallvalues' ? 'all' : null,
    ifExists: ifExists !== undefined,
    key: key.toLowerCase(),
    tests,
  };
}

/**
 * Whether a condition is true (IAM User Guide, "Condition operators" and "Multivalued context keys").
 * If the key is absent, positive operators are false; negated ones, `…IfExists` and `ForAllValues` are true.
 */
export function conditionHolds({ operator, set, ifExists, key, tests }: Condition, context: RequestContext): boolean {
  const actual = context.get(key) ?? [];
  // AWS counts an empty text as no value for Null and ForAllValues, and for nothing else.
  const hasValue = actual.some((value) => value !== '');
  if (operator === null) return tests.some((test) => test(String(!hasValue), context));
  if (actual.length === 0) return ifExists || set === 'all' || (set === null && operator.negated);
  if (set === 'all' && !hasValue) return true;
  // Values of a negated operator are a NOR: none may match.
  const holdsFor = (value: string): boolean => tests.some((test) => test(value, context)) !== operator.negated;
  return set === 'all' || (set === null && operator.negated) ? actual.every(holdsFor) : actual.some(holdsFor);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
