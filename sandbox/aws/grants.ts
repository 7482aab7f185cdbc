import { randomBytes } from 'node:crypto';
import { formatRootArn } from './arn.ts';
import type { EncryptionContext } from './ciphertext.ts';
import type { Caller } from './identity.ts';
import type { DurableMap } from './journal.ts';
import { toEpochSeconds } from './key-record.ts';
import { granteeOf, strongest, type Grantee } from './policy-evaluation.ts';

/** What a grant may allow: permissions, so ReEncryptFrom and ReEncryptTo (KMS API Reference, CreateGrant). */
export const GRANTABLE_OPERATIONS = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'Sign',
  'Verify',
  'GetPublicKey',
  'CreateGrant',
  'RetireGrant',
  'DescribeKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateMac',
  'VerifyMac',
  'DeriveSharedSecret',
  'Encapsulate',
  'Decapsulate',
] as const;
export type GrantOperation = (typeof GRANTABLE_OPERATIONS)[number];

/** At most one of the two encryption contexts. `SourceArn` applies only to calls by AWS services, which never happen here. */
export interface GrantConstraints {
  readonly EncryptionContextEquals?: EncryptionContext | undefined;
  readonly EncryptionContextSubset?: EncryptionContext | undefined;
  readonly SourceArn?: string | undefined;
}

/** The operations and constraints of a grant. */
export interface GrantTerms {
  readonly operations: readonly GrantOperation[];
  readonly constraints: GrantConstraints | null;
}

/** A grant on a key. Principals are ARNs. Service principals can be named, but never call. */
export interface Grant extends GrantTerms {
  readonly grantId: string;
  readonly keyArn: string;
  readonly name: string | null;
  readonly createdAt: number;
  readonly granteePrincipal: string | null;
  readonly retiringPrincipal: string | null;
  readonly granteeServicePrincipal: string | null;
  readonly retiringServicePrincipal: string | null;
  readonly issuingAccountId: string;
}

/** A call to check against grants; for CreateGrant, `createdGrant` has the terms of the requested grant. */
export interface GrantUse {
  readonly caller: Caller;
  readonly operation: string;
  readonly encryptionContext: EncryptionContext | undefined;
  readonly createdGrant: GrantTerms | undefined;
}

/** The grants of all keys. They are deleted with their key. */
export interface GrantStore {
  ofKey(keyArn: string): readonly Grant[];
  all(): Grant[];
  add(grant: Grant): void;
  remove(grant: Grant): void;
  forgetKey(keyArn: string): void;
}

export function createGrantStore(grantsByKey: DurableMap<readonly Grant[]>): GrantStore {
  const ofKey = (keyArn: string): readonly Grant[] => grantsByKey.get(keyArn) ?? [];
  return {
    ofKey,
    all: () => [...grantsByKey.values()].flat(),
    add: (grant) => grantsByKey.set(grant.keyArn, [...ofKey(grant.keyArn), grant]),
    remove({ keyArn, grantId }) {
      grantsByKey.set(
        keyArn,
        ofKey(keyArn).filter((grant) => grant.grantId !== grantId),
      );
    },
    forgetKey: (keyArn) => grantsByKey.delete(keyArn),
  };
}

export function newGrantId(): string {
  return randomBytes(32).toString('hex');
}

/** A new grant token: every CreateGrant returns a different one, and all of them identify the grant. */
export function newGrantToken({ keyArn, grantId }: Pick<Grant, 'keyArn' | 'grantId'>): string {
  return Buffer.from(JSON.stringify([keyArn, grantId, randomBytes(24).toString('hex')])).toString('base64');
}

/** The grant that a token identifies; null if it isn't a token of the sandbox. */
export function parseGrantToken(token: string): Pick<Grant, 'keyArn' | 'grantId'> | null {
  try {
    const [keyArn, grantId] = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as unknown[];
    return typeof keyArn === 'string' && typeof grantId === 'string' ? { keyArn, grantId } : null;
  } catch {
    return null;
  }
}

