import { denialMessage, type Denial, type PolicyType } from './denials.ts';
import { AwsError } from './errors.ts';
import { denyByCallerGuardrails, denyByOwnerGuardrail, isSameOrganization, type Guardrails } from './guardrails.ts';
import type { RoleCaller } from './identity.ts';
import {
  evaluatePolicy,
  strongest,
  type Grantee,
  type PolicyQuestion,
  type PolicyVerdict,
} from './policy-evaluation.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { Settings } from './settings.ts';

/** Settings for what AWS doesn't document: which policy a denial names to a caller of another account. */
export type DenialWording = Pick<Settings, 'identityDenialReadsAsCatchAll' | 'rcpDenialReadsAsCatchAll'>;

/** A call on a key, or on a key that doesn't exist (`keyPolicy: null`). */
export interface KeyAccess extends PolicyQuestion {
  readonly ownerAccountId: string;
  readonly keyPolicy: PolicyDocument | null;
  /** To whom the key's grants allow the action. */
  readonly grantedTo: Grantee;
  /** Whether KMS supports the operation across accounts; if not, the key policy can't allow it to other accounts. */
  readonly crossAccount: boolean;
  readonly foundBy: 'keyId' | 'ciphertext';
  readonly guardrails: Guardrails;
  readonly wording: DenialWording;
}

const NOTHING: PolicyVerdict = { explicitlyDenied: false, allowedTo: 'nobody' };

/**
 * Authorizes a call on a key, or throws AccessDeniedException (KMS Developer Guide, "Determine if a KMS key can be accessed").
 * A cross-account caller needs the key policy and its own IAM policy; in the key's account, a key policy that names only the
 * account delegates to IAM. A grant counts like an Allow in the key policy; if it names the caller, no IAM policy is needed.
 */
export function authorizeKeyAccess(access: KeyAccess): void {
  const denial = denyKeyAccess(access);
  if (denial === null) return;
  const request = { callerArn: access.caller.arn, action: access.action, resourceArn: access.resourceArn };
  throw new AwsError('AccessDeniedException', denialMessage(request, denial));
}

/** Null if the call is allowed, otherwise the reason. */
export function denyKeyAccess(access: KeyAccess): Denial | null {
  const isSameAccount = access.caller.accountId === access.ownerAccountId;
  return (
    denyByCallerGuardrails(access.guardrails, access) ??
    (isSameAccount ? denySameAccount(access) : denyCrossAccount(access))
  );
}

/** Authorizes a call that isn't about a key (CreateKey, ListKeys, sts:AssumeRole) by the caller's own policies. */
export function authorizeByIdentity(
  question: PolicyQuestion & { nameResource: boolean; guardrails: Guardrails },
): void {
  const denial = denyByCallerGuardrails(question.guardrails, question) ?? denyByCallerPolicies(question);
  if (denial === null) return;
  const { caller, action, resourceArn, nameResource } = question;
  const request = { callerArn: caller.arn, action, resourceArn: nameResource ? resourceArn : undefined };
  throw new AwsError('AccessDeniedException', denialMessage(request, denial));
}

/** Null, or why the caller's policies (identity, boundary, session) don't allow the request. */
export function denyByCallerPolicies(question: PolicyQuestion): Denial | null {
  if (question.caller.kind === 'root') return null;
  return (
    explicitCallerDeny(question, question.caller) ??
    (evaluateOptional(question.caller.identityPolicy, question).allowedTo === 'nobody' ? implicit('identity') : null) ??
    implicitLimitDeny(question, question.caller)
  );
}

function denyCrossAccount(access: KeyAccess): Denial | null {
  // AWS names denials by the caller's own policies; for any denial by the key owner it sends only the catch-all.
  const own = isGrantedToCaller(access) ? denyDespiteGrant(access) : denyByCallerPolicies(access);
  if (own === null) return denyByOwner(access);
  return namesIdentityPolicy(own) && access.wording.identityDenialReadsAsCatchAll ? catchAll(access) : own;
}

