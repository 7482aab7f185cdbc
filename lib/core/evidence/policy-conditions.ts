import { conditionKeyWord } from './condition-keys.ts';
import { fitsPattern } from './glob.ts';
import type { PolicyStatement } from './policy-document.ts';

/** What is known about a call without making it, by condition key in lower case. */
export type CallFacts = ReadonlyMap<string, string>;

/** The result of a statement's conditions: they never hold, or they hold depending on these keys (none: always). */
export type ConditionOutcome = { fails: true } | { fails: false; hangsOn: readonly string[] };

const OPERATORS: ReadonlyMap<string, (fact: string, value: string) => boolean> = new Map([
  ['stringequals', (fact: string, value: string) => fact === value],
  ['stringequalsignorecase', (fact: string, value: string) => fact.toLowerCase() === value.toLowerCase()],
  ['stringlike', (fact: string, value: string) => fitsPattern(fact, value)],
  ['bool', (fact: string, value: string) => fact === value.toLowerCase()],
]);

/** Whether one condition holds; null when it depends on more than the document and our account. */
function holds(operator: string, fact: string | undefined, values: readonly string[]): boolean | null {
  const name = operator.toLowerCase().replace(/ifexists$/, '');
  const compare = OPERATORS.get(name.replace('stringnot', 'string'));
  // Only the request knows the value of a policy variable.
  if (fact === undefined || compare === undefined || values.some((value) => value.includes('${'))) return null;
  return values.some((value) => compare(fact, value)) !== name.startsWith('stringnot');
}

/** Evaluates a statement's conditions, all of which must hold. Source: IAM user guide, "Condition operators". */
export function judgeConditions(conditions: PolicyStatement['Condition'], facts: CallFacts): ConditionOutcome {
  const hangsOn = new Set<string>();
  for (const [operator, byKey] of Object.entries(conditions ?? {}))
    for (const [key, values] of Object.entries(byKey)) {
      const result = holds(operator, facts.get(key.toLowerCase()), values);
      if (result === false) return { fails: true };
      if (result === null) hangsOn.add(conditionKeyWord(key));
    }
  return { fails: false, hangsOn: [...hangsOn] };
}
