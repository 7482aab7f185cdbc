import { dependsOnAction, type Fact } from './call-facts.ts';
import { conditionKeyWord } from './condition-keys.ts';
import { allOf, anyOf, not, OPERATORS, type Decided, type Operator } from './condition-operators.ts';
import type { PolicyStatement } from './policy-document.ts';
import { readPolicyText, type Resolved } from './policy-variables.ts';

/**
 * The result of a statement's conditions: they never hold, or they hold depending on these keys (none: always).
 * `holdsIfAbsent` is whether they hold when every key that is not known is absent.
 */
export type ConditionOutcome = { fails: true } | { fails: false; hangsOn: readonly string[]; holdsIfAbsent: boolean };

/** What is known about a condition key, by its name in lower case. */
export type FactOf = (key: string) => Fact;

const OPERATOR = /^(?:(foranyvalue|forallvalues):)?([a-z]{1,40}?)(ifexists)?$/;

type Condition = {
  key: string;
  /** What the values stand for in a call. */
  patternsOf: (factOf: FactOf) => readonly Resolved[];
  /** `null` tests for the key's presence; undefined is an operator that IAM doesn't have. */
  operator: Operator | 'null' | undefined;
  set: string | undefined;
  ifExists: boolean;
  hasVariables: boolean;
  /** Whether its result depends on the action, and not only on the caller. */
  isAboutRequests: boolean;
};

type Judged = { holds: Decided; holdsIfAbsent: Decided };

/** Whether one condition holds for one possibility of its key; null where that is not known. */
function holdsFor(values: Fact[number], condition: Condition, patterns: readonly Resolved[]): Decided {
  const { operator, set, ifExists } = condition;
  if (operator === 'null')
    return patterns.some(
      (one) => (typeof one !== 'string' && one.pattern.toLowerCase() === 'true') === (values === null),
    );
  if (operator === undefined) return null;
  const { negated, matches } = operator;
  if (values === null || values.length === 0) {
    if (ifExists || set === 'forallvalues') return true;
    return set === undefined && negated;
  }
  const valueHolds = values.map((value) => {
    let matched: Decided = false;
    for (const pattern of patterns) {
      if (pattern === 'no_value') continue;
      const one = pattern === 'unknown' ? null : matches(value, pattern.pattern);
      if (one === true) return !negated;
      if (one === null) matched = null;
    }
    return negated ? not(matched) : matched;
  });
  return set === 'forallvalues' || (set === undefined && negated) ? allOf(valueHolds) : anyOf(valueHolds);
}

function judge(condition: Condition, factOf: FactOf): Judged {
  const patterns = condition.patternsOf(factOf);
  const results = factOf(condition.key).map((possible) => ({
    absent: possible === null,
    holds: holdsFor(possible, condition, patterns),
  }));
  // Decided if every possibility gives the same result.
  const [first] = results;
  const agreed = results.every(({ holds }) => holds === first?.holds);
  const holds = agreed ? (first?.holds ?? null) : null;
  return { holds, holdsIfAbsent: results.find(({ absent }) => absent)?.holds ?? null };
}

/** A condition that remembers its result: what is known of a key is mostly the same for every call. */
function prepareCondition(condition: Condition): (factOf: FactOf) => Judged {
  if (condition.hasVariables) return (factOf) => judge(condition, factOf);
  const known = new Map<Fact, Judged>();
  return (factOf) => {
    const fact = factOf(condition.key);
    const before = known.get(fact);
    if (before !== undefined) return before;
    const judged = judge(condition, factOf);
    known.set(fact, judged);
    return judged;
  };
}

type OperatorParts = Pick<Condition, 'operator' | 'set' | 'ifExists'>;

function operatorParts(text: string): OperatorParts {
  const [, set, operator = '', ifExists] = OPERATOR.exec(text.toLowerCase()) ?? [];
  return { operator: operator === 'null' ? 'null' : OPERATORS.get(operator), set, ifExists: ifExists !== undefined };
}

function readCondition(parts: OperatorParts, name: string, values: readonly string[], variables: boolean): Condition {
  const key = name.toLowerCase();
  const hasVariables = variables && parts.operator !== 'null' && values.some((value) => value.includes('${'));
  if (!hasVariables) {
    const patterns = values.map((pattern) => ({ pattern }));
    return { ...parts, key, patternsOf: () => patterns, hasVariables, isAboutRequests: dependsOnAction(key) };
  }
  const texts = values.map(readPolicyText);
  return {
    ...parts,
    key,
    patternsOf: (factOf) => texts.map(({ resolve }) => resolve(factOf)),
    hasVariables,
    isAboutRequests: dependsOnAction(key) || texts.some(({ names }) => names.some(dependsOnAction)),
  };
}

/** A statement's conditions: their result, and whether any depends on the action, and not only on the caller. */
export type PreparedConditions = { isAboutRequests: boolean; outcome: (factOf: FactOf) => ConditionOutcome };

const NO_CONDITIONS: PreparedConditions = {
  isAboutRequests: false,
  outcome: () => ({ fails: false, hangsOn: [], holdsIfAbsent: true }),
};

/**
 * Reads a statement's conditions, all of which must hold.
 * Source: IAM user guide, "Condition operators" and "Multivalued context keys".
 */
export function prepareConditions({ Condition: block, variables }: PolicyStatement): PreparedConditions {
  if (block === undefined) return NO_CONDITIONS;
  const conditions = Object.entries(block).flatMap(([operator, byKey]) => {
    const parts = operatorParts(operator);
    return Object.entries(byKey).map(([name, values]) => {
      const condition = readCondition(parts, name, values, variables);
      return { name, isAboutRequests: condition.isAboutRequests, judge: prepareCondition(condition) };
    });
  });
  return {
    isAboutRequests: conditions.some(({ isAboutRequests }) => isAboutRequests),
    outcome: (factOf) => {
      const hangsOn = new Set<string>();
      let holdsIfAbsent = true;
      for (const condition of conditions) {
        const judged = condition.judge(factOf);
        if (judged.holds === false) return { fails: true };
        if (judged.holds === true) continue;
        hangsOn.add(conditionKeyWord(condition.name));
        if (judged.holdsIfAbsent !== true) holdsIfAbsent = false;
      }
      return { fails: false, hangsOn: [...hangsOn], holdsIfAbsent };
    },
  };
}