function denyByOwner(access: KeyAccess): Denial | null {
  const { keyPolicy, guardrails, ownerAccountId, caller, wording } = access;
  if (keyPolicy === null || !access.crossAccount) return catchAll(access);
  const byOrganization = denyByOwnerGuardrail(guardrails, ownerAccountId, access);
  if (byOrganization !== null) {
    const namesPolicy = !wording.rcpDenialReadsAsCatchAll || isSameOrganization(guardrails, ownerAccountId, caller);
    return namesPolicy ? byOrganization : catchAll(access);
  }
  const verdict = evaluatePolicy(keyPolicy, access);
  const isShared = strongest(verdict.allowedTo, access.grantedTo) !== 'nobody';
  return isShared && !verdict.explicitlyDenied ? null : catchAll(access);
}

function catchAll({ foundBy }: KeyAccess): Denial {
  return { kind: 'onlyCatchAll', foundBy };
}

/** Whether the role's identity policy doesn't mention the action, rather than denying it explicitly. */
function namesIdentityPolicy(denial: Denial): boolean {
  return denial.kind === 'implicit' && denial.policy === 'identity';
}

function isGrantedToCaller({ grantedTo }: KeyAccess): boolean {
  return grantedTo === 'principal' || grantedTo === 'session';
}

function denyDespiteGrant(access: KeyAccess): Denial | null {
  const { caller, grantedTo } = access;
  if (caller.kind === 'root') return null;
  return explicitCallerDeny(access, caller) ?? (grantedTo === 'session' ? null : implicitLimitDeny(access, caller));
}

function denySameAccount(access: KeyAccess): Denial | null {
  const { caller } = access;
  if (access.keyPolicy === null) return catchAll(access);
  const byOrganization = denyByOwnerGuardrail(access.guardrails, access.ownerAccountId, access);
  if (byOrganization !== null) return byOrganization;
  const verdict = evaluatePolicy(access.keyPolicy, access);
  if (verdict.explicitlyDenied) return { kind: 'explicit', policy: 'resource' };
  if (caller.kind === 'assumedRole') {
    const denied = explicitCallerDeny(access, caller);
    if (denied !== null) return denied;
  }
  switch (strongest(verdict.allowedTo, access.grantedTo)) {
    case 'nobody':
      return implicit('resource');
    case 'account':
      return denyByCallerPolicies(access);
    case 'principal':
      return caller.kind === 'root' ? null : implicitLimitDeny(access, caller);
    case 'session':
      // Implicit denies by a boundary or session policy don't limit an Allow to the session itself (IAM User Guide,
      // "Policy evaluation logic").
      return null;
  }
}

function explicitCallerDeny(question: PolicyQuestion, caller: RoleCaller): Denial | null {
  const policies: [PolicyType, PolicyDocument | null][] = [
    ['identity', caller.identityPolicy],
    ['boundary', caller.permissionsBoundary],
    ['session', caller.sessionPolicy],
  ];
  const denying = policies.find(([, document]) => evaluateOptional(document, question).explicitlyDenied);
  return denying === undefined ? null : { kind: 'explicit', policy: denying[0] };
}

/** A boundary or session policy grants nothing, but if there is one it must also allow the action. */
function implicitLimitDeny(question: PolicyQuestion, caller: RoleCaller): Denial | null {
  const { permissionsBoundary, sessionPolicy } = caller;
  if (permissionsBoundary !== null && evaluatePolicy(permissionsBoundary, question).allowedTo === 'nobody') {
    return implicit('boundary');
  }
  if (sessionPolicy !== null && evaluatePolicy(sessionPolicy, question).allowedTo === 'nobody')
    return implicit('session');
  return null;
}

function evaluateOptional(document: PolicyDocument | null, question: PolicyQuestion): PolicyVerdict {
  return document === null ? NOTHING : evaluatePolicy(document, question);
}

function implicit(policy: PolicyType): Denial {
  return { kind: 'implicit', policy };
}
