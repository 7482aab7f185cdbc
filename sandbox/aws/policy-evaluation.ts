import type { Caller } from './identity.ts';
import { conditionHolds } from './policy-conditions.ts';
import type { Names, PolicyDocument, PolicyStatement, StatementPrincipals } from './policy-document.ts';
import { matchesPattern } from './policy-patterns.ts';
import { resolvePattern, type RequestContext } from './policy-variables.ts';

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
    const grantee = statement.principals === null ? 'principal' : coveredAs(statement.principals, question.caller);
    if (grantee === 'nobody' || !statementApplies(statement, question)) continue;
    if (statement.effect === 'Deny') explicitlyDenied = true;
    else allowedTo = strongest(allowedTo, grantee);
  }
  return { explicitlyDenied, allowedTo };
}

/** As whom a principal ARN names the caller. */
export function granteeOf(principalArn: string, caller: Caller): Grantee {
  if (principalArn === caller.accountRootArn) return 'account';
  if (principalArn === caller.principalArn) return 'principal';
  return principalArn === caller.arn ? 'session' : 'nobody';
}

/**
 * As whom a statement covers the caller. A principal of `*` names the session itself, which implicit denies by a permissions
 * boundary or session policy don't limit (IAM User Guide, "IAM role principals").
 */
function coveredAs({ negated, everyone, arns }: StatementPrincipals, caller: Caller): Grantee {
  if (negated) return everyone || isExempt(arns, caller) ? 'nobody' : 'principal';
  if (everyone) return caller.kind === 'root' ? 'account' : 'session';
  return [...arns].map((arn) => granteeOf(arn, caller)).reduce(strongest, 'nobody');
}

/**
 * Whether NotPrincipal exempts the caller: it must name the account and, for a role session, also the role; a role with a
 * permissions boundary is never exempt (IAM User Guide, "NotPrincipal"). That the account alone isn't enough is an assumption.
 */
function isExempt(arns: ReadonlySet<string>, caller: Caller): boolean {
  if (!arns.has(caller.accountRootArn)) return false;
  return caller.kind === 'root' || (!caller.permissionsBoundary && arns.has(caller.principalArn));
}

function statementApplies(statement: PolicyStatement, { action, resourceArn, context }: PolicyQuestion): boolean {
  if (statement.actions === null || statement.resources === null) return false;
  const name = action.toLowerCase();
  return (
    covers(statement.actions, (pattern) => matchesPattern(name, pattern)) &&
    covers(statement.resources, (resource) => {
      const pattern = resolvePattern(resource, context);
      return pattern !== null && matchesPattern(resourceArn, pattern);
    }) &&
    statement.conditions.every((condition) => conditionHolds(condition, context))
  );
}

function covers<T>({ negated, patterns }: Names<T>, matches: (pattern: T) => boolean): boolean {
  return patterns.some(matches) !== negated;
}
