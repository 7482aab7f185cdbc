import { conditionKeyWord } from './condition-keys.ts';
import { fitsPattern } from './glob.ts';
import type { PolicyStatement } from './policy-document.ts';

/** What is known of a call without making it, by condition key in lower case. */
export type CallFacts = ReadonlyMap<string, string>;

/** What a statement's conditions come to: they never hold, or they hold if these keys let them (none: always). */
export type ConditionOutcome = { fails: true } | { fails: false; hangsOn: readonly string[] };

const OPERATORS: ReadonlyMap<string, (fact: string, value: string) => boolean> = new Map([
  ['stringequals', (fact: string, value: string) => fact === value],
  ['stringequalsignorecase', (fact: string, value: string) => fact.toLowerCase() === value.toLowerCase()],
  ['stringlike', (fact: string, value: string) => fitsPattern(fact, value)],
  ['bool', (fact: string, value: string) => fact === value.toLowerCase()],
]);

/** Whether one condition holds, or null where the document and our own account do not settle it. */
function holds(operator: string, fact: string | undefined, values: readonly string[]): boolean | null {
  const name = operator.toLowerCase().replace(/ifexists$/, '');
  const compare = OPERATORS.get(name.replace('stringnot', 'string'));
  // A policy variable stands for something that only the request knows.
  if (fact === undefined || compare === undefined || values.some((value) => value.includes('${'))) return null;
  return values.some((value) => compare(fact, value)) !== name.startsWith('stringnot');
}

/** Judges a statement's conditions, all of which must hold. Source: IAM user guide, "Condition operators". */
export function judgeConditions(conditions: PolicyStatement['Condition'], facts: CallFacts): ConditionOutcome {
  const hangsOn = new Set<string>();
  for (const [operator, byKey] of Object.entries(conditions ?? {}))
    for (const [key, values] of Object.entries(byKey)) {
      const held = holds(operator, facts.get(key.toLowerCase()), values);
      if (held === false) return { fails: true };
      if (held === null) hangsOn.add(conditionKeyWord(key));
    }
  return { fails: false, hangsOn: [...hangsOn] };
}
