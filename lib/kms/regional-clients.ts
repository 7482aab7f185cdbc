import { KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { PassThrough, type Readable } from 'node:stream';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';

/** The name of every session that we open, visible in a customer's CloudTrail. It is never a person's name (H22). */
export const SESSION_NAME = 'keydesk-probe';

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

function createClients(region: HostingRegion, endpoint: string | null): Pick<RegionalClient, 'client' | 'storeClient'> {
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
  const client = clientOf(
    MAX_ATTEMPTS,
    fromTemporaryCredentials({
      params: {
        RoleArn: region.roleArn,
        RoleSessionName: SESSION_NAME,
        ...(region.externalId === null ? {} : { ExternalId: region.externalId }),
      },
      clientConfig: { region: region.code, requestHandler, ...(endpoint === null ? {} : { endpoint }) },
    }),
  );
  // Both clients share one credential provider, so that the role is assumed only once.
  return { client, storeClient: clientOf(1, client.config.credentials) };
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
