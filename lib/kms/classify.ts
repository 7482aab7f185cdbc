import { KMSServiceException } from '@aws-sdk/client-kms';
import type { AwsError, Denial, DenialSource, ProbeFault, StateRefusal } from '#lib/core/probe/report.ts';
import { SignInError } from './sign-in.ts';
import { withoutCredentials } from './without-credentials.ts';

/** What the error of a call says about the permission. */
export type Classified =
  | { result: 'allowed' }
  | Denial
  | { result: 'wrong_state'; refusal: StateRefusal }
  | { result: 'could_not_tell'; fault: ProbeFault };

const LONGEST_MESSAGE = 1_000;
const LONGEST_NAME = 128;
/** Above this difference, the SDK itself assumes a wrong clock. */
const CLOCK_SKEW_MS = 4 * 60_000;

const named = <F extends ProbeFault>(fault: F, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, fault]));

// By name only: HTTP statuses differ between AWS's documentation and its answers, and most errors have no class.
const FAULT_OF_NAME: Readonly<Record<string, ProbeFault>> = {
  ...named('throttled', [
    'ThrottlingException',
    'Throttling',
    'ThrottledException',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'LimitExceededException',
    'SlowDown',
  ]),
  ...named('timed_out', ['TimeoutError', 'AbortError', 'RequestTimeout', 'RequestTimeoutException']),
  ...named('kms_fault', [
    'KMSInternalException',
    'DependencyTimeoutException',
    'KeyUnavailableException',
    'InternalFailure',
    'InternalServiceException',
    'InternalServerError',
    'ServiceUnavailable',
    'ServiceUnavailableException',
  ]),
  ...named('malformed_answer', ['SyntaxError', 'TypeError', 'AnswerTooLargeError', 'MalformedAnswerError']),
  ...named('vendor_credentials', [
    'ExpiredTokenException',
    'ExpiredToken',
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'TokenRefreshRequired',
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    'RequestExpired',
    'RequestTimeTooSkewed',
    'RequestInTheFuture',
    'IncompleteSignature',
    'IncompleteSignatureException',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
    'AuthFailure',
    'OptInRequired',
    'SubscriptionRequiredException',
  ]),
  ...named('sign_in_failed', ['CredentialsProviderError']),
  ...named('own_configuration', ['EndpointError', 'UnknownEndpoint']),
};

/** Errors of the SDK about our own settings. They are thrown before a request is sent and have no name or code. */
const OWN_CONFIGURATION_TEXT =
  /region is missing|missing region|region not accepted|invalid region|(resolve|resolution).*(endpoint|hostname)|endpoint (is not set|resolution)|is not a valid hostname|invalid configuration/i;

