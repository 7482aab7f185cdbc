import { z } from 'zod';
import { ACCOUNT_ID } from './arn.ts';
import { AwsError } from './errors.ts';

/** Error messages of a failing key store (KMS Developer Guide, "Troubleshooting" of both types of stores). */
const FAILURES = {
  proxyTimedOut:
    'AWS KMS rejected the request because the external key store proxy did not respond in time. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.',
  proxyUnreachable:
    'AWS KMS cannot communicate with the external key store proxy. This might be a transient network issue. If you see this error repeatedly, verify that your external key store proxy is active and is connected to the network, and that its endpoint URI is correct in your external key store.',
  proxyDeniedAccess:
    'The external key store proxy denied access to the operation. Verify that the user and the external key are both authorized for this operation, and try the request again.',
  externalKeyDisabled:
    'The external key store proxy rejected the request because the external key is not enabled in the external key manager.',
  externalKeyNotFound: 'The external key store proxy rejected the request because it could not find the external key.',
  clusterUnreachable:
    'KMS cannot communicate with your CloudHSM cluster. This might be a transient network issue. If you see this error repeatedly, verify that the Network ACLs and the security group rules for the VPC of your AWS CloudHSM cluster are correct.',
  kmsuserLockedOut:
    'KMS cannot communicate with your AWS CloudHSM cluster because the kmsuser is locked out. If you see this error repeatedly, disconnect the AWS CloudHSM key store and reset the kmsuser account password. Update the kmsuser password for the custom key store and try the request again.',
} as const;
type Failure = keyof typeof FAILURES;

const FAILURES_OF_TYPE = {
  EXTERNAL_KEY_STORE: [
    'proxyTimedOut',
    'proxyUnreachable',
    'proxyDeniedAccess',
    'externalKeyDisabled',
    'externalKeyNotFound',
  ],
  AWS_CLOUDHSM: ['clusterUnreachable', 'kmsuserLockedOut'],
} as const satisfies Record<string, readonly Failure[]>;

const location = {
  id: z.string().min(1).max(64),
  accountId: z.string().regex(ACCOUNT_ID, 'must be a 12-digit account number'),
  region: z.string().min(1),
  state: z.enum(['connected', 'disconnected', 'failing']).default('connected'),
};

/** A custom key store as declared through the control API. `failure` applies in state `failing`. */
export const CustomKeyStore = z.discriminatedUnion('type', [
  z.strictObject({
    ...location,
    type: z.literal('EXTERNAL_KEY_STORE'),
    failure: z.enum(FAILURES_OF_TYPE.EXTERNAL_KEY_STORE).default('proxyTimedOut'),
  }),
  z.strictObject({
    ...location,
    type: z.literal('AWS_CLOUDHSM'),
    clusterId: z
      .string()
      .regex(/^cluster-[a-z0-9]{11,16}$/, 'must look like cluster-1a23b4cdefg')
      .default('cluster-1a23b4cdefg'),
    failure: z.enum(FAILURES_OF_TYPE.AWS_CLOUDHSM).default('clusterUnreachable'),
  }),
]);
export type CustomKeyStore = z.output<typeof CustomKeyStore>;

/** The custom key store of a key: its id, the members that DescribeKey shows, and its state. */
export interface KeyStoreLink {
  readonly id: string;
  readonly clusterId?: string | undefined;
  readonly xksKeyId?: string | undefined;
  readonly state: CustomKeyStore['state'];
  readonly failure: Failure;
}

/** A key's link to a store, with the store's current state. */
export function linkTo(store: CustomKeyStore, xksKeyId: string | undefined): KeyStoreLink {
  const { id, state, failure } = store;
  return { id, ...(store.type === 'AWS_CLOUDHSM' ? { clusterId: store.clusterId } : { xksKeyId }), state, failure };
}

/**
 * Throws KMSInvalidStateException while a key's store fails. The key state stays Enabled, because it doesn't reflect the
 * backing key (KMS Developer Guide, "Key states and KMS key types").
 */
export function refuseByFailingStore({ keyStore }: { readonly keyStore?: KeyStoreLink | undefined }): void {
  if (keyStore?.state !== 'failing') return;
  throw new AwsError('KMSInvalidStateException', FAILURES[keyStore.failure]);
}

/**
 * Refuses CreateKey in a store that isn't connected or fails. Problems with the external key have their own exceptions, all
 * others are CustomKeyStoreInvalidStateException (KMS Developer Guide, "Troubleshooting external key stores").
 */
export function refuseToCreateIn(store: CustomKeyStore): void {
  if (store.state === 'connected') return;
  if (store.state === 'disconnected') {
    throw new AwsError('CustomKeyStoreInvalidStateException', `The custom key store ${store.id} is not connected.`);
  }
  switch (store.failure) {
    case 'externalKeyNotFound':
      throw new AwsError('XksKeyNotFoundException', FAILURES.externalKeyNotFound);
    case 'externalKeyDisabled':
      throw new AwsError(
        'XksKeyInvalidConfigurationException',
        'The status of the external key must be ENABLED. The status of specified external key is DISABLED.',
      );
    default:
      throw new AwsError('CustomKeyStoreInvalidStateException', FAILURES[store.failure]);
  }
}
