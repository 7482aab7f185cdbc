import type { KMSClientConfig } from '@aws-sdk/client-kms';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { withDeadline } from './with-deadline.ts';

/** The name of every session that we open, visible in a customer's CloudTrail. It is never a person's name (H22). */
export const SESSION_NAME = 'keydesk-probe';

/** The time limit of a sign-in, so that time is left for the calls of the check. */
const SIGN_IN_TIMEOUT_MS = 3_000;
/** The shortest time between two sign-ins because of a refused session. */
const RENEWAL_PAUSE_MS = 60_000;

/** We have no session in AWS: STS, or what gives us our own credentials, failed. `cause` is the error. */
export class SignInError extends Error {
  override name = 'SignInError';
  constructor(cause: unknown) {
    super('We could not sign in to AWS.', { cause });
  }
}

type Credentials = Exclude<NonNullable<KMSClientConfig['credentials']>, { accessKeyId: string }>;
type Session = Awaited<ReturnType<Credentials>>;
type StsOptions = Pick<NonNullable<Parameters<typeof fromTemporaryCredentials>[0]['clientConfig']>, 'requestHandler'>;

/**
 * Assumes a region's role, as a credential provider for its clients. After a failure it reads our own credentials again,
 * because the SDK would keep refused ones until the process ends.
 * @throws SignInError for every failure, so that none is taken for an answer of KMS
 */
export function signInTo(
  { code, roleArn, externalId }: HostingRegion,
  endpoint: string | null,
  sts: StsOptions,
): Credentials {
  const assumeRole = () =>
    fromTemporaryCredentials({
      masterCredentials: fromNodeProviderChain({ ignoreCache: true, clientConfig: { region: code } }),
      params: {
        RoleArn: roleArn,
        RoleSessionName: SESSION_NAME,
        ...(externalId === null ? {} : { ExternalId: externalId }),
      },
      clientConfig: { ...sts, region: code, ...(endpoint === null ? {} : { endpoint }) },
    });
  let assume = assumeRole();
  return async (options) => {
    try {
      return await withDeadline(assume(options), AbortSignal.timeout(SIGN_IN_TIMEOUT_MS), 'STS');
    } catch (error) {
      assume = assumeRole();
      throw new SignInError(error);
    }
  };
}

const REFUSED_SESSION: readonly string[] = [
  'ExpiredTokenException',
  'ExpiredToken',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'TokenRefreshRequired',
];

/**
 * Whether AWS refused the session and not the call. IAM revokes sessions with an explicit deny for older ones, which
 * reads like any other deny of our role.
 * Source: IAM user guide, "Revoke IAM role temporary security credentials".
 */
export const isRefusedSession = (error: unknown): boolean =>
  error instanceof Error &&
  (REFUSED_SESSION.includes(error.name) ||
    (error.name === 'AccessDeniedException' && /explicit deny in an identity-based policy/i.test(error.message)));

/**
 * Renews a session that AWS refuses before its time: at most once a minute, once for all calls that were refused.
 * @returns a function that takes the refused session and returns whether there is another one now
 * @throws SignInError when there is none
 */
export function createRenewal(credentials: Credentials): (refused: Session) => Promise<boolean> {
  let renewal: Promise<unknown> | null = null;
  let renewedAt = Number.NEGATIVE_INFINITY;
  return async (refused) => {
    if (renewal === null) {
      const current = await credentials();
      if (current.accessKeyId !== refused.accessKeyId) return true;
    }
    if (renewal === null) {
      const now = performance.now();
      if (now - renewedAt < RENEWAL_PAUSE_MS) return false;
      renewedAt = now;
      renewal = credentials({ forceRefresh: true }).finally(() => {
        renewal = null;
      });
    }
    await renewal;
    return true;
  };
}
