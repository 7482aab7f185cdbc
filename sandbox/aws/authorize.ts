import { denialMessage, type Denial, type PolicyType } from './denials.ts';
import { AwsError } from './errors.ts';
import { denyByCallerGuardrails, denyByOwnerGuardrail, isInsider, type Guardrails } from './guardrails.ts';
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

/** Where AWS does not document which policy a caller of another account is told about. */
export type DenialWording = Pick<Settings, 'identityDenialReadsAsCatchAll' | 'rcpDenialReadsAsCatchAll'>;

/** A call on one key, or on a key that is not there (`keyPolicy: null`). */
export interface KeyAccess extends PolicyQuestion {
  readonly ownerAccountId: string;
  readonly keyPolicy: PolicyDocument | null;
  /** To whom the key's grants give the action. */
  readonly grantedTo: Grantee;
  /** Operations outside KMS's cross-account list have no effect for foreign callers, whatever the key policy says. */
  readonly crossAccount: boolean;
  readonly foundBy: 'keyId' | 'ciphertext';
  readonly guardrails: Guardrails;
  readonly wording: DenialWording;
}

const NOTHING: PolicyVerdict = { explicitlyDenied: false, allowedTo: 'nobody' };

/**
 * Decides one call on a key (KMS Developer Guide, "Determine if a KMS key can be accessed" and "Allowing users in other
 * accounts"). Another account's caller needs the key policy and its own IAM policy; an own caller needs the key policy,
 * which names it or delegates to IAM through the account root. A grant counts as an Allow of the key policy does, and one
 * that names the caller needs no IAM policy even in another account ("Troubleshooting AWS KMS permissions").
 * Throws AccessDeniedException in AWS's words.
 */
export function authorizeKeyAccess(access: KeyAccess): void {
  const denial = denyKeyAccess(access);
  if (denial === null) return;
  const request = { callerArn: access.caller.arn, action: access.action, resourceArn: access.resourceArn };
  throw new AwsError('AccessDeniedException', denialMessage(request, denial));
}

/** Null when the call is allowed, otherwise why not. */
export function denyKeyAccess(access: KeyAccess): Denial | null {
  const isOwn = access.caller.accountId === access.ownerAccountId;
  return (
    denyByCallerGuardrails(access.guardrails, access) ?? (isOwn ? denyOwnCaller(access) : denyForeignCaller(access))
  );
}

/** Decides a call on no key (CreateKey, ListKeys, sts:AssumeRole of a role): the caller's own policies alone. */
export function authorizeByIdentity(
  question: PolicyQuestion & { nameResource: boolean; guardrails: Guardrails },
): void {
  const denial = denyByCallerGuardrails(question.guardrails, question) ?? denyByOwnPolicies(question);
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
  const own = byGrantItself(access) ? denyDespiteGrant(access) : denyByOwnPolicies(access);
  if (own === null) return denyByOwner(access);
  return namesIdentityPolicy(own) && access.wording.identityDenialReadsAsCatchAll ? catchAll(access) : own;
}

function denyByOwner(access: KeyAccess): Denial | null {
  const { keyPolicy, guardrails, ownerAccountId, caller, wording } = access;
  if (keyPolicy === null || !access.crossAccount) return catchAll(access);
  const byOrganization = denyByOwnerGuardrail(guardrails, ownerAccountId, access);
  if (byOrganization !== null) {
    const isTold = !wording.rcpDenialReadsAsCatchAll || isInsider(guardrails, ownerAccountId, caller);
    return isTold ? byOrganization : catchAll(access);
  }
  const verdict = evaluatePolicy(keyPolicy, access);
  const isShared = strongest(verdict.allowedTo, access.grantedTo) !== 'nobody';
  return isShared && !verdict.explicitlyDenied ? null : catchAll(access);
}

function catchAll({ foundBy }: KeyAccess): Denial {
  return { kind: 'onlyCatchAll', foundBy };
}

/** The role's own policy does not have the action at all, rather than forbidding it. */
function namesIdentityPolicy(denial: Denial): boolean {
  return denial.kind === 'implicit' && denial.policy === 'identity';
}

function byGrantItself({ grantedTo }: KeyAccess): boolean {
  return grantedTo === 'principal' || grantedTo === 'session';
}

function denyDespiteGrant(access: KeyAccess): Denial | null {
  const { caller, grantedTo } = access;
  if (caller.kind === 'root') return null;
  return explicitOwnDeny(access, caller) ?? (grantedTo === 'session' ? null : missingInLimits(access, caller));
}

function denyOwnCaller(access: KeyAccess): Denial | null {
  const { caller } = access;
  if (access.keyPolicy === null) return catchAll(access);
  const byOrganization = denyByOwnerGuardrail(access.guardrails, access.ownerAccountId, access);
  if (byOrganization !== null) return byOrganization;
  const verdict = evaluatePolicy(access.keyPolicy, access);
  if (verdict.explicitlyDenied) return { kind: 'explicit', policy: 'resource' };
  if (caller.kind === 'assumedRole') {
    const denied = explicitOwnDeny(access, caller);
    if (denied !== null) return denied;
  }
  switch (strongest(verdict.allowedTo, access.grantedTo)) {
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
