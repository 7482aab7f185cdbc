import { denialMessage, type Denial, type PolicyType } from './denials.ts';
import { AwsError } from './errors.ts';
import type { RoleCaller } from './identity.ts';
import { evaluatePolicy, type PolicyQuestion, type PolicyVerdict } from './policy-evaluation.ts';
import type { PolicyDocument } from './policy-document.ts';

/** A call on one key, or on a key that is not there (`keyPolicy: null`). */
export interface KeyAccess extends PolicyQuestion {
  readonly ownerAccountId: string;
  readonly keyPolicy: PolicyDocument | null;
  /** Operations outside KMS's cross-account list have no effect for foreign callers, whatever the key policy says. */
  readonly crossAccount: boolean;
  readonly foundBy: 'keyId' | 'ciphertext';
}

const NOTHING: PolicyVerdict = { explicitlyDenied: false, allowedTo: 'nobody' };

/**
 * Decides one call on a key (KMS Developer Guide, "Determine if a KMS key can be accessed" and "Allowing users in other
 * accounts"). Another account's caller needs the key policy and its own IAM policy; an own caller needs the key policy,
 * which names it or delegates to IAM through the account root. Throws AccessDeniedException in AWS's words.
 */
export function authorizeKeyAccess(access: KeyAccess): void {
  const denial = denyKeyAccess(access);
  if (denial === null) return;
  const request = { callerArn: access.caller.arn, action: access.action, resourceArn: access.resourceArn };
  throw new AwsError('AccessDeniedException', denialMessage(request, denial));
}

/** Null when the call is allowed, otherwise why not. */
export function denyKeyAccess(access: KeyAccess): Denial | null {
  return access.caller.accountId === access.ownerAccountId ? denyOwnCaller(access) : denyForeignCaller(access);
}

/** Decides a call on no key (CreateKey, ListKeys, sts:AssumeRole of a role): the caller's own policies alone. */
export function authorizeByIdentity(question: PolicyQuestion & { nameResource: boolean }): void {
  const denial = denyByOwnPolicies(question);
  if (denial === null) return;
  const { caller, action, resourceArn, nameResource } = question;
  const request = { callerArn: caller.arn, action, resourceArn: nameResource ? resourceArn : undefined };
  throw new AwsError('AccessDeniedException', denialMessage(request, denial));
}

/** Null, or why the caller's own policies (identity, boundary, session) do not allow the request. */
export function denyByOwnPolicies(question: PolicyQuestion): Denial | null {
  if (question.caller.kind === 'root') return null;
  return (
    explicitOwnDeny(question, question.caller) ??
    (askOptional(question.caller.identityPolicy, question).allowedTo === 'nobody' ? implicit('identity') : null) ??
    missingInLimits(question, question.caller)
  );
}

function denyForeignCaller(access: KeyAccess): Denial | null {
  // The caller's side is judged first, so its own denials are named; of the owner's side AWS says only the catch-all.
  const own = denyByOwnPolicies(access);
  if (own !== null) return own;
  const verdict = askOptional(access.keyPolicy, access);
  const allowed = access.crossAccount && verdict.allowedTo !== 'nobody' && !verdict.explicitlyDenied;
  return allowed ? null : { kind: 'onlyCatchAll', foundBy: access.foundBy };
}

function denyOwnCaller(access: KeyAccess): Denial | null {
  const { caller } = access;
  if (access.keyPolicy === null) return { kind: 'onlyCatchAll', foundBy: access.foundBy };
  const verdict = evaluatePolicy(access.keyPolicy, access);
  if (verdict.explicitlyDenied) return { kind: 'explicit', policy: 'resource' };
  if (caller.kind === 'assumedRole') {
    const denied = explicitOwnDeny(access, caller);
    if (denied !== null) return denied;
  }
  switch (verdict.allowedTo) {
    case 'nobody':
      return implicit('resource');
    case 'account':
      return denyByOwnPolicies(access);
    case 'principal':
      return caller.kind === 'root' ? null : missingInLimits(access, caller);
    case 'session':
      // An Allow to the session itself is not limited by implicit denies of a boundary or session policy (IAM,
      // "Policy evaluation logic": resource-based policies).
      return null;
  }
}

function explicitOwnDeny(question: PolicyQuestion, caller: RoleCaller): Denial | null {
  const policies: [PolicyType, PolicyDocument | null][] = [
    ['identity', caller.identityPolicy],
    ['boundary', caller.permissionsBoundary],
    ['session', caller.sessionPolicy],
  ];
  const denying = policies.find(([, document]) => askOptional(document, question).explicitlyDenied);
  return denying === undefined ? null : { kind: 'explicit', policy: denying[0] };
}

/** A boundary and a session policy give nothing; where there is one, it must also allow. */
function missingInLimits(question: PolicyQuestion, caller: RoleCaller): Denial | null {
  const { permissionsBoundary, sessionPolicy } = caller;
  if (permissionsBoundary !== null && evaluatePolicy(permissionsBoundary, question).allowedTo === 'nobody') {
    return implicit('boundary');
  }
  if (sessionPolicy !== null && evaluatePolicy(sessionPolicy, question).allowedTo === 'nobody')
    return implicit('session');
  return null;
}

function askOptional(document: PolicyDocument | null, question: PolicyQuestion): PolicyVerdict {
  return document === null ? NOTHING : evaluatePolicy(document, question);
}

function implicit(policy: PolicyType): Denial {
  return { kind: 'implicit', policy };
}
