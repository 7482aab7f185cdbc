import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ACCOUNT_ID, formatRootArn } from './arn.ts';
import { AwsError } from './errors.ts';
import type { DurableMap } from './journal.ts';
import { parsePolicyDocument, type PolicyDocument } from './policy-document.ts';
import type { CredentialScope } from './sigv4.ts';

const PolicyJson = z.record(z.string(), z.unknown());
const AccountId = z.string().regex(ACCOUNT_ID, 'must be a 12-digit account number');

/**
 * A role as declared through the control API. `trustedAccounts` is its trust policy; without `identityPolicy` it has no
 * permissions, as in AWS. `maxSessionSeconds` is MaxSessionDuration (IAM default: 3600).
 */
export const RoleDeclaration = z.strictObject({
  arn: z.string().regex(/^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'must be a role ARN'),
  trustedAccounts: z.array(AccountId).min(1),
  externalId: z.string().min(2).optional(),
  identityPolicy: PolicyJson.optional(),
  permissionsBoundary: PolicyJson.optional(),
  maxSessionSeconds: z.int().min(3600).max(43_200).default(3600),
  organizationId: z.string().min(1).optional(),
});
export type RoleDeclaration = z.output<typeof RoleDeclaration>;

/** Who signed a request. Denials name `arn`; policies compare `principalArn` (for a session, its role). */
export type Caller = RootCaller | RoleCaller;

interface CallerBase {
  readonly accountId: string;
  readonly accountRootArn: string;
  readonly arn: string;
  readonly principalArn: string;
  readonly userId: string;
}

export interface RootCaller extends CallerBase {
  readonly kind: 'root';
}

/** A null boundary or session policy limits nothing; a null identity policy allows nothing. */
export interface RoleCaller extends CallerBase {
  readonly kind: 'assumedRole';
  readonly role: RoleDeclaration;
  readonly identityPolicy: PolicyDocument | null;
  readonly permissionsBoundary: PolicyDocument | null;
  readonly sessionPolicy: PolicyDocument | null;
  readonly sessionIssuedAt: number | undefined;
}

/**
 * Temporary credentials from AssumeRole. `expiresAt` is real time: STS ignores the sandbox clock. `issuedAt` is on the sandbox
 * clock, because only policies compare it; state written by an older version doesn't have it.
 */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sessionPolicy: string | null;
  readonly issuedAt?: number;
  readonly expiresAt: number;
}

export interface IdentityStore {
  readonly roles: DurableMap<RoleDeclaration>;
  readonly sessions: DurableMap<Session>;
}

/**
 * Identifies who signed a request: an access key id of 12 digits is the root of that account, an ASIA… one a session.
 * Throws UnrecognizedClientException for an unknown key, a wrong token or a removed role, ExpiredTokenException for an
 * expired session (messages from KMS and DynamoDB field reports).
 */
export function identifyCaller(scope: CredentialScope, store: IdentityStore, realNow: number): Caller {
  if (ACCOUNT_ID.test(scope.accessKeyId)) return rootCaller(scope.accessKeyId);
  const session = store.sessions.get(scope.accessKeyId);
  const role = session && store.roles.get(session.roleArn);
  if (!session || !role || session.sessionToken !== scope.sessionToken) {
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  if (session.expiresAt <= realNow) {
    throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  return roleCaller(role, session);
}

export function rootCaller(accountId: string): RootCaller {
  const arn = formatRootArn(accountId);
  return { kind: 'root', accountId, accountRootArn: arn, arn, principalArn: arn, userId: accountId };
}

/** A new session of a role, with credentials in AWS's format. */
export function openSession(
  role: RoleDeclaration,
  sessionName: string,
  sessionPolicy: string | null,
  { issuedAt, expiresAt }: { issuedAt: number; expiresAt: number },
): Session {
  return {
    accessKeyId: `ASIA${randomBase32(16)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(180).toString('base64'),
    roleArn: role.arn,
    sessionName,
    sessionPolicy,
    issuedAt,
    expiresAt,
  };
}

/** `AROA…:<session name>`, AWS's id of an assumed role; always the same for one role. */
export function assumedRoleId(role: RoleDeclaration, sessionName: string): string {
  const digest = createHash('sha256').update(role.arn).digest();
  return `AROA${toBase32(digest.subarray(0, 16))}:${sessionName}`;
}

/** The session ARN, which doesn't include the role's path (IAM User Guide, "IAM identifiers"). */
export function assumedRoleArn(role: RoleDeclaration, sessionName: string): string {
  const [, partition = 'aws', , , accountId = '', resource = ''] = role.arn.split(':');
  return `arn:${partition}:sts::${accountId}:assumed-role/${resource.split('/').at(-1) ?? ''}/${sessionName}`;
}

export function accountOfRole(roleArn: string): string {
  return roleArn.split(':')[4] ?? '';
}

function roleCaller(role: RoleDeclaration, session: Session): RoleCaller {
  const accountId = accountOfRole(role.arn);
  return {
    kind: 'assumedRole',
    accountId,
    accountRootArn: formatRootArn(accountId),
    arn: assumedRoleArn(role, session.sessionName),
    principalArn: role.arn,
    userId: assumedRoleId(role, session.sessionName),
    role,
    identityPolicy: role.identityPolicy === undefined ? null : parsedOnce(role.identityPolicy),
    permissionsBoundary: role.permissionsBoundary === undefined ? null : parsedOnce(role.permissionsBoundary),
    sessionPolicy: session.sessionPolicy === null ? null : parsePolicyDocument(session.sessionPolicy, 'session'),
    sessionIssuedAt: session.issuedAt,
  };
}

const parsedDocuments = new WeakMap<object, PolicyDocument>();

function parsedOnce(document: object): PolicyDocument {
  const parsed = parsedDocuments.get(document) ?? parsePolicyDocument(document, 'identity');
  parsedDocuments.set(document, parsed);
  return parsed;
}

function randomBase32(length: number): string {
  return toBase32(randomBytes(length));
}

function toBase32(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(bytes, (byte) => alphabet[byte % 32]).join('');
}
