import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CUSTOMER, REGION, startTestSandbox, type TestSandbox } from './sandbox.test-support.ts';

// Known responses of the real AWS. Every response is compared completely, so that an extra or missing member fails.
// recorded.test.ts compares with the recordings themselves, where they are available.

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startTestSandbox();
});
afterAll(() => aws.close());

type Json = Record<string, unknown>;
const UNKNOWN_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const UNKNOWN_MRK = 'mrk-1234abcd12ab34cd56ef1234567890ab';
const MATERIAL_ID = /^[a-f0-9]{64}$/;
const arnOf = (keyId: string, region = REGION) => `arn:aws:kms:${region}:${CUSTOMER}:key/${keyId}`;

/** The raw response: status and JSON, without an SDK. */
async function ask(operation: string, input: object, region = REGION): Promise<{ status: number; body: Json }> {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `TrentService.${operation}`,
      Authorization: `AWS4-HMAC-SHA256 Credential=${CUSTOMER}/20261123/${region}/kms/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
}

async function succeed(operation: string, input: object): Promise<Json> {
  const { status, body } = await ask(operation, input);
  expect([operation, status, body['message']]).toEqual([operation, 200, undefined]);
  return body;
}

async function createKey(input: object = {}): Promise<{ KeyId: string; Arn: string } & Json> {
  const { KeyMetadata } = await succeed('CreateKey', input);
  return KeyMetadata as { KeyId: string; Arn: string } & Json;
}

const metadata = (KeyId: string, Description: string) => ({
  AWSAccountId: CUSTOMER,
  Arn: arnOf(KeyId),
  CreationDate: expect.any(Number),
  CurrentKeyMaterialId: expect.stringMatching(MATERIAL_ID),
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  Description,
  Enabled: true,
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  KeyId,
  KeyManager: 'CUSTOMER',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyState: 'Enabled',
  KeyUsage: 'ENCRYPT_DECRYPT',
  MultiRegion: false,
  Origin: 'AWS_KMS',
});
const error = (name: string, message?: string) => ({
  status: 400,
  body: { __type: name, ...(message !== undefined && { message }) },
});
const INCORRECT_KEY = error(
  'IncorrectKeyException',
  'The key ID in the request does not identify a CMK that can perform this operation.',
);

describe('a symmetric key of one Region', () => {
  it('is created and described with these members, by key ID, by ARN and by alias ARN', async () => {
    const { KeyId, ...created } = await createKey({ Description: 'backups' });
    expect({ KeyId, ...created }).toEqual(metadata(KeyId, 'backups'));
    const AliasName = `alias/${randomUUID()}`;
    expect(await ask('CreateAlias', { AliasName, TargetKeyId: KeyId })).toEqual({ status: 200, body: {} });
    for (const name of [KeyId, arnOf(KeyId), `arn:aws:kms:${REGION}:${CUSTOMER}:${AliasName}`]) {
      expect(await succeed('DescribeKey', { KeyId: name })).toEqual({ KeyMetadata: metadata(KeyId, 'backups') });
    }
  });
});

describe('a key that does not exist', () => {
  it.each([UNKNOWN_ID, arnOf(UNKNOWN_ID), UNKNOWN_MRK])('is not found: %s', async (KeyId) => {
    const arn = KeyId.startsWith('arn:') ? KeyId : arnOf(KeyId);
    const answer = error('NotFoundException', `Key '${arn}' does not exist`);
    expect(await ask('DescribeKey', { KeyId })).toEqual(answer);
    expect(await ask('RotateKeyOnDemand', { KeyId })).toEqual(answer);
  });

  it('is not found in another Region, where the error names its ARN in that Region', async () => {
    const { KeyId } = await createKey();
    expect(await ask('DescribeKey', { KeyId }, 'ap-southeast-1')).toEqual(
      error('NotFoundException', `Key '${arnOf(KeyId, 'ap-southeast-1')}' does not exist`),
    );
  });

  it.each(['fake-key-id', '134f2428cec14b25a1ae9048164dba47', 'mrk-fake-key-id'])(
    'cannot have the invalid key ID %s',
    async (KeyId) => {
      expect(await ask('DescribeKey', { KeyId })).toEqual(error('NotFoundException', `Invalid keyId '${KeyId}'`));
    },
  );
});

describe('cryptography', () => {
  const Plaintext = Buffer.from('plain').toString('base64');
  const base64 = expect.stringMatching(/^[A-Za-z0-9+/]+={0,2}$/);

  it('answers Encrypt and Decrypt with these members', async () => {
    const { KeyId, Arn, CurrentKeyMaterialId } = await createKey();
    const EncryptionContext = { tenant: 'a' };
    const encrypted = await succeed('Encrypt', { KeyId, Plaintext, EncryptionContext });
    expect(encrypted).toEqual({ CiphertextBlob: base64, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', KeyId: Arn });
    const { CiphertextBlob } = encrypted;
    expect(await succeed('Decrypt', { KeyId, CiphertextBlob, EncryptionContext })).toEqual({
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      KeyId: Arn,
      KeyMaterialId: CurrentKeyMaterialId,
      Plaintext,
    });
    // A missing context and an invalid ciphertext: an error without a message.
    expect(await ask('Decrypt', { KeyId, CiphertextBlob })).toEqual(error('InvalidCiphertextException'));
    expect(await ask('Decrypt', { KeyId, CiphertextBlob: Plaintext })).toEqual(error('InvalidCiphertextException'));
  });

  it('answers GenerateDataKey with these members, and GenerateDataKeyWithoutPlaintext without the plaintext', async () => {
    const { KeyId, Arn, CurrentKeyMaterialId } = await createKey();
    const withoutPlaintext = { CiphertextBlob: base64, KeyId: Arn, KeyMaterialId: CurrentKeyMaterialId };
    expect(await succeed('GenerateDataKey', { KeyId, KeySpec: 'AES_256' })).toEqual({
      ...withoutPlaintext,
      Plaintext: base64,
    });
    expect(await succeed('GenerateDataKeyWithoutPlaintext', { KeyId, KeySpec: 'AES_256' })).toEqual(withoutPlaintext);
    const DRY_RUN = error(
      'DryRunOperationException',
      'The request would have succeeded, but the DryRun option is set.',
    );
    expect(await ask('GenerateDataKey', { KeyId, KeySpec: 'AES_256', DryRun: true })).toEqual(DRY_RUN);
  });

  it('refuses a plaintext that is too long without repeating it', async () => {
    const { KeyId } = await createKey();
    expect(await ask('Encrypt', { KeyId, Plaintext: Buffer.alloc(4097).toString('base64') })).toEqual(
      error(
        'ValidationException',
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
      ),
    );
  });

  it('refuses a ciphertext that another key encrypted', async () => {
    const [one, other] = [await createKey(), await createKey()];
    const { CiphertextBlob } = await succeed('Encrypt', { KeyId: one.KeyId, Plaintext });
    expect(await ask('Decrypt', { KeyId: other.KeyId, CiphertextBlob })).toEqual(INCORRECT_KEY);
    const named = { CiphertextBlob, SourceKeyId: other.KeyId, DestinationKeyId: other.KeyId };
    expect(await ask('ReEncrypt', named)).toEqual(INCORRECT_KEY);
  });
});

describe('a key of another usage', () => {
  it('is refused with a message that names the key, its usage and the operation', async () => {
    const symmetric = await createKey();
    const hmac = await createKey({ KeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const signing = await createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    const Plaintext = Buffer.from('message').toString('base64');
    const refusals: [string, object, string][] = [
      ['Encrypt', { KeyId: signing.KeyId, Plaintext }, `${signing.Arn} key usage is SIGN_VERIFY`],
      ['GenerateDataKey', { KeyId: hmac.KeyId, KeySpec: 'AES_256' }, `${hmac.Arn} key usage is GENERATE_VERIFY_MAC`],
    ];
    for (const [operation, input, subject] of refusals) {
      expect(await ask(operation, input)).toEqual(
        error('InvalidKeyUsageException', `${subject} which is not valid for ${operation}.`),
      );
    }
    const { CiphertextBlob } = await succeed('Encrypt', { KeyId: symmetric.KeyId, Plaintext });
    expect(await ask('Decrypt', { KeyId: hmac.KeyId, CiphertextBlob })).toEqual(INCORRECT_KEY);
  });
});

describe('a multi-Region key', () => {
  const replicaRegion = 'ap-southeast-1';
  const multiRegion = (KeyId: string, type: 'PRIMARY' | 'REPLICA', replicas: string[]) => ({
    ...metadata(KeyId, ''),
    MultiRegion: true,
    MultiRegionConfiguration: {
      MultiRegionKeyType: type,
      PrimaryKey: { Arn: arnOf(KeyId), Region: REGION },
      ReplicaKeys: replicas.map((region) => ({ Arn: arnOf(KeyId, region), Region: region })),
    },
  });

  it('is created without replicas, and replicated into another Region with these members', async () => {
    const created = await createKey({ MultiRegion: true });
    const { KeyId } = created;
    expect(KeyId).toMatch(/^mrk-[0-9a-f]{32}$/);
    expect(created).toEqual(multiRegion(KeyId, 'PRIMARY', []));
    expect(await ask('DescribeKey', { KeyId }, replicaRegion)).toEqual(
      error('NotFoundException', `Key '${arnOf(KeyId, replicaRegion)}' does not exist`),
    );

    const replica = { ...multiRegion(KeyId, 'REPLICA', [replicaRegion]), Arn: arnOf(KeyId, replicaRegion) };
    const { ReplicaPolicy, ...answer } = await succeed('ReplicateKey', { KeyId, ReplicaRegion: replicaRegion });
    const { CurrentKeyMaterialId: _, ...beingMade } = replica;
    expect(answer).toEqual({ ReplicaKeyMetadata: { ...beingMade, Enabled: false, KeyState: 'Creating' } });
    expect(JSON.parse(String(ReplicaPolicy))).toEqual({
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${CUSTOMER}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    });
    expect(await succeed('DescribeKey', { KeyId })).toEqual({
      KeyMetadata: multiRegion(KeyId, 'PRIMARY', [replicaRegion]),
    });
    expect((await ask('DescribeKey', { KeyId }, replicaRegion)).body).toEqual({ KeyMetadata: replica });
  });
});

describe('rotation', () => {
  it('on demand returns the key ID and does not change the rotation status', async () => {
    const { KeyId } = await createKey();
    expect(await succeed('RotateKeyOnDemand', { KeyId })).toEqual({ KeyId });
    expect(await succeed('GetKeyRotationStatus', { KeyId })).toEqual({ KeyId, KeyRotationEnabled: false });
  });

  it('on demand keeps the automatic schedule, with its period and next date', async () => {
    const { KeyId } = await createKey();
    expect(await ask('EnableKeyRotation', { KeyId })).toEqual({ status: 200, body: {} });
    expect(await succeed('RotateKeyOnDemand', { KeyId })).toEqual({ KeyId });
    expect(await succeed('GetKeyRotationStatus', { KeyId })).toEqual({
      KeyId,
      KeyRotationEnabled: true,
      NextRotationDate: expect.any(Number),
      RotationPeriodInDays: 365,
    });
  });

  it('changes the current key material ID and nothing else', async () => {
    const { KeyId } = await createKey({ Description: 'rotates' });
    const { KeyMetadata: before } = await succeed('DescribeKey', { KeyId });
    await succeed('RotateKeyOnDemand', { KeyId });
    const { KeyMetadata: after } = await succeed('DescribeKey', { KeyId });
    const { CurrentKeyMaterialId: old, ...rest } = before as Json;
    expect(after).toEqual({ ...rest, CurrentKeyMaterialId: expect.stringMatching(MATERIAL_ID) });
    expect((after as Json)['CurrentKeyMaterialId']).not.toBe(old);
  });

  it('refuses a disabled key', async () => {
    const { KeyId, Arn } = await createKey();
    await succeed('DisableKey', { KeyId });
    expect(await ask('RotateKeyOnDemand', { KeyId })).toEqual(error('DisabledException', `${Arn} is disabled.`));
  });
});
