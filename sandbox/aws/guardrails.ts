import { z } from 'zod';
import { ACCOUNT_ID } from './arn.ts';
import type { Denial, ExplicitDenial } from './denials.ts';
import type { Caller } from './identity.ts';
import type { DurableMap } from './journal.ts';
import { parsePolicyDocument, type PolicyDocument } from './policy-document.ts';
import { evaluatePolicy, type PolicyQuestion } from './policy-evaluation.ts';

/**
 * A policy for a whole account: a service control policy limits what its principals may do, a VPC endpoint policy what they
 * may do through their KMS endpoint, a resource control policy what anybody may do with its keys. None of them grants
 * anything. Explicit denials name `policyArn`.
 */
export const GuardrailDeclaration = z.strictObject({
  kind: z.enum(['scp', 'rcp', 'vpce']),
  accountId: z.string().regex(ACCOUNT_ID, 'must be a 12-digit account number'),
  policy: z.record(z.string(), z.unknown()),
  policyArn: z.string().startsWith('arn:').optional(),
  /** For a resource control policy: the organization whose roles see it named in denials. */
  organizationId: z.string().min(1).optional(),
});
export type GuardrailDeclaration = z.output<typeof GuardrailDeclaration>;
type GuardrailKind = GuardrailDeclaration['kind'];

/** Finds an account's guardrail of a kind. */
export interface Guardrails {
  find(kind: GuardrailKind, accountId: string): GuardrailDeclaration | undefined;
}

/** For evaluating key policies alone. */
export const NO_GUARDRAILS: Guardrails = { find: () => undefined };

/** The guardrails of all accounts: at most one of each kind per account. */
export interface GuardrailStore extends Guardrails {
  list(): GuardrailDeclaration[];
  /** Throws MalformedPolicyDocumentException for a document that isn't valid for its kind. */
  declare(guardrail: GuardrailDeclaration): void;
  remove(kind: string, accountId: string): boolean;
}

export function createGuardrailStore(guardrails: DurableMap<GuardrailDeclaration>): GuardrailStore {
  const idOf = (kind: string, accountId: string): string => `${kind}/${accountId}`;
  return {
    find: (kind, accountId) => guardrails.get(idOf(kind, accountId)),
    list: () => [...guardrails.values()],
    declare(guardrail) {
      parsedOnce(guardrail);
      guardrails.set(idOf(guardrail.kind, guardrail.accountId), guardrail);
    },
    remove(kind, accountId) {
      const existed = guardrails.get(idOf(kind, accountId)) !== undefined;
      guardrails.delete(idOf(kind, accountId));
      return existed;
    },
  };
}

/** The denials by the caller's VPC endpoint and organization. Both apply to an account's root too. */
export function denialsByCallerGuardrails(guardrails: Guardrails, question: PolicyQuestion): Denial[] {
  const endpoint = guardrails.find('vpce', question.caller.accountId);
  const byEndpoint = endpoint === undefined ? null : denyBy(endpoint, question);
  return [byEndpoint, denyByScp(guardrails, question)].filter((denial) => denial !== null);
}

/** Null, or the denial by the service control policy of the caller's account, for any service. */
export function denyByScp(guardrails: Guardrails, question: PolicyQuestion): Denial | null {
  const limit = guardrails.find('scp', question.caller.accountId);
  return limit === undefined ? null : denyBy(limit, question);
}

/**
 * Null, or the denial by the organization of the key owner. Every account has RCPFullAWSAccess, so that a resource control
 * policy can only deny explicitly; it doesn't apply to kms:RetireGrant (KMS Developer Guide).
 */
export function denyByOwnerGuardrail(
  guardrails: Guardrails,
  ownerAccountId: string,
  question: PolicyQuestion,
): ExplicitDenial | null {
  const limit = guardrails.find('rcp', ownerAccountId);
  if (limit === undefined || question.action === 'kms:RetireGrant') return null;
  const denial = denyBy(limit, question);
  return denial?.kind === 'explicit' ? denial : null;
}

/** Whether a caller of another account belongs to the organization whose resource control policy denies it. */
export function isSameOrganization(guardrails: Guardrails, ownerAccountId: string, caller: Caller): boolean {
  const organizationId = guardrails.find('rcp', ownerAccountId)?.organizationId;
  return caller.kind === 'assumedRole' && organizationId !== undefined && caller.role.organizationId === organizationId;
}

function denyBy(guardrail: GuardrailDeclaration, question: PolicyQuestion): Denial | null {
  const { kind, policyArn } = guardrail;
  const verdict = evaluatePolicy(parsedOnce(guardrail), question);
  if (verdict.explicitlyDenied) return { kind: 'explicit', policy: kind, policyArn };
  return verdict.allowedTo === 'nobody' ? { kind: 'implicit', policy: kind } : null;
}

const parsedDocuments = new WeakMap<object, PolicyDocument>();

/** A service control policy has no principal; the other two have one. */
function parsedOnce({ kind, policy }: GuardrailDeclaration): PolicyDocument {
  const parsed = parsedDocuments.get(policy) ?? parsePolicyDocument(policy, kind === 'scp' ? 'identity' : kind);
  parsedDocuments.set(policy, parsed);
  return parsed;
}
