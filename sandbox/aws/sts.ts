import { denyByIdentity } from './authorize.ts';
import type { XmlElements } from './answer.ts';
import { denialMessage } from './denials.ts';
import { AwsError } from './errors.ts';
import { denyByScp, type Guardrails } from './guardrails.ts';
import { assumedRoleArn, assumedRoleId, openSession, type Caller, type IdentityStore } from './identity.ts';
import { brokenConstraint, validationError } from './input.ts';
import { parsePolicyDocument } from './policy-document.ts';
import type { PolicyQuestion } from './policy-evaluation.ts';
import { buildRequestContext, type CallHeaders } from './request-context.ts';

/** One STS call. Sessions expire in real time (`realNow`); time conditions of policies use the sandbox clock (`now`). */
export interface StsCall {
  readonly caller: Caller;
  readonly identities: IdentityStore;
  readonly guardrails: Guardrails;
  readonly region: string;
  readonly sourceIp: string;
  readonly headers: CallHeaders;
  readonly now: number;
  readonly realNow: number;
}

type StsAction = (call: StsCall, parameters: URLSearchParams) => XmlElements;

const ACTIONS: Readonly<Record<string, StsAction>> = { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity };
const ASSUME_ROLE = 'sts:AssumeRole';
const MIN_SESSION_SECONDS = 900;
const MAX_SESSION_SECONDS = 43_200;
const CHAINED_SESSION_SECONDS = 3600;
const DEFAULT_SESSION_SECONDS = 3600;

/** The STS action of a Query request; throws InvalidAction for one that the sandbox doesn't implement. */
export function findStsAction(name: string): StsAction {
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) {
    throw new AwsError('InvalidAction', `Could not find operation ${name} for version 2011-06-15`);
  }
  return action;
}

/** STS has other names and statuses for some errors than the JSON services (STS API Reference, "Common errors"). */
export function toStsError(error: AwsError): AwsError {
  switch (error.code) {
    case 'UnrecognizedClientException':
      return new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
    case 'ExpiredTokenException':
      return new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
    case 'MissingAuthenticationTokenException':
      return new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    case 'InvalidSignatureException':
      return new AwsError('SignatureDoesNotMatch', error.message, 403);
    case 'IncompleteSignatureException':
      return new AwsError('IncompleteSignature', error.message);
    case 'MalformedPolicyDocumentException':
      return new AwsError('MalformedPolicyDocument', error.message);
    case 'AccessDeniedException':
      return new AwsError('AccessDenied', error.message, 403);
    case 'ThrottlingException':
      return new AwsError('Throttling', 'Rate exceeded');
    default:
      return error;
  }
}

function getCallerIdentity({ caller }: StsCall): XmlElements {
  return { Arn: caller.arn, UserId: caller.userId, Account: caller.accountId };
}

/**
 * AssumeRole (STS API Reference). Unlike AWS, an account's root may call it, because callers without a role sign as root
 * here. Throws ValidationError for invalid parameters and AccessDenied if the role doesn't trust the caller.
 */
function assumeRole(call: StsCall, parameters: URLSearchParams): XmlElements {
  const request = readAssumeRole(parameters);
  const role = call.identities.roles.get(request.roleArn);
  const trusted =
    role !== undefined &&
    role.trustedAccounts.includes(call.caller.accountId) &&
    (role.externalId === undefined || role.externalId === request.externalId);
  refuseByPolicies(call, request.roleArn);
  if (!trusted) throw notAuthorized(call, request.roleArn);
  refuseTooLongSession(call.caller, request.durationSeconds, role.maxSessionSeconds);
  if (request.policy !== null) parsePolicyDocument(request.policy, 'session');

  const expiresAt = call.realNow + request.durationSeconds * 1000;
  const session = openSession(role, request.sessionName, request.policy, { issuedAt: call.now, expiresAt });
  forgetExpiredSessions(call);
  call.identities.sessions.set(session.accessKeyId, session);
  return {
    AssumedRoleUser: {
      AssumedRoleId: assumedRoleId(role, request.sessionName),
      Arn: assumedRoleArn(role, request.sessionName),
    },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(expiresAt).toISOString().replace(/\.\d{3}/, ''),
    },
    PackedPolicySize: request.policy === null ? undefined : Math.ceil((request.policy.length / 2048) * 100),
  };
}

