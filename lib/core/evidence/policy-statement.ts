import type { actionCoverage } from './action-patterns.ts';
import { dependsOnAction } from './call-facts.ts';
import { BY_PRINCIPAL } from './condition-keys.ts';
import { fitsPattern } from './glob.ts';
import type { KmsAction } from './kms-actions.ts';
import { prepareConditions, type FactOf } from './policy-conditions.ts';
import type { PolicyStatement } from './policy-document.ts';
import { principalsOf, type Reach } from './policy-principals.ts';
import { literal, readPolicyText, type Resolved } from './policy-variables.ts';

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

function coverageOf(patterns: readonly Resolved[], arn: string): Coverage {
  let unknown = false;
  for (const resolved of patterns) {
    if (resolved === 'unknown') unknown = true;
    else if (resolved !== 'no_value' && (resolved.pattern === '*' || fitsPattern(arn, resolved.pattern))) return 'all';
  }
  return unknown ? 'unknown' : 'none';
}

const inverted = (coverage: Coverage): Coverage =>
  coverage === 'unknown' ? 'unknown' : coverage === 'all' ? 'none' : 'all';

/** How a statement covers the key, as a function of what is known of a call: only variables depend on it. */
type PreparedCoverage = { isAboutRequests: boolean; covers: (factOf: FactOf) => Coverage };

function prepareCoverage({ Resource, NotResource, variables }: PolicyStatement, arn: string): PreparedCoverage {
  const patterns = Resource ?? NotResource;
  if (patterns === undefined) return { isAboutRequests: false, covers: () => 'none' };
  const wanted = literal(arn);
  const read = (resolved: readonly Resolved[]): Coverage => {
    const found = coverageOf(resolved, wanted);
    return Resource === undefined ? inverted(found) : found;
  };
  const different = patterns.length > 1 ? [...new Set(patterns)] : patterns;
  if (!variables || !different.some((pattern) => pattern.includes('${'))) {
    const always = read(different.map((pattern) => ({ pattern })));
    return { isAboutRequests: false, covers: () => always };
  }
  const texts = different.map(readPolicyText);
  return {
    isAboutRequests: texts.some(({ names }) => names.some(dependsOnAction)),
    covers: (factOf) => read(texts.map(({ resolve }) => resolve(factOf))),
  };
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

/** Reads one statement for the key with this ARN. */
export function prepareStatement(
  statement: PolicyStatement,
  arn: string,
  coversActions: ActionCoverage,
): PreparedStatement {
  const { reach, accounts } = principalsOf(statement);
  const { covers, isAboutRequests } = prepareCoverage(statement, arn);
  const conditions = prepareConditions(statement);
  return {
    effect: statement.Effect,
    coversAction: prepareActions(statement, coversActions),
    isAboutRequests: isAboutRequests || conditions.isAboutRequests,
    reach,
    accountsNamed: accounts,
    isForOtherKeys: statement.Resource !== undefined && covers(NOTHING_KNOWN) === 'none',
    word: (awsAccountId, factOf) => {
      const reached = reach(awsAccountId);
      if (reached === 'nobody') return null;
      const covered = covers(factOf);
      if (covered === 'none') return null;
      const outcome = conditions.outcome(factOf);
      if (outcome.fails) return null;
      const byPrincipal = reached === 'one_principal' || covered === 'unknown';
      return {
        hangsOn: byPrincipal ? [...outcome.hangsOn, BY_PRINCIPAL] : outcome.hangsOn,
        given: covered === 'all' && outcome.holdsIfAbsent,
      };
    },
  };
}
