import type { Caller } from './identity.ts';
import { conditionHolds, substituteVariables, type RequestContext } from './policy-conditions.ts';
import type { NamePatterns, PolicyDocument, PolicyStatement, StatementPrincipals } from './policy-document.ts';
import { matchesPattern } from './policy-patterns.ts';

/** The request to evaluate against a policy. */
export interface PolicyQuestion {
  readonly caller: Caller;
  readonly action: string;
  readonly resourceArn: string;
  readonly context: RequestContext;
}

/**
 * As whom a resource policy allows the caller, weakest first: as a member of the account (which only delegates to the
 * account's IAM policies), as the role, or as this session.
 */
export type Grantee = 'nobody' | 'account' | 'principal' | 'session';

export interface PolicyVerdict {
  readonly explicitlyDenied: boolean;
  readonly allowedTo: Grantee;
}

const STRENGTH: Record<Grantee, number> = { nobody: 0, account: 1, principal: 2, session: 3 };

/** The stronger of two grantees. */
export function strongest(one: Grantee, other: Grantee): Grantee {
  return STRENGTH[other] > STRENGTH[one] ? other : one;
}

/**
 * Evaluates one document (IAM User Guide, "Policy evaluation logic"). Every matching statement counts; an explicit deny is
 * reported separately. A statement without principals (in an identity policy) applies to the caller.
 */
export function evaluatePolicy(document: PolicyDocument, question: PolicyQuestion): PolicyVerdict {
  let explicitlyDenied = false;
  let allowedTo: Grantee = 'nobody';
  for (const statement of document.statements) {
    const grantee = statement.principals === null ? 'principal' : granteeOf(statement.principals, question.caller);
    if (grantee === 'nobody' || !statementApplies(statement, question)) continue;
    if (statement.effect === 'Deny') explicitlyDenied = true;
    else allowedTo = strongest(allowedTo, grantee);
  }
  return { explicitlyDenied, allowedTo };
}

/** As whom a statement's principals name the caller. */
export function granteeOf(principals: StatementPrincipals, caller: Caller): Grantee {
  if (caller.kind === 'assumedRole' && principals.arns.has(caller.arn)) return 'session';
  if (principals.everyone || principals.arns.has(caller.principalArn))
    return caller.kind === 'root' ? 'account' : 'principal';
  return principals.arns.has(caller.accountRootArn) ? 'account' : 'nobody';
}

function statementApplies(statement: PolicyStatement, { action, resourceArn, context }: PolicyQuestion): boolean {
  if (statement.actions === null || statement.resources === null) return false;
  const name = action.toLowerCase();
  return (
    covers(statement.actions, (pattern) => matchesPattern(name, pattern.toLowerCase())) &&
    covers(statement.resources, (pattern) => {
      const resolved = substituteVariables(pattern, context);
      return resolved !== null && matchesPattern(resourceArn, resolved);
    }) &&
    statement.conditions.every((condition) => conditionHolds(condition, context))
  );
}

function covers(names: NamePatterns, matches: (pattern: string) => boolean): boolean {
  return names.patterns.some(matches) !== names.negated;
}
