import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  ReEncryptCommand,
  type EncryptionAlgorithmSpec,
  type KeySpec,
  type KeyUsageType,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CUSTOMER, failureOf, startTestSandbox, type CreatedKey, type TestSandbox } from './sandbox.test-support.ts';

let aws: TestSandbox;
let kms: KMSClient;
beforeAll(async () => {
  aws = await startTestSandbox();
  kms = aws.kms(CUSTOMER);
});
afterAll(() => aws.close());

const Message = Buffer.from('a message to sign');

async function create(KeySpec: KeySpec, KeyUsage: KeyUsageType): Promise<CreatedKey> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage }));
  return KeyMetadata as CreatedKey;
}

const RSA_SIGNING = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
] as const;

describe('the metadata of a key', () => {
  it.each<[KeySpec, KeyUsageType, object]>([
    ['RSA_2048', 'ENCRYPT_DECRYPT', { EncryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] }],
    ['RSA_2048', 'SIGN_VERIFY', { SigningAlgorithms: RSA_SIGNING }],
    ['ECC_NIST_P256', 'SIGN_VERIFY', { SigningAlgorithms: ['ECDSA_SHA_256'] }],
    ['ECC_NIST_P384', 'KEY_AGREEMENT', { KeyAgreementAlgorithms: ['ECDH'] }],
    ['ECC_NIST_P521', 'SIGN_VERIFY', { SigningAlgorithms: ['ECDSA_SHA_512'] }],
    ['ECC_SECG_P256K1', 'SIGN_VERIFY', { SigningAlgorithms: ['ECDSA_SHA_256'] }],
    ['ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', { SigningAlgorithms: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'] }],
    ['HMAC_224', 'GENERATE_VERIFY_MAC', { MacAlgorithms: ['HMAC_SHA_224'] }],
    ['HMAC_512', 'GENERATE_VERIFY_MAC', { MacAlgorithms: ['HMAC_SHA_512'] }],
  ])('of spec %s for %s has exactly the members that AWS sends', async (spec, usage, algorithms) => {
    const key = await create(spec, usage);
    const metadata = {
      AWSAccountId: CUSTOMER,
      Arn: expect.any(String),
      CreationDate: expect.any(Date),
      CustomerMasterKeySpec: spec,
      Description: '',
      Enabled: true,
      KeyId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      KeyManager: 'CUSTOMER',
      KeySpec: spec,
      KeyState: 'Enabled',
      KeyUsage: usage,
      MultiRegion: false,
      Origin: 'AWS_KMS',
      ...algorithms,
    };
    expect(key).toEqual(metadata);
    expect((await kms.send(new DescribeKeyCommand({ KeyId: key.KeyId }))).KeyMetadata).toEqual(metadata);
  });
});

describe('RSA encryption', () => {
  let key: CreatedKey;
  beforeAll(async () => {
    key = await create('RSA_2048', 'ENCRYPT_DECRYPT');
  });
  const encrypt = (EncryptionAlgorithm?: EncryptionAlgorithmSpec, Plaintext: Uint8Array = Message) =>
    kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext, EncryptionAlgorithm }));

  it.each([
    ['RSAES_OAEP_SHA_1', 214],
    ['RSAES_OAEP_SHA_256', 190],
  ] as const)('by %s decrypts what it encrypted', async (algorithm, maxBytes) => {
    const encrypted = await encrypt(algorithm);
    expect(encrypted).toMatchObject({ KeyId: key.Arn, EncryptionAlgorithm: algorithm });
    const decrypted = await kms.send(
      new DecryptCommand({
        KeyId: key.KeyId,
        CiphertextBlob: encrypted.CiphertextBlob,
        EncryptionAlgorithm: algorithm,
      }),
    );
    expect(decrypted).toMatchObject({ KeyId: key.Arn, EncryptionAlgorithm: algorithm });
    expect(decrypted).not.toHaveProperty('KeyMaterialId');
    expect(Buffer.from(decrypted.Plaintext ?? [])).toEqual(Message);
    await encrypt(algorithm, Buffer.alloc(maxBytes));
    expect((await failureOf(encrypt(algorithm, Buffer.alloc(maxBytes + 1)))).name).toBe('ValidationException');
  });

  it('needs an RSA algorithm, and cannot generate data keys', async () => {
    expect(await failureOf(encrypt())).toMatchObject({
      name: 'InvalidKeyUsageException',
      message: 'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
    });
    const dataKey = kms.send(new GenerateDataKeyCommand({ KeyId: key.KeyId, KeySpec: 'AES_256' }));
    expect((await failureOf(dataKey)).name).toBe('InvalidKeyUsageException');
  });

  it('refuses a modified ciphertext', async () => {
    const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
    const call = kms.send(
      new DecryptCommand({ KeyId: key.KeyId, CiphertextBlob: Buffer.alloc(256, 7), EncryptionAlgorithm }),
    );
    expect((await failureOf(call)).name).toBe('InvalidCiphertextException');
  });

  it('can be re-encrypted to and from a symmetric key', async () => {
    const symmetric = await aws.createKey();
    const algorithm = 'RSAES_OAEP_SHA_256' as const;
    const toSymmetric = await kms.send(
      new ReEncryptCommand({
        CiphertextBlob: (await encrypt(algorithm)).CiphertextBlob,
        SourceKeyId: key.KeyId,
        SourceEncryptionAlgorithm: algorithm,
        DestinationKeyId: symmetric.KeyId,
      }),
    );
    expect(toSymmetric).toMatchObject({
      SourceEncryptionAlgorithm: algorithm,
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationKeyMaterialId: symmetric.CurrentKeyMaterialId,
    });
    expect(toSymmetric).not.toHaveProperty('SourceKeyMaterialId');
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob: toSymmetric.CiphertextBlob }));
    expect(Buffer.from(Plaintext ?? [])).toEqual(Message);
  });
});

describe('a key that does not encrypt', () => {
  it.each<[KeySpec, KeyUsageType]>([
    ['RSA_2048', 'SIGN_VERIFY'],
    ['ECC_NIST_P256', 'SIGN_VERIFY'],
    ['ECC_NIST_P256', 'KEY_AGREEMENT'],
    ['HMAC_256', 'GENERATE_VERIFY_MAC'],
  ])('of spec %s for %s is refused by every operation that encrypts', async (spec, usage) => {
    const key = await create(spec, usage);
    const symmetric = await aws.createKey();
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: symmetric.KeyId, Plaintext: Message }));
    const calls = {
      Encrypt: () => kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext: Message })),
      GenerateDataKey: () =>
        kms.send(new GenerateDataKeyCommand({ KeyId: key.KeyId, KeySpec: 'AES_256', DryRun: true })),
      GenerateDataKeyWithoutPlaintext: () =>
        kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId: key.KeyId, KeySpec: 'AES_256' })),
      ReEncrypt: () => kms.send(new ReEncryptCommand({ CiphertextBlob, DestinationKeyId: key.KeyId })),
    };
    for (const [operation, call] of Object.entries(calls)) {
      expect(await failureOf(call())).toEqual({
        name: 'InvalidKeyUsageException',
        message: `${key.Arn} key usage is ${usage} which is not valid for ${operation}.`,
        status: 400,
      });
    }
  });
});
