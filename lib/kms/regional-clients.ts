import { KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { PassThrough, type Readable } from 'node:stream';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';

/** The name every session of ours carries in a customer's CloudTrail: never a person's (H22). */
export const SESSION_NAME = 'keydesk-probe';

const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 2_500;
const MAX_ATTEMPTS = 3;
/** KMS answers are below 8 kB; whatever is larger is not one. */
const LARGEST_ANSWER_BYTES = 64 * 1024;

/** Thrown in place of an answer too large to be one of KMS's. */
export class AnswerTooLargeError extends Error {
  override name = 'AnswerTooLargeError';
}

export type RegionalClient = {
  client: KMSClient;
  /** The same without retries: behind a custom key store stands the customer's own machine (H24). */
  storeClient: KMSClient;
  region: HostingRegion;
  principalArn: string;
};

/** How our role's session reads in AWS's messages and in CloudTrail. */
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
    // Without it the SDK only logs a warning and waits on.
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
  // The other client's own provider, so that the role is assumed once for both.
  return { client, storeClient: clientOf(1, client.config.credentials) };
}

/** Reads no more of an answer than an answer of KMS's can have. */
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
 * One KMS client a region, made at its first use and kept for the life of the process: each assumes that region's
 * role once, and a region's failures cannot use up another's retries.
 * @param endpoint for every region, in place of AWS's own; null for AWS
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
