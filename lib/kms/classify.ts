import { KMSServiceException } from '@aws-sdk/client-kms';
import type { AwsError, DenialSource, ProbeFault, StateRefusal } from '#lib/core/probe/report.ts';
import { withoutCredentials } from './without-credentials.ts';

/** What the error of a call says about the permission. */
export type Classified =
  | { result: 'allowed' }
  | { result: 'denied'; denial: DenialSource }
  | { result: 'wrong_state'; refusal: StateRefusal }
  | { result: 'could_not_tell'; fault: ProbeFault };

const LONGEST_MESSAGE = 1_000;
const LONGEST_NAME = 128;
/** Above this difference, the SDK itself assumes a wrong clock. */
const CLOCK_SKEW_MS = 4 * 60_000;

// By name only: HTTP statuses differ between AWS's documentation and its answers, and most errors have no class.
const FAULT_OF_NAME: Readonly<Record<string, ProbeFault>> = {
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  LimitExceededException: 'throttled',
  TimeoutError: 'timed_out',
  AbortError: 'timed_out',
  RequestTimeout: 'timed_out',
  KMSInternalException: 'kms_fault',
  DependencyTimeoutException: 'kms_fault',
  KeyUnavailableException: 'kms_fault',
  InternalFailure: 'kms_fault',
  InternalServiceException: 'kms_fault',
  ServiceUnavailable: 'kms_fault',
  ServiceUnavailableException: 'kms_fault',
  SyntaxError: 'malformed_answer',
  TypeError: 'malformed_answer',
  AnswerTooLargeError: 'malformed_answer',
  MalformedAnswerError: 'malformed_answer',
  ExpiredTokenException: 'vendor_credentials',
  ExpiredToken: 'vendor_credentials',
  UnrecognizedClientException: 'vendor_credentials',
  InvalidClientTokenId: 'vendor_credentials',
  InvalidSignatureException: 'vendor_credentials',
  SignatureDoesNotMatch: 'vendor_credentials',
  IncompleteSignature: 'vendor_credentials',
  IncompleteSignatureException: 'vendor_credentials',
  MissingAuthenticationToken: 'vendor_credentials',
  MissingAuthenticationTokenException: 'vendor_credentials',
  OptInRequired: 'vendor_credentials',
  CredentialsProviderError: 'vendor_credentials',
};

const FAULT_OF_CODE: Readonly<Record<string, ProbeFault>> = {
  ETIMEDOUT: 'timed_out',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EPIPE: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
};

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

// Source: KMS developer guide, the notes below the table of key states. AWS has two messages for a pending deletion.
const REFUSAL_OF_TEXT: readonly (readonly [RegExp, StateRefusal])[] = [
  [/pending (replica )?deletion/i, 'pending_deletion'],
  [/is disabled/i, 'disabled'],
  [/pending import/i, 'pending_import'],
  [/is unavailable/i, 'unavailable'],
  [/is creating/i, 'creating'],
  [/is updating/i, 'updating'],
];

const firstMatch = <T>(table: readonly (readonly [RegExp, T])[], text: string): T | null =>
  table.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/** Own entries only: the name comes from outside, and `constructor` must match nothing. */
const entryOf = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Text that the database can store: limited in length, without NUL and without half a character at its end. */
const storable = (text: string, longest: number): string => text.replaceAll('\0', '').slice(0, longest).toWellFormed();

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** The answer's Date differs by minutes from our clock. AWS may have denied our signature's time and not the key. */
function answeredWithSkew(error: unknown): boolean {
  const date = propertyOf(propertyOf(propertyOf(error, '$response'), 'headers'), 'date');
  const answeredAt = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return !Number.isNaN(answeredAt) && Math.abs(answeredAt - Date.now()) >= CLOCK_SKEW_MS;
}

/** The name and message of an error from AWS, without what they repeat of our credentials. Nothing else is kept. */
export function awsErrorOf(error: unknown): AwsError {
  if (!(error instanceof Error)) return { name: 'Unknown', message: '' };
  const code = propertyOf(error, 'code');
  const name = error.name === 'Error' && typeof code === 'string' ? code : error.name;
  return {
    name: storable(name, LONGEST_NAME),
    message: storable(withoutCredentials(error.message), LONGEST_MESSAGE),
  };
}

/** AWS's request ID of a failed call, if there was an answer. */
export function requestIdOf(error: unknown): string | null {
  const requestId = propertyOf(propertyOf(error, '$metadata'), 'requestId');
  return typeof requestId === 'string' ? requestId : null;
}

/** Sorts any error of a KMS call. An unknown error means "could not tell" and never changes a status. */
export function classify(error: unknown): Classified {
  const { name, message } = awsErrorOf(error);
  const fromKms = error instanceof KMSServiceException;
  switch (fromKms ? name : '') {
    case 'DryRunOperationException':
      return { result: 'allowed' };
    case 'AccessDeniedException':
      return answeredWithSkew(error)
        ? { result: 'could_not_tell', fault: 'vendor_credentials' }
        : { result: 'denied', denial: firstMatch(DENIAL_OF_TEXT, message) ?? 'unrecognised' };
    case 'NotFoundException':
    case 'InvalidArnException':
      return { result: 'denied', denial: 'not_found' };
    case 'DisabledException':
      return { result: 'wrong_state', refusal: firstMatch(REFUSAL_OF_TEXT, message) ?? 'disabled' };
    case 'KMSInvalidStateException':
      return { result: 'wrong_state', refusal: firstMatch(REFUSAL_OF_TEXT, message) ?? 'unrecognised' };
    case 'InvalidKeyUsageException':
    case 'UnsupportedOperationException':
    case 'IncorrectKeyException':
      return { result: 'wrong_state', refusal: 'wrong_key_type' };
    default: {
      const code = propertyOf(error, 'code');
      const fault =
        (typeof code === 'string' ? entryOf(FAULT_OF_CODE, code) : undefined) ??
        entryOf(FAULT_OF_NAME, name) ??
        // A refusal by another service can only come from STS: our role could not be assumed.
        (propertyOf(error, '$fault') !== undefined && !fromKms ? 'vendor_credentials' : 'unrecognised');
      return { result: 'could_not_tell', fault };
    }
  }
}
