import { CreateKeyCommand, KMSClient, type KeyMetadata } from '@aws-sdk/client-kms';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { createControlClient, type ControlClient } from './control-client.ts';
import { startAwsSandbox, type AwsSandboxOptions } from './server.ts';

export const CUSTOMER = '111122223333';
export const VENDOR = '444455556666';
export const STRANGER = '777788889999';
export const REGION = 'eu-west-1';
export const DAY_MS = 86_400_000;

/** A running sandbox, and clients of the real SDK for it. */
export interface TestSandbox {
  readonly endpoint: string;
  readonly control: ControlClient;
  /** A client that signs as the root of an account. It never retries, so that one call is one request. */
  kms(accountId: string, region?: string): KMSClient;
  /** A client that signs as a session of a declared role, assumed from the role's own account. */
  kmsAs(role: RoleToAssume, region?: string): KMSClient;
  assumeRole(role: RoleToAssume): ReturnType<typeof fromTemporaryCredentials>;
  /** Creates a key, by default of the customer's account and with the default policy. */
  createKey(options?: { accountId?: string; region?: string; policy?: object }): Promise<CreatedKey>;
  close(): Promise<void>;
}

export interface RoleToAssume {
  readonly arn: string;
  readonly from?: string;
  readonly sessionName?: string;
  readonly externalId?: string;
  readonly durationSeconds?: number;
  readonly policy?: object;
}

export type CreatedKey = KeyMetadata & { KeyId: string; Arn: string };

export async function startTestSandbox(options: Partial<AwsSandboxOptions> = {}): Promise<TestSandbox> {
  const sandbox = await startAwsSandbox({ port: 0, ...options });
  return { ...pointAt(sandbox.endpoint), close: () => sandbox.close() };
}

/** SDK clients and the control client for a running sandbox. */
export function pointAt(endpoint: string): Omit<TestSandbox, 'close'> {
  const rootCredentials = (accountId: string) => ({ accessKeyId: accountId, secretAccessKey: 'any' });
  const kms = (accountId: string, region = REGION): KMSClient =>
    new KMSClient({ endpoint, region, maxAttempts: 1, credentials: rootCredentials(accountId) });
  const assumeRole = (role: RoleToAssume) =>
    fromTemporaryCredentials({
      masterCredentials: rootCredentials(role.from ?? role.arn.split(':')[4] ?? ''),
      clientConfig: { endpoint, region: REGION, maxAttempts: 1 },
      params: {
        RoleArn: role.arn,
        RoleSessionName: role.sessionName ?? 'keydesk-probe',
        ...(role.externalId !== undefined && { ExternalId: role.externalId }),
        ...(role.durationSeconds !== undefined && { DurationSeconds: role.durationSeconds }),
        ...(role.policy !== undefined && { Policy: JSON.stringify(role.policy) }),
      },
    });
  return {
    endpoint,
    control: createControlClient(endpoint),
    kms,
    assumeRole,
    kmsAs: (role, region = REGION) =>
      new KMSClient({ endpoint, region, maxAttempts: 1, credentials: assumeRole(role) }),
    async createKey({ accountId = CUSTOMER, region = REGION, policy } = {}) {
      const command = new CreateKeyCommand(policy === undefined ? {} : { Policy: JSON.stringify(policy) });
      const { KeyMetadata: key } = await kms(accountId, region).send(command);
      if (key?.KeyId === undefined || key.Arn === undefined) throw new Error('CreateKey returned no key');
      return { ...key, KeyId: key.KeyId, Arn: key.Arn };
    },
  };
}

/** The name, message and HTTP status of a failed call. Throws if the call succeeded. */
export async function failureOf(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name: error.name, message: error.message, status: $metadata?.httpStatusCode };
  }
  throw new Error('The call should have failed, but succeeded.');
}

export function rootArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`;
}

/** A key policy for a vendor: full access for the account that owns the key, these actions for the vendor's account. */
export function sharedKeyPolicy(actions: readonly string[], condition?: object, owner = CUSTOMER): object {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: rootArn(owner) }, Action: 'kms:*', Resource: '*' },
      {
        Sid: 'Allow use of the key',
        Effect: 'Allow',
        Principal: { AWS: rootArn(VENDOR) },
        Action: actions,
        Resource: '*',
        ...(condition !== undefined && { Condition: condition }),
      },
    ],
  };
}

/** The actions of the console's "Allow use of the key" statement. */
export const USE_OF_THE_KEY = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:DescribeKey',
];

export function allow(
  actions: string | readonly string[],
  resource: string | readonly string[] = '*',
): Record<string, unknown> {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }] };
}
