import type { actionCoverage } from './action-patterns.ts';
import { dependsOnAction } from './call-facts.ts';
import { BY_PRINCIPAL } from './condition-keys.ts';
import { fitsPattern } from './glob.ts';
import type { KmsAction } from './kms-actions.ts';
import { prepareConditions, type FactOf } from './policy-conditions.ts';
import type { PolicyStatement } from './policy-document.ts';
import { principalsOf, type Reach } from './policy-principals.ts';
import { literal, resolveVariables, variablesIn } from './policy-variables.ts';

/** What a statement says about a call whose action it covers: on what that depends, and whether it needs anything. */
export type StatementWord = { hangsOn: readonly string[]; given: boolean };

/** One statement of a policy, read for one key. */
export type PreparedStatement = {
  effect: 'Allow' | 'Deny';
  coversAction: (action: KmsAction) => boolean;
  reach: (awsAccountId: string) => Reach;
  accountsNamed: readonly string[];
  isForOtherKeys: boolean;
  /** Whether its word depends on the kind of request, and not only on the caller. */
  isAboutRequests: boolean;
  /** Null when the statement does not cover the account's calls. */
  word: (awsAccountId: string, factOf: FactOf) => StatementWord | null;
};

/** Whether a statement's Resource covers this key. In a key policy, `*` means the key that it is attached to. */
type Coverage = 'all' | 'none' | 'unknown';

function coverageOf(patterns: readonly string[], arn: string, factOf: FactOf | null): Coverage {
  let unknown = false;
  for (const text of new Set(patterns)) {
    const resolved = factOf === null ? { pattern: text } : resolveVariables(text, factOf);
    if (resolved === 'unknown') unknown = true;
    else if (resolved !== 'no_value' && fitsPattern(arn, resolved.pattern)) return 'all';
  }
  return unknown ? 'unknown' : 'none';
}

const inverted = (coverage: Coverage): Coverage =>
  coverage === 'unknown' ? 'unknown' : coverage === 'all' ? 'none' : 'all';

/** How a statement covers the key, as a function of what is known of a call: only variables depend on it. */
function coverage({ Resource, NotResource, variables }: PolicyStatement, arn: string): (factOf: FactOf) => Coverage {
  const patterns = Resource ?? NotResource;
  if (patterns === undefined) return () => 'none';
  const wanted = literal(arn);
  const read = (factOf: FactOf | null): Coverage => {
    const found = coverageOf(patterns, wanted, factOf);
    return Resource === undefined ? inverted(found) : found;
  };
  if (variables && patterns.some((pattern) => pattern.includes('${'))) return read;
  const always = read(null);
  return () => always;
}

type ActionCoverage = ReturnType<typeof actionCoverage>;
function prepareActions(
  { Action, NotAction }: PolicyStatement,
  covers: ActionCoverage,
): (action: KmsAction) => boolean {
  if (Action === undefined && NotAction === undefined) return () => false;
  const covered = covers(Action ?? NotAction ?? []);
  return (action) => covered.has(action) === (Action !== undefined);
}

/** No variable has a value, so that only what does not depend on the call is left. */
const NOTHING_KNOWN: FactOf = () => [null];

/** Whether any condition or variable of a statement is about a key whose value depends on the action. */
function isAboutRequests({ Condition, Resource, NotResource, variables }: PolicyStatement): boolean {
  const conditions = Object.values(Condition ?? {});
  if (conditions.some((byKey) => Object.keys(byKey).some((key) => dependsOnAction(key.toLowerCase())))) return true;
  if (!variables) return false;
  const texts = [...(Resource ?? NotResource ?? []), ...conditions.flatMap((byKey) => Object.values(byKey).flat())];
  return texts.some((text) => variablesIn(text).some(dependsOnAction));
}

/** Reads one statement for the key with this ARN. */
export function prepareStatement(
  statement: PolicyStatement,
  arn: string,
  coversActions: ActionCoverage,
): PreparedStatement {
  const { reach, accounts } = principalsOf(statement);
  const covers = coverage(statement, arn);
  const conditions = prepareConditions(statement);
  return {
    effect: statement.Effect,
    coversAction: prepareActions(statement, coversActions),
    isAboutRequests: isAboutRequests(statement),
    reach,
    accountsNamed: accounts,
    isForOtherKeys: statement.Resource !== undefined && covers(NOTHING_KNOWN) === 'none',
    word: (awsAccountId, factOf) => {
      const reached = reach(awsAccountId);
      if (reached === 'nobody') return null;
      const covered = covers(factOf);
      if (covered === 'none') return null;
      const outcome = conditions(factOf);
      if (outcome.fails) return null;
      const byPrincipal = reached === 'one_principal' || covered === 'unknown';
      return {
        hangsOn: byPrincipal ? [...outcome.hangsOn, BY_PRINCIPAL] : outcome.hangsOn,
        given: covered === 'all' && outcome.holdsIfAbsent,
      };
    },
  };
}
