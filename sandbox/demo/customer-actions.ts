import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DeleteImportedKeyMaterialCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  PutKeyPolicyCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  type CreateKeyCommandInput,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { createHash, publicEncrypt } from 'node:crypto';
import { parseKeyArn, type KeyArnParts } from '#lib/core/key/key-arn.ts';
import { CODE_NAME } from '#lib/core/setup/template-description.ts';
import type { GuardrailDeclaration } from '#sandbox/aws/guardrails.ts';
import type { ControlClient } from '#sandbox/aws/control-client.ts';
import type { DemoCustomer } from './customers.ts';
import { closedPolicy, denyingPolicy, perimeterPolicy, trustingPolicy, type KeyPolicy } from './key-policies.ts';
import { DEMO_REGIONS } from './regions.ts';

const DAY_MS = 86_400_000;

/** Our account in a hosting region. */
export const vendorAccountOf = (region: string): string =>
  DEMO_REGIONS.find(({ code }) => code === region)?.vendorAccount ?? '';

/** The key policy with which the customer created the key. */
function initialPolicy({ condition, awsAccountId, region }: DemoCustomer): KeyPolicy {
  const vendor = vendorAccountOf(region);
  switch (condition) {
    case 'access_never_granted':
      return closedPolicy(awsAccountId);
    case 'trusts_another_region':
      return trustingPolicy(awsAccountId, vendorAccountOf(region === 'eu-west-1' ? 'us-west-2' : 'eu-west-1'));
    case 'forgot_generate_data_key':
      return trustingPolicy(awsAccountId, vendor, ['kms:GenerateDataKey*']);
    case 'forgot_describe_key':
      return trustingPolicy(awsAccountId, vendor, ['kms:DescribeKey']);
    case 'grants_rotation_status':
      return withStatement(trustingPolicy(awsAccountId, vendor), {
        Sid: 'Allow Keydesk to see rotations',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${vendor}:root` },
        Action: 'kms:GetKeyRotationStatus',
        Resource: '*',
      });
    default:
      return trustingPolicy(awsAccountId, vendor);
  }
}

const withStatement = (policy: KeyPolicy, statement: Record<string, unknown>): KeyPolicy => ({
  ...policy,
  Statement: [...policy.Statement, statement],
});

/** How the customer created the key: origin, key store, key spec. */
function keyOptionsOf({ condition, awsAccountId }: DemoCustomer): Partial<CreateKeyCommandInput> {
  switch (condition) {
    case 'imported':
    case 'material_expiring':
    case 'material_deleted':
      return { Origin: 'EXTERNAL' };
    case 'key_store':
    case 'key_store_failing':
    case 'key_store_disconnected':
      return { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: storeIdOf(awsAccountId), XksKeyId: 'backups' };
    case 'multi_region':
      return { MultiRegion: true };
    case 'wrong_type':
      return { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' };
    default:
      return {};
  }
}

const storeIdOf = (awsAccountId: string): string => `cks-${awsAccountId}`;

const declareStore = (
  control: ControlClient,
  { awsAccountId, region }: DemoCustomer,
  state: 'connected' | 'disconnected' | 'failing',
) =>
  control.keyStores.declare({
    id: storeIdOf(awsAccountId),
    accountId: awsAccountId,
    region,
    type: 'EXTERNAL_KEY_STORE',
    state,
    failure: 'proxyTimedOut',
  });

/** The policy with which the customer's organization denies its keys to everybody else. */
export const organizationPolicyOf = ({ awsAccountId }: DemoCustomer): GuardrailDeclaration => ({
  kind: 'rcp',
  accountId: awsAccountId,
  policyArn: `arn:aws:organizations::${awsAccountId}:policy/o-demo/resource_control_policy/p-perimeter`,
  policy: perimeterPolicy(awsAccountId),
});

/** Imports the customer's own key material, the same each time, which expires only if a date is given. */
export async function importMaterial(kms: KMSClient, KeyId: string, validTo: Date | null): Promise<void> {
  const { PublicKey, ImportToken } = await kms.send(
    new GetParametersForImportCommand({ KeyId, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' }),
  );
  const key = { key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki', oaepHash: 'sha256' } as const;
  await kms.send(
    new ImportKeyMaterialCommand({
      KeyId,
      ImportToken,
      EncryptedKeyMaterial: publicEncrypt(key, createHash('sha256').update(KeyId).digest()),
      ...(validTo === null
        ? { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }
        : { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: validTo }),
    }),
  );
}

/**
 * Creates the customer's key for backups, as their condition says.
 * @param created its description, and when AWS says that it was created
 */
export async function createKey(
  kms: KMSClient,
  control: ControlClient,
  customer: DemoCustomer,
  created: { description: string; at: Date },
): Promise<KeyArnParts> {
  const kind = keyOptionsOf(customer);
  if (kind.CustomKeyStoreId !== undefined) await declareStore(control, customer, 'connected');
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({
      Description: created.description,
      Policy: JSON.stringify(initialPolicy(customer)),
      ...kind,
    }),
  );
  const parsed = parseKeyArn(KeyMetadata?.Arn ?? '');
  if (!parsed.ok) throw new Error(`The AWS stand-in created a key without a usable ARN for ${customer.name}.`);
  const { arn } = parsed.value;
  await control.changeAge(arn, created.at);
  if (kind.Origin === 'EXTERNAL')
    await importMaterial(
      kms,
      arn,
      customer.condition === 'material_expiring' ? new Date(Date.now() + 9 * DAY_MS) : null,
    );
  return parsed.value;
}

/** What `aws kms encrypt` prints for a one-time code, with the code in the encryption context too. */
export async function encryptCode(kms: KMSClient, KeyId: string, code: string): Promise<string> {
  const command = new EncryptCommand({
    KeyId,
    Plaintext: Buffer.from(code),
    EncryptionContext: { [CODE_NAME]: code },
  });
  const { CiphertextBlob = new Uint8Array() } = await kms.send(command);
  return Buffer.from(CiphertextBlob).toString('base64');
}

/** Does what the customer did to their key since, through the AWS API with their own account. */
export async function actAsCustomer(
  kms: KMSClient,
  control: ControlClient,
  customer: DemoCustomer,
  arn: string,
): Promise<void> {
  const { condition, awsAccountId, region } = customer;
  const vendor = vendorAccountOf(region);
  const KeyId = arn;
  const putPolicy = async (policy: KeyPolicy): Promise<void> =>
    void (await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(policy) })));
  const scheduleDeletion = async (days: number): Promise<void> =>
    void (await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: days })));
  switch (condition) {
    case 'rotates_yearly':
      return void (await kms.send(new EnableKeyRotationCommand({ KeyId })));
    case 'grants_rotation_status':
      await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 180 }));
      return void (await kms.send(new RotateKeyOnDemandCommand({ KeyId })));
    case 'material_deleted':
      return void (await kms.send(new DeleteImportedKeyMaterialCommand({ KeyId })));
    case 'key_store_failing':
      return void (await declareStore(control, customer, 'failing'));
    case 'key_store_disconnected':
      return void (await declareStore(control, customer, 'disconnected'));
    case 'denied_by_organization':
      return void (await control.guardrails.declare(organizationPolicyOf(customer)));
    case 'rotated_on_demand':
      return void (await kms.send(new RotateKeyOnDemandCommand({ KeyId })));
    case 'disabled':
      return void (await kms.send(new DisableKeyCommand({ KeyId })));
    case 'canceled_not_enabled':
      await scheduleDeletion(30);
      return void (await kms.send(new CancelKeyDeletionCommand({ KeyId })));
    case 'pending_7_days':
      return scheduleDeletion(7);
    case 'pending_14_days':
      return scheduleDeletion(14);
    case 'pending_30_days':
    case 'denied_while_pending':
      return scheduleDeletion(30);
    case 'denied_by_policy':
    case 'just_denied':
      return putPolicy(denyingPolicy(awsAccountId, vendor));
    case 'lost_decrypt':
      return putPolicy(trustingPolicy(awsAccountId, vendor, ['kms:Decrypt']));
    default:
      return;
  }
}
