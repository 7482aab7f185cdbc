import { denialMessage, type Denial, type ExplicitDenial, type PolicyType } from './denials.ts';
import { AwsError } from './errors.ts';
import { denialsByCallerGuardrails, denyByOwnerGuardrail, isSameOrganization, type Guardrails } from './guardrails.ts';
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

/**
 * Null if the call is allowed, otherwise the reason. AWS names only one, and looks for an explicit deny in all policies
 * before it asks which of them allow the request (IAM User Guide, "How AWS enforcement code logic evaluates requests").
 * That this also holds for the key owner's policies if the caller is of another account is an assumption.
 */
export function denyKeyAccess(access: KeyAccess): Denial | null {
  const byGuardrails = denialsByCallerGuardrails(access.guardrails, access);
  const isSameAccount = access.caller.accountId === access.ownerAccountId;
  const explicit = isSameAccount
    ? (explicitOwnerDeny(access) ?? explicitCallerDeny(access))
    : (explicitCallerDeny(access) ?? explicitForeignOwnerDeny(access));
  return (
    byGuardrails.find(isExplicit) ??
    explicit ??
    byGuardrails[0] ??
    (isSameAccount ? implicitDenyInAccount(access) : implicitDenyAcrossAccounts(access))
  );
}

/** Authorizes a call that isn't about a key (CreateKey, ListKeys) by the caller's own policies. */
export function authorizeByIdentity(
  question: PolicyQuestion & { nameResource: boolean; guardrails: Guardrails },
): void {
  const denial = denyByIdentity(question, denialsByCallerGuardrails(question.guardrails, question));
  if (denial === null) return;
  const { caller, action, resourceArn, nameResource } = question;
  const request = { callerArn: caller.arn, action, resourceArn: nameResource ? resourceArn : undefined };
  throw new AwsError('AccessDeniedException', denialMessage(request, denial));
}

/** Null, or why the caller's guardrails and own policies (identity, boundary, session) don't allow a request. */
export function denyByIdentity(question: PolicyQuestion, byGuardrails: readonly Denial[]): Denial | null {
  return (
    byGuardrails.find(isExplicit) ?? explicitCallerDeny(question) ?? byGuardrails[0] ?? implicitCallerDeny(question)
  );
}

/** For a caller of another account, AWS names denials by the caller's own policies; all others are the catch-all. */
function implicitDenyAcrossAccounts(access: KeyAccess): Denial | null {
  const { grantedTo, keyPolicy, crossAccount, wording } = access;
  const isGrantedToCaller = grantedTo === 'principal' || grantedTo === 'session';
  const own = isGrantedToCaller ? implicitDenyDespite(grantedTo, access) : implicitCallerDeny(access);
  if (own !== null) {
    return namesIdentityPolicy(own) && wording.identityDenialReadsAsCatchAll ? catchAll(access) : own;
  }
  if (keyPolicy === null || !crossAccount) return catchAll(access);
  const allowedTo = strongest(evaluatePolicy(keyPolicy, access).allowedTo, grantedTo);
  return allowedTo === 'nobody' ? catchAll(access) : null;
}

/** An explicit deny by the key owner, as a caller of another account sees it. */
function explicitForeignOwnerDeny(access: KeyAccess): Denial | null {
  const { guardrails, ownerAccountId, caller, wording } = access;
  const denial = access.crossAccount ? explicitOwnerDeny(access) : null;
  if (denial === null || denial.policy === 'resource') return denial && catchAll(access);
  const namesPolicy = !wording.rcpDenialReadsAsCatchAll || isSameOrganization(guardrails, ownerAccountId, caller);
  return namesPolicy ? denial : catchAll(access);
}

function explicitOwnerDeny(access: KeyAccess): ExplicitDenial | null {
  const { keyPolicy, guardrails, ownerAccountId } = access;
  if (keyPolicy === null) return null;
  const byOrganization = denyByOwnerGuardrail(guardrails, ownerAccountId, access);
  if (byOrganization !== null) return byOrganization;
  return evaluatePolicy(keyPolicy, access).explicitlyDenied ? { kind: 'explicit', policy: 'resource' } : null;
}

function implicitDenyInAccount(access: KeyAccess): Denial | null {
  if (access.keyPolicy === null) return catchAll(access);
  const allowedTo = strongest(evaluatePolicy(access.keyPolicy, access).allowedTo, access.grantedTo);
  if (allowedTo === 'nobody') return implicit('resource');
  return allowedTo === 'account' ? implicitCallerDeny(access) : implicitDenyDespite(allowedTo, access);
}

function catchAll({ foundBy }: KeyAccess): Denial {
  return { kind: 'onlyCatchAll', foundBy };
}

/** Whether the role's identity policy doesn't mention the action, rather than denying it explicitly. */
function namesIdentityPolicy(denial: Denial): boolean {
  return denial.kind === 'implicit' && denial.policy === 'identity';
}

function explicitCallerDeny(question: PolicyQuestion): ExplicitDenial | null {
  const { caller } = question;
  if (caller.kind === 'root') return null;
  const policies: [PolicyType, PolicyDocument | null][] = [
    ['identity', caller.identityPolicy],
    ['boundary', caller.permissionsBoundary],
    ['session', caller.sessionPolicy],
  ];
  const denying = policies.find(([, document]) => evaluateOptional(document, question).explicitlyDenied);
  return denying === undefined ? null : { kind: 'explicit', policy: denying[0] };
}

function implicitCallerDeny(question: PolicyQuestion): Denial | null {
  const { caller } = question;
  if (caller.kind === 'root') return null;
  if (evaluateOptional(caller.identityPolicy, question).allowedTo === 'nobody') return implicit('identity');
  return implicitDenyDespite('principal', question);
}

/**
 * A boundary or session policy grants nothing, but if there is one it must also allow the action. They don't limit an Allow
 * to the session itself (IAM User Guide, "Policy evaluation logic").
 */
function implicitDenyDespite(allowedTo: 'principal' | 'session', question: PolicyQuestion): Denial | null {
  const { caller } = question;
  if (caller.kind === 'root' || allowedTo === 'session') return null;
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

function isExplicit({ kind }: Denial): boolean {
  return kind === 'explicit';
}

function implicit(policy: PolicyType): Denial {
  return { kind: 'implicit', policy };
}
