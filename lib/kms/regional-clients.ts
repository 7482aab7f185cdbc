import { KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { PassThrough, type Readable } from 'node:stream';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { createRenewal, isRefusedSession, SESSION_NAME, SignInError, signInTo } from './sign-in.ts';
import { withDeadline } from './with-deadline.ts';

const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 2_500;
const MAX_ATTEMPTS = 3;
/** KMS answers are below 8 kB, so a larger one does not come from KMS. */
const LARGEST_ANSWER_BYTES = 64 * 1024;

/** Thrown instead of an answer that is too large to come from KMS. */
export class AnswerTooLargeError extends Error {
  override name = 'AnswerTooLargeError';
}

export type RegionalClient = {
  client: KMSClient;
  /** The same client without retries, because a custom key store is the customer's own machine (H24). */
  storeClient: KMSClient;
  /** Waits until we have a session; throws SignInError when there is none in time. */
  signIn: (signal: AbortSignal) => Promise<void>;
  region: HostingRegion;
  principalArn: string;
};

/** Our role's session ARN, as in AWS's messages and in CloudTrail. */
const sessionArn = (roleArn: string): string => {
  const [, , , , account = '', resource = ''] = roleArn.split(':');
  return `arn:aws:sts::${account}:assumed-role/${resource.split('/').at(-1)}/${SESSION_NAME}`;
};

const capped = (body: Readable): Readable => {
  let bytes = 0;
  const out = new PassThrough();
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= LARGEST_ANSWER_BYTES) return void out.write(chunk);
    body.destroy();
    out.destroy(new AnswerTooLargeError(`The answer is larger than ${LARGEST_ANSWER_BYTES} bytes.`));
  });
  body.on('end', () => out.end());
  body.on('error', (error) => out.destroy(error));
  return out;
};

type Clients = Pick<RegionalClient, 'client' | 'storeClient' | 'signIn'>;

function createClients(region: HostingRegion, endpoint: string | null): Clients {
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Otherwise the SDK only logs a warning and goes on waiting.
    throwOnRequestTimeout: true,
  };
  const clientOf = (maxAttempts: number, credentials: NonNullable<KMSClientConfig['credentials']>): KMSClient =>
    withCappedAnswers(
      new KMSClient({
        region: region.code,
        ...(endpoint === null ? {} : { endpoint }),
        maxAttempts,
        retryMode: 'standard',
        requestHandler,
        credentials,
      }),
    );
  const client = clientOf(MAX_ATTEMPTS, signInTo(region, endpoint, { requestHandler }));
  // Both clients share one credential provider, so that the role is assumed only once.
  const { credentials } = client.config;
  const storeClient = clientOf(1, credentials);
  const renew = createRenewal(credentials);
  for (const one of [client, storeClient]) withRenewedSession(one, renew);
  const signIn = async (signal: AbortSignal): Promise<void> => {
    try {
      await withDeadline(credentials(), signal, 'STS');
    } catch (error) {
      throw error instanceof SignInError ? error : new SignInError(error);
    }
  };
  return { client, storeClient, signIn };
}

/** Repeats a call once with a new session when AWS refused the session. A refused call was not carried out. */
function withRenewedSession(client: KMSClient, renew: ReturnType<typeof createRenewal>): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const session = await client.config.credentials();
      try {
        return await next(args);
      } catch (error) {
        if (!isRefusedSession(error) || !(await renew(session))) throw error;
        return next(args);
      }
    },
    { step: 'initialize', priority: 'low', name: 'renewSession' },
  );
}

/** Stops reading an answer that is too large to come from KMS. */
function withCappedAnswers(client: KMSClient): KMSClient {
  client.middlewareStack.add(
    (next) => async (args) => {
      const output = await next(args);
      const response = output.response as { body?: Readable } | undefined;
      if (typeof response?.body?.on === 'function') response.body = capped(response.body);
      return output;
    },
    { step: 'deserialize', priority: 'low', name: 'capAnswerSize' },
  );
  return client;
}

/**
 * One KMS client per region, created at its first use and kept for the life of the process. Each assumes the role of
 * its region once, and a failing region can't use up another region's retries.
 * @param endpoint for every region, instead of AWS's own; null for AWS
 */
export function createRegionalClients(
  regions: readonly HostingRegion[],
  endpoint: string | null,
): (regionCode: string) => RegionalClient | null {
  const clients = new Map<string, RegionalClient>();
  return (regionCode) => {
    const known = clients.get(regionCode);
    if (known) return known;
    const region = findRegion(regions, regionCode);
    if (!region) return null;
    const made = { ...createClients(region, endpoint), region, principalArn: sessionArn(region.roleArn) };
    clients.set(regionCode, made);
    return made;
  };
}
