import {
  CreateKeyCommand,
  DescribeKeyCommand,
  GetParametersForImportCommand,
  ReplicateKeyCommand,
  type CreateKeyCommandInput,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CUSTOMER,
  failureOf,
  REGION,
  sharedKeyPolicy,
  startTestSandbox,
  VENDOR,
  type TestSandbox,
} from './sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startTestSandbox();
  await aws.control.keyStores.declare({ id: 'cks-1', accountId: CUSTOMER, region: REGION, type: 'AWS_CLOUDHSM' });
});
afterAll(() => aws.close());

const ROLE = `arn:aws:iam::${CUSTOMER}:role/keymaker`;

/** A role of the customer that may do everything if a condition is true. */
async function roleWith(condition: object) {
  const statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*', Condition: condition };
  const identityPolicy = { Version: '2012-10-17', Statement: [statement] };
  await aws.control.roles.declare({ arn: ROLE, trustedAccounts: [CUSTOMER], identityPolicy });
  return aws.kmsAs({ arn: ROLE });
}

const HMAC = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' } as const;

describe('the type of a key', () => {
  it.each<[string, object, CreateKeyCommandInput]>([
    ['its spec', { StringEquals: { 'kms:KeySpec': 'HMAC_256' } }, HMAC],
    ['its usage', { StringEquals: { 'kms:KeyUsage': 'GENERATE_VERIFY_MAC' } }, HMAC],
    ['its origin', { StringEquals: { 'kms:KeyOrigin': 'EXTERNAL' } }, { Origin: 'EXTERNAL' }],
    [
      'its store',
      { StringEquals: { 'kms:KeyOrigin': 'AWS_CLOUDHSM' } },
      { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: 'cks-1' },
    ],
    ['its Regions', { Bool: { 'kms:MultiRegion': 'true' } }, { MultiRegion: true }],
    ['its multi-Region key type', { StringEquals: { 'kms:MultiRegionKeyType': 'PRIMARY' } }, { MultiRegion: true }],
  ])('can be a condition for creating and using it: %s', async (_, condition, input) => {
    const maker = await roleWith(condition);
    const plain = maker.send(new CreateKeyCommand({}));
    expect((await failureOf(plain)).name).toBe('AccessDeniedException');
    await maker.send(new CreateKeyCommand(input));

    const Policy = JSON.stringify(sharedKeyPolicy(['kms:DescribeKey'], condition));
    const create = async (more: CreateKeyCommandInput) =>
      (await aws.kms(CUSTOMER).send(new CreateKeyCommand({ Policy, ...more }))).KeyMetadata?.Arn;
    const describeAsVendor = (KeyId: string | undefined) => aws.kms(VENDOR).send(new DescribeKeyCommand({ KeyId }));
    await describeAsVendor(await create(input));
    expect((await failureOf(describeAsVendor(await create({})))).name).toBe('AccessDeniedException');
  });
});

describe('a condition key of one operation', () => {
  const denied = { name: 'AccessDeniedException' };

  it('is the Region of a replica', async () => {
    const { KeyMetadata } = await aws.kms(CUSTOMER).send(new CreateKeyCommand({ MultiRegion: true }));
    const replicator = await roleWith({ StringEqualsIfExists: { 'kms:ReplicaRegion': 'us-west-2' } });
    const replicate = (ReplicaRegion: string) =>
      replicator.send(new ReplicateKeyCommand({ KeyId: KeyMetadata?.KeyId, ReplicaRegion }));
    expect(await failureOf(replicate('us-east-1'))).toMatchObject(denied);
    await replicate('us-west-2');
  });

  it('is the wrapping algorithm of imported material', async () => {
    const { KeyMetadata } = await aws.kms(CUSTOMER).send(new CreateKeyCommand({ Origin: 'EXTERNAL' }));
    const importer = await roleWith({ StringEquals: { 'kms:WrappingAlgorithm': 'RSAES_OAEP_SHA_256' } });
    const ask = (WrappingAlgorithm: 'RSAES_OAEP_SHA_1' | 'RSAES_OAEP_SHA_256') =>
      importer.send(
        new GetParametersForImportCommand({
          KeyId: KeyMetadata?.KeyId,
          WrappingAlgorithm,
          WrappingKeySpec: 'RSA_2048',
        }),
      );
    expect(await failureOf(ask('RSAES_OAEP_SHA_1'))).toMatchObject(denied);
    await ask('RSAES_OAEP_SHA_256');
  });
});