interface AssumeRoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId: string | null;
  readonly durationSeconds: number;
  readonly policy: string | null;
}

function readAssumeRole(parameters: URLSearchParams): AssumeRoleRequest {
  const roleArn = parameters.get('RoleArn');
  const sessionName = parameters.get('RoleSessionName');
  const durationText = parameters.get('DurationSeconds');
  const durationSeconds = durationText === null ? DEFAULT_SESSION_SECONDS : Number(durationText);
  const externalId = parameters.get('ExternalId');
  if (!Number.isInteger(durationSeconds)) {
    throw new AwsError('MalformedInput', `Invalid integer: ${durationText ?? ''}`);
  }
  const broken = [
    ...brokenText('roleArn', roleArn, 20, 2048),
    ...brokenText('roleSessionName', sessionName, 2, 64, String.raw`[\w+=,.@-]*`),
    ...(externalId === null ? [] : brokenText('externalId', externalId, 2, 1224, String.raw`[\w+=,.@:\/-]*`)),
    ...brokenDuration(durationSeconds),
  ];
  if (broken.length > 0 || roleArn === null || sessionName === null) throw validationError(broken, 'ValidationError');
  if (!/^arn:[a-z-]+:iam::\d{12}:role\/.+$/.test(roleArn))
    throw new AwsError('ValidationError', `${roleArn} is invalid`);
  return { roleArn, sessionName, externalId, durationSeconds, policy: parameters.get('Policy') };
}

function brokenText(name: string, value: string | null, min: number, max: number, pattern?: string): string[] {
  if (value === null) return [brokenConstraint(name, undefined, 'not be null')];
  const broken: string[] = [];
  if (value.length < min) broken.push(brokenConstraint(name, value, `have length greater than or equal to ${min}`));
  if (value.length > max) broken.push(brokenConstraint(name, value, `have length less than or equal to ${max}`));
  if (pattern !== undefined && !new RegExp(`^${pattern}$`).test(value)) {
    broken.push(brokenConstraint(name, value, `satisfy regular expression pattern: ${pattern}`));
  }
  return broken;
}

function brokenDuration(seconds: number): string[] {
  if (seconds < MIN_SESSION_SECONDS) {
    return [brokenConstraint('durationSeconds', seconds, `have value greater than or equal to ${MIN_SESSION_SECONDS}`)];
  }
  if (seconds > MAX_SESSION_SECONDS) {
    return [brokenConstraint('durationSeconds', seconds, `have value less than or equal to ${MAX_SESSION_SECONDS}`)];
  }
  return [];
}

function refuseTooLongSession(caller: Caller, seconds: number, maxSessionSeconds: number): void {
  if (caller.kind === 'assumedRole' && seconds > CHAINED_SESSION_SECONDS) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > maxSessionSeconds) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
}

/**
 * Checks the caller's own policies and service control policy. Its VPC endpoint is for KMS, so AssumeRole doesn't use it.
 * AssumeRole doesn't say that the caller's own policies are silent.
 */
function refuseByPolicies(call: StsCall, roleArn: string): void {
  const question = questionOf(call, roleArn);
  const byScp = denyByScp(call.guardrails, question);
  const denial = denyByIdentity(question, byScp === null ? [] : [byScp]);
  if (denial === null) return;
  if (denial.kind === 'implicit' && denial.policy !== 'scp') throw notAuthorized(call, roleArn);
  const request = { callerArn: call.caller.arn, action: ASSUME_ROLE, resourceArn: roleArn };
  throw new AwsError('AccessDenied', denialMessage(request, denial), 403);
}

function notAuthorized({ caller }: StsCall, roleArn: string): AwsError {
  const message = `User: ${caller.arn} is not authorized to perform: ${ASSUME_ROLE} on resource: ${roleArn}`;
  return new AwsError('AccessDenied', message, 403);
}

function questionOf(call: StsCall, roleArn: string): PolicyQuestion {
  const context = buildRequestContext(call, undefined, {});
  return { caller: call.caller, action: ASSUME_ROLE, resourceArn: roleArn, context };
}

function forgetExpiredSessions({ identities, realNow }: StsCall): void {
  const anHourAgo = realNow - 3_600_000;
  for (const session of identities.sessions.values()) {
    if (session.expiresAt < anHourAgo) identities.sessions.delete(session.accessKeyId);
  }
}