/** KMS names the region of the ARN when our client called another region. */
const OTHER_REGION_TEXT = /invalid arn:? ["']?[a-z]{2,}(-[a-z]+)+-\d/i;

/** Node's codes of network and TLS errors, and OpenSSL's names of rejected certificates. */
const NETWORK_CODE = /^E[A-Z_]+$|CERT|^ERR_(SSL|TLS)_|^UNABLE_TO_/;

function faultOfCode(code: unknown): ProbeFault | null {
  if (typeof code !== 'string') return null;
  if (code === 'ETIMEDOUT') return 'timed_out';
  // Of the request that we built: `ERR_INVALID_URL`, `ERR_INVALID_PROTOCOL` and the like.
  if (code.startsWith('ERR_INVALID_')) return 'own_configuration';
  return NETWORK_CODE.test(code) ? 'unreachable' : null;
}

// Source: IAM user guide, "Troubleshoot access denied error messages". Each message names one policy type of possibly
// several.
const DENIAL_OF_TEXT: readonly (readonly [RegExp, DenialSource])[] = [
  [/resource control polic/i, 'resource_control_policy'],
  [/service control polic/i, 'service_control_policy'],
  [/VPC endpoint polic/i, 'vpc_endpoint_policy'],
  [/permissions boundary/i, 'permissions_boundary'],
  [/session polic/i, 'session_policy'],
  [/identity-based polic/i, 'identity_policy'],
  [/resource does not exist in this Region, no resource-based policies allow/i, 'cross_account_catch_all'],
  [/does not exist, does not exist in this region, or you are not allowed/i, 'cross_account_catch_all'],
  [/resource-based polic/i, 'resource_policy'],
];

/** Not in the cross-account text, which says “explicitly denies” as one of several causes. */
const EXPLICIT_DENY_TEXT = /with an explicit deny/i;

// Source: KMS developer guide, the notes below the table of key states. AWS has two messages for a pending deletion.
const REFUSAL_OF_TEXT: readonly (readonly [RegExp, StateRefusal])[] = [
  [/pending (replica )?deletion/i, 'pending_deletion'],
  [/is disabled/i, 'disabled'],
  [/pending import/i, 'pending_import'],
  [/is unavailable/i, 'unavailable'],
  [/is creating/i, 'creating'],
  [/is updating/i, 'updating'],
  // KMS can't reach the store. A proxy or cluster that refuses was reached, and has no refusal of its own here.
  [/kmsuser is locked out|cannot (communicate with|establish a TLS connection to)/i, 'unavailable'],
];

// A custom key store's errors come as KMSInvalidStateException. AWS asks to retry these before acting on them.
// Source: KMS developer guide, "Troubleshooting external key stores" and "Troubleshooting a custom key store".
const STORE_TEXT = /external key store|CloudHSM|PKCS ?\\?#?11/i;
const PASSING_TEXT = /retry the request|transient|see this (error|message) repeatedly/i;
const LOCKED_OUT_TEXT = /kmsuser is locked out/i;

const isPassingStoreFault = (name: string, message: string): boolean =>
  STORE_TEXT.test(message) &&
  (name === 'KMSInternalException' || (PASSING_TEXT.test(message) && !LOCKED_OUT_TEXT.test(message)));

const firstMatch = <T>(table: readonly (readonly [RegExp, T])[], text: string): T | null =>
  table.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/** Own entries only: the name comes from outside, and `constructor` must match nothing. */
const entryOf = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Text that the database can store: limited in length, without NUL and without half a character at its end. */
const storable = (text: string, longest: number): string => text.replaceAll('\0', '').slice(0, longest).toWellFormed();

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** What went wrong: for a failed sign-in, the error of what gives us our credentials. */
const causeOf = (error: unknown): unknown => (error instanceof SignInError ? error.cause : error);

/** The response behind an error, if there was one. */
export const responseOf = (error: unknown): unknown => propertyOf(causeOf(error), '$response');

/** The answer's Date differs by minutes from our clock. AWS may have denied our signature's time and not the key. */
function answeredWithSkew(error: unknown): boolean {
  const date = propertyOf(propertyOf(responseOf(error), 'headers'), 'date');
  const answeredAt = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return !Number.isNaN(answeredAt) && Math.abs(answeredAt - Date.now()) >= CLOCK_SKEW_MS;
}

/** The name and message of an error from AWS, without what they repeat of our credentials. Nothing else is kept. */
export function awsErrorOf(error: unknown): AwsError {
  const cause = causeOf(error);
  if (!(cause instanceof Error)) return { name: 'Unknown', message: '' };
  const code = propertyOf(cause, 'code');
  const name = cause.name === 'Error' && typeof code === 'string' ? code : cause.name;
  return {
    name: storable(name, LONGEST_NAME),
    message: storable(withoutCredentials(cause.message), LONGEST_MESSAGE),
  };
}

/** AWS's request ID of a failed call, if there was an answer. */
export function requestIdOf(error: unknown): string | null {
  const requestId = propertyOf(propertyOf(causeOf(error), '$metadata'), 'requestId');
  return typeof requestId === 'string' ? requestId : null;
}

const couldNotTell = (fault: ProbeFault): Classified => ({ result: 'could_not_tell', fault });

/** Whether an AWS service answered and refused us, rather than failing, being too busy or not being AWS at all. */
function isRefusal(cause: unknown, { name }: AwsError): boolean {
  if (propertyOf(cause, '$fault') !== 'client' || name === 'Unknown') return false;
  const fault = entryOf(FAULT_OF_NAME, name);
  return fault === undefined || fault === 'vendor_credentials';
}

/** Why we have no session. "Refused" is said only where AWS refused us. */
function signInFault(cause: unknown): ProbeFault {
  if (isRefusal(cause, awsErrorOf(cause))) return 'vendor_credentials';
  return ownFault(cause) === 'own_configuration' ? 'own_configuration' : 'sign_in_failed';
}

/** The fault of an error that has nothing to do with the key; null when that is not known. */
function ownFault(error: unknown): ProbeFault | null {
  const { name, message } = awsErrorOf(error);
  const fault = faultOfCode(propertyOf(error, 'code')) ?? entryOf(FAULT_OF_NAME, name);
  if (fault !== undefined) return fault;
  const isOurs = name === 'Error' && OWN_CONFIGURATION_TEXT.test(message);
  return isOurs ? 'own_configuration' : null;
}

/** Sorts any error of a KMS call. An unknown error means "could not tell" and never changes a status. */
export function classify(error: unknown): Classified {
  const fromKms = error instanceof KMSServiceException;
  // Another service than KMS can only be what signs us in.
  const fromSignIn = error instanceof SignInError || (propertyOf(error, '$fault') !== undefined && !fromKms);
  if (fromSignIn) return couldNotTell(signInFault(causeOf(error)));
  const { name, message } = awsErrorOf(error);
  switch (fromKms ? name : '') {
    case 'DryRunOperationException':
      return { result: 'allowed' };
    case 'AccessDeniedException':
      return answeredWithSkew(error)
        ? couldNotTell('vendor_credentials')
        : {
            result: 'denied',
            denial: firstMatch(DENIAL_OF_TEXT, message) ?? 'unrecognised',
            ...(EXPLICIT_DENY_TEXT.test(message) && { explicitDeny: true }),
          };
    case 'NotFoundException':
    case 'InvalidArnException':
      return OTHER_REGION_TEXT.test(message)
        ? couldNotTell('own_configuration')
        : { result: 'denied', denial: 'not_found' };
    case 'DisabledException':
      return { result: 'wrong_state', refusal: firstMatch(REFUSAL_OF_TEXT, message) ?? 'disabled' };
    case 'KMSInvalidStateException':
      return isPassingStoreFault(name, message)
        ? couldNotTell('key_store_fault')
        : { result: 'wrong_state', refusal: firstMatch(REFUSAL_OF_TEXT, message) ?? 'unrecognised' };
    case 'KMSInternalException':
      return couldNotTell(isPassingStoreFault(name, message) ? 'key_store_fault' : 'kms_fault');
    case 'InvalidKeyUsageException':
      return { result: 'wrong_state', refusal: 'wrong_key_type' };
    // Also the answer for a key in a custom key store. The key's type is in DescribeKey's answer, if there is one.
    case 'UnsupportedOperationException':
      return { result: 'wrong_state', refusal: 'unrecognised' };
    default:
      return couldNotTell(ownFault(error) ?? 'unrecognised');
  }
}