/**
 * As whom the grants of a key allow an operation to a caller, like an Allow in the key policy would (KMS Developer Guide,
 * "Grants in AWS KMS"). A grant to an account's root also needs that account's IAM policies.
 */
export function grantedTo(grants: readonly Grant[], use: GrantUse): Grantee {
  return grants
    .filter((grant) => allows(grant, use))
    .map((grant) => namedAs(grant.granteePrincipal, use.caller))
    .reduce(strongest, 'nobody');
}

/**
 * Who may retire a grant: its retiring principal, its grantee if the grant says so, and the account that issued it
 * (KMS Developer Guide, "Retiring and revoking grants").
 */
export function retirableBy(grant: Grant, caller: Caller): Grantee {
  return [
    namedAs(grant.retiringPrincipal, caller),
    grant.operations.includes('RetireGrant') ? namedAs(grant.granteePrincipal, caller) : 'nobody',
    namedAs(formatRootArn(grant.issuingAccountId), caller),
  ].reduce(strongest, 'nobody');
}

/** An entry of ListGrants with the members that AWS sends: a missing name is empty, the account is its root ARN. */
export function describeGrant(grant: Grant): Record<string, unknown> {
  const { constraints, granteePrincipal, granteeServicePrincipal, retiringPrincipal, retiringServicePrincipal } = grant;
  return {
    ...(constraints !== null && { Constraints: constraints }),
    CreationDate: toEpochSeconds(grant.createdAt),
    GrantId: grant.grantId,
    ...(granteePrincipal !== null && { GranteePrincipal: granteePrincipal }),
    ...(granteeServicePrincipal !== null && { GranteeServicePrincipal: granteeServicePrincipal }),
    IssuingAccount: formatRootArn(grant.issuingAccountId),
    KeyId: grant.keyArn,
    Name: grant.name ?? '',
    Operations: grant.operations,
    ...(retiringPrincipal !== null && { RetiringPrincipal: retiringPrincipal }),
    ...(retiringServicePrincipal !== null && { RetiringServicePrincipal: retiringServicePrincipal }),
  };
}

function namedAs(principal: string | null, caller: Caller): Grantee {
  return principal === null ? 'nobody' : granteeOf(principal, caller);
}

// Requests without an encryption context, to which constraints on it don't apply.
const WITHOUT_CONTEXT: readonly string[] = ['DescribeKey', 'RetireGrant'];

function allows(grant: Grant, { operation, encryptionContext, createdGrant }: GrantUse): boolean {
  if (!grant.operations.some((granted) => granted === operation)) return false;
  if (WITHOUT_CONTEXT.includes(operation)) return true;
  return createdGrant === undefined
    ? admits(grant.constraints, encryptionContext ?? {})
    : isNarrower(createdGrant, grant);
}

function admits(constraints: GrantConstraints | null, context: EncryptionContext): boolean {
  const { EncryptionContextEquals: exact, EncryptionContextSubset: subset } = constraints ?? {};
  return (exact === undefined || isSame(exact, context)) && (subset === undefined || holds(context, subset));
}

/** A grant created through a grant may allow no more operations, and its constraints must be at least as strict. */
function isNarrower(child: GrantTerms, parent: GrantTerms): boolean {
  const { EncryptionContextEquals: exact, EncryptionContextSubset: subset } = child.constraints ?? {};
  const parentExact = parent.constraints?.EncryptionContextEquals;
  const parentSubset = parent.constraints?.EncryptionContextSubset;
  return (
    child.operations.every((operation) => parent.operations.includes(operation)) &&
    (parentExact === undefined || (exact !== undefined && isSame(exact, parentExact))) &&
    (parentSubset === undefined || holds(exact ?? subset ?? {}, parentSubset))
  );
}

function isSame(one: EncryptionContext, other: EncryptionContext): boolean {
  return holds(one, other) && holds(other, one);
}

function holds(context: EncryptionContext, pairs: EncryptionContext): boolean {
  return Object.entries(pairs).every(([name, value]) => Object.hasOwn(context, name) && context[name] === value);
}
