import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyPairCommand,
  GenerateDataKeyPairWithoutPlaintextCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  VerifyCommand,
  VerifyMacCommand,
  type EncryptionAlgorithmSpec,
  type KeySpec,
  type KeyUsageType,
  type KMSClient,
  type MacAlgorithmSpec,
  type SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { constants, createHash, createPublicKey, publicEncrypt, sign, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CUSTOMER,
  failureOf,
  sharedKeyPolicy,
  startTestSandbox,
  VENDOR,
  type CreatedKey,
  type TestSandbox,
} from './sandbox.test-support.ts';

let aws: TestSandbox;
let kms: KMSClient;
beforeAll(async () => {
  aws = await startTestSandbox();
  kms = aws.kms(CUSTOMER);
});
afterAll(() => aws.close());

const Message = Buffer.from('a message to sign');
const DRY_RUN_PASSED = {
  name: 'DryRunOperationException',
  message: 'The request would have succeeded, but the DryRun option is set.',
  status: 400,
};

async function create(KeySpec: KeySpec, KeyUsage: KeyUsageType, policy?: object): Promise<CreatedKey> {
  const Policy = policy && JSON.stringify(policy);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage, Policy }));
  return KeyMetadata as CreatedKey;
}

async function publicKeyOf(KeyId: string) {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
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
  ])('of spec %s for %s has exactly the members that AWS gives', async (spec, usage, algorithms) => {
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

describe('GetPublicKey', () => {
  it('gives the public key with what it is for, also of a disabled key and to another account', async () => {
    const key = await create('ECC_NIST_P256', 'SIGN_VERIFY', sharedKeyPolicy(['kms:GetPublicKey']));
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    const { $metadata: _, ...answer } = await aws.kms(VENDOR).send(new GetPublicKeyCommand({ KeyId: key.Arn }));
    expect(answer).toEqual({
      CustomerMasterKeySpec: 'ECC_NIST_P256',
      KeyId: key.Arn,
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      PublicKey: expect.any(Uint8Array),
      SigningAlgorithms: ['ECDSA_SHA_256'],
    });
    expect((await publicKeyOf(key.KeyId)).asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  it('refuses symmetric and leaving keys', async () => {
    const symmetric = await aws.createKey();
    const call = kms.send(new GetPublicKeyCommand({ KeyId: symmetric.KeyId }));
    expect((await failureOf(call)).name).toBe('UnsupportedOperationException');
    const key = await create('ECC_NIST_P256', 'SIGN_VERIFY');
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId }));
    expect((await failureOf(publicKeyOf(key.KeyId))).message).toBe(`${key.Arn} is pending deletion.`);
  });
});

describe('Sign and Verify', () => {
  const send = {
    sign: (KeyId: string, SigningAlgorithm: SigningAlgorithmSpec, more: object = {}) =>
      kms.send(new SignCommand({ KeyId, Message, SigningAlgorithm, ...more })),
    verify: (KeyId: string, SigningAlgorithm: SigningAlgorithmSpec, Signature: Uint8Array, more: object = {}) =>
      kms.send(new VerifyCommand({ KeyId, Message, SigningAlgorithm, Signature, ...more })),
  };
  const hashOf = (algorithm: string) => `sha${algorithm.slice(-3)}`;

  describe.each<[KeySpec, readonly SigningAlgorithmSpec[]]>([
    ['RSA_2048', RSA_SIGNING],
    ['RSA_3072', ['RSASSA_PSS_SHA_384']],
    ['ECC_NIST_P256', ['ECDSA_SHA_256']],
    ['ECC_NIST_P384', ['ECDSA_SHA_384']],
    ['ECC_NIST_P521', ['ECDSA_SHA_512']],
    ['ECC_SECG_P256K1', ['ECDSA_SHA_256']],
  ])('of %s', (spec, algorithms) => {
    let key: CreatedKey;
    beforeAll(async () => {
      key = await create(spec, 'SIGN_VERIFY');
    });

    it.each(algorithms)('by %s hold to the public key outside KMS, both ways and for digests', async (algorithm) => {
      const publicKey = await publicKeyOf(key.KeyId);
      const padding = algorithm.startsWith('RSASSA_PSS')
        ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
        : {};
      const made = await send.sign(key.KeyId, algorithm);
      expect(made).toMatchObject({ KeyId: key.Arn, SigningAlgorithm: algorithm });
      const Signature = made.Signature ?? new Uint8Array();
      expect(verify(hashOf(algorithm), Message, { key: publicKey, ...padding }, Signature)).toBe(true);

      const digest = { Message: createHash(hashOf(algorithm)).update(Message).digest(), MessageType: 'DIGEST' };
      expect(await send.verify(key.KeyId, algorithm, Signature, digest)).toMatchObject({
        KeyId: key.Arn,
        SignatureValid: true,
        SigningAlgorithm: algorithm,
      });
      const ofDigest = (await send.sign(key.KeyId, algorithm, digest)).Signature ?? new Uint8Array();
      expect(verify(hashOf(algorithm), Message, { key: publicKey, ...padding }, ofDigest)).toBe(true);
    });

    it.each(algorithms)('by %s refuse a signature on something else, without a message', async (algorithm) => {
      const Signature = Buffer.from((await send.sign(key.KeyId, algorithm)).Signature ?? []);
      const changed = Buffer.from(Signature);
      changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
      const calls = [
        send.verify(key.KeyId, algorithm, Signature, { Message: Buffer.from('another message') }),
        send.verify(key.KeyId, algorithm, changed),
        send.verify(key.KeyId, algorithm, Signature.subarray(1)),
        send.verify(key.KeyId, algorithm, Buffer.from('no signature')),
      ];
      for (const call of calls) {
        expect(await failureOf(call)).toMatchObject({ name: 'KMSInvalidSignatureException', status: 400 });
      }
    });
  });

  it('by Ed25519 sign whole messages, and hold to the public key outside KMS', async () => {
    const key = await create('ECC_NIST_EDWARDS25519', 'SIGN_VERIFY');
    const { Signature } = await send.sign(key.KeyId, 'ED25519_SHA_512');
    expect(verify(null, Message, await publicKeyOf(key.KeyId), Signature ?? new Uint8Array())).toBe(true);
    expect((await send.verify(key.KeyId, 'ED25519_SHA_512', Signature ?? new Uint8Array())).SignatureValid).toBe(true);
    const wrongType = send.sign(key.KeyId, 'ED25519_SHA_512', { MessageType: 'DIGEST' });
    expect((await failureOf(wrongType)).name).toBe('ValidationException');
  });

  it('refuse algorithms of other keys, digests of the wrong length and keys of another usage', async () => {
    const key = await create('ECC_NIST_P256', 'SIGN_VERIFY');
    expect(await failureOf(send.sign(key.KeyId, 'RSASSA_PSS_SHA_256'))).toEqual({
      name: 'InvalidKeyUsageException',
      message: 'Algorithm RSASSA_PSS_SHA_256 is incompatible with key spec ECC_NIST_P256.',
      status: 400,
    });
    expect(await failureOf(send.sign(key.KeyId, 'ECDSA_SHA_256', { MessageType: 'DIGEST' }))).toMatchObject({
      name: 'ValidationException',
      message: 'Digest is invalid length for algorithm ECDSA_SHA_256.',
    });
    const symmetric = await aws.createKey();
    expect(await failureOf(send.sign(symmetric.KeyId, 'ECDSA_SHA_256'))).toEqual({
      name: 'InvalidKeyUsageException',
      message: `${symmetric.Arn} key usage is ENCRYPT_DECRYPT which is not valid for Sign.`,
      status: 400,
    });
  });

  it('have dry runs, and see conditions on algorithm and message type', async () => {
    const condition = { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'RAW' } };
    const key = await create('ECC_NIST_P256', 'SIGN_VERIFY', sharedKeyPolicy(['kms:Sign', 'kms:Verify'], condition));
    const vendor = aws.kms(VENDOR);
    const common = { KeyId: key.Arn, Message, SigningAlgorithm: 'ECDSA_SHA_256', DryRun: true } as const;
    expect(await failureOf(vendor.send(new SignCommand(common)))).toEqual(DRY_RUN_PASSED);
    expect(await failureOf(vendor.send(new VerifyCommand({ ...common, Signature: Message })))).toEqual(DRY_RUN_PASSED);
    const asDigest = vendor.send(new SignCommand({ ...common, MessageType: 'DIGEST' }));
    expect((await failureOf(asDigest)).name).toBe('AccessDeniedException');
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    expect((await failureOf(vendor.send(new SignCommand(common)))).name).toBe('DisabledException');
  });

  it('do not take a signature of another key', async () => {
    const [one, other] = [
      await create('ECC_SECG_P256K1', 'SIGN_VERIFY'),
      await create('ECC_SECG_P256K1', 'SIGN_VERIFY'),
    ];
    const { Signature } = await send.sign(one.KeyId, 'ECDSA_SHA_256');
    const call = send.verify(other.KeyId, 'ECDSA_SHA_256', Signature ?? new Uint8Array());
    expect((await failureOf(call)).name).toBe('KMSInvalidSignatureException');
  });
});

describe('GenerateMac and VerifyMac', () => {
  it.each<[KeySpec, MacAlgorithmSpec, number]>([
    ['HMAC_224', 'HMAC_SHA_224', 28],
    ['HMAC_256', 'HMAC_SHA_256', 32],
    ['HMAC_384', 'HMAC_SHA_384', 48],
    ['HMAC_512', 'HMAC_SHA_512', 64],
  ])('agree for %s, and on nothing that was changed', async (spec, MacAlgorithm, length) => {
    const { KeyId, Arn } = await create(spec, 'GENERATE_VERIFY_MAC');
    const made = await kms.send(new GenerateMacCommand({ KeyId, Message, MacAlgorithm }));
    expect(made).toMatchObject({ KeyId: Arn, MacAlgorithm });
    expect(made.Mac).toHaveLength(length);
    const check = (Mac: Uint8Array | undefined, message: Buffer) =>
      kms.send(new VerifyMacCommand({ KeyId, Message: message, MacAlgorithm, Mac }));
    expect(await check(made.Mac, Message)).toMatchObject({ KeyId: Arn, MacAlgorithm, MacValid: true });
    for (const call of [check(made.Mac, Buffer.from('other')), check(made.Mac?.subarray(1), Message)]) {
      expect(await failureOf(call)).toMatchObject({ name: 'KMSInvalidMacException', status: 400 });
    }
  });

  it('have dry runs, and refuse other algorithms and other keys', async () => {
    const { KeyId } = await create('HMAC_256', 'GENERATE_VERIFY_MAC');
    const mac = (MacAlgorithm: MacAlgorithmSpec, more: object = {}) =>
      kms.send(new GenerateMacCommand({ KeyId, Message, MacAlgorithm, ...more }));
    expect(await failureOf(mac('HMAC_SHA_256', { DryRun: true }))).toEqual(DRY_RUN_PASSED);
    expect(await failureOf(mac('HMAC_SHA_384'))).toMatchObject({
      name: 'InvalidKeyUsageException',
      message: 'Algorithm HMAC_SHA_384 is incompatible with key spec HMAC_256.',
    });
    const symmetric = await aws.createKey();
    expect(await failureOf(mac('HMAC_SHA_256', { KeyId: symmetric.KeyId }))).toMatchObject({
      name: 'InvalidKeyUsageException',
      message: `${symmetric.Arn} key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac.`,
    });
    const dataKey = kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }));
    expect((await failureOf(dataKey)).message).toMatch(
      /key usage is GENERATE_VERIFY_MAC which is not valid for GenerateDataKey\.$/,
    );
  });
});

describe('encryption with RSA', () => {
  let key: CreatedKey;
  beforeAll(async () => {
    key = await create('RSA_2048', 'ENCRYPT_DECRYPT');
  });
  const encrypt = (EncryptionAlgorithm?: EncryptionAlgorithmSpec, Plaintext: Uint8Array = Message) =>
    kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext, EncryptionAlgorithm }));

  it.each([
    ['RSAES_OAEP_SHA_1', 'sha1', 214],
    ['RSAES_OAEP_SHA_256', 'sha256', 190],
  ] as const)('by %s opens what it sealed, and what the public key sealed', async (algorithm, oaepHash, maxBytes) => {
    const sealed = await encrypt(algorithm);
    expect(sealed).toMatchObject({ KeyId: key.Arn, EncryptionAlgorithm: algorithm });
    const outside = publicEncrypt({ key: await publicKeyOf(key.KeyId), oaepHash }, Message);
    for (const CiphertextBlob of [sealed.CiphertextBlob, outside]) {
      const opened = await kms.send(
        new DecryptCommand({ KeyId: key.KeyId, CiphertextBlob, EncryptionAlgorithm: algorithm }),
      );
      expect(opened).toMatchObject({ KeyId: key.Arn, EncryptionAlgorithm: algorithm });
      expect(opened).not.toHaveProperty('KeyMaterialId');
      expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Message);
    }
    await encrypt(algorithm, Buffer.alloc(maxBytes));
    expect((await failureOf(encrypt(algorithm, Buffer.alloc(maxBytes + 1)))).name).toBe('ValidationException');
  });

  it('needs an algorithm of the key, and makes no data keys', async () => {
    expect(await failureOf(encrypt())).toMatchObject({
      name: 'InvalidKeyUsageException',
      message: 'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
    });
    const dataKey = kms.send(new GenerateDataKeyCommand({ KeyId: key.KeyId, KeySpec: 'AES_256' }));
    expect((await failureOf(dataKey)).name).toBe('InvalidKeyUsageException');
  });

  it('does not open what was changed', async () => {
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

describe('a data key pair', () => {
  it.each(['RSA_2048', 'ECC_NIST_P256', 'ECC_SECG_P256K1', 'ECC_NIST_EDWARDS25519'] as const)(
    'of spec %s works outside KMS, and its private key decrypts',
    async (KeyPairSpec) => {
      const key = await aws.createKey();
      const EncryptionContext = { tenant: 'a' };
      const pair = await kms.send(new GenerateDataKeyPairCommand({ KeyId: key.KeyId, KeyPairSpec, EncryptionContext }));
      expect(pair).toMatchObject({ KeyId: key.Arn, KeyMaterialId: key.CurrentKeyMaterialId, KeyPairSpec });
      const privateKey = Buffer.from(pair.PrivateKeyPlaintext ?? []);
      const hash = KeyPairSpec === 'ECC_NIST_EDWARDS25519' ? null : 'sha256';
      const signature = sign(hash, Message, { key: privateKey, format: 'der', type: 'pkcs8' });
      const publicKey = createPublicKey({ key: Buffer.from(pair.PublicKey ?? []), format: 'der', type: 'spki' });
      expect(verify(hash, Message, publicKey, signature)).toBe(true);
      const opened = await kms.send(
        new DecryptCommand({ CiphertextBlob: pair.PrivateKeyCiphertextBlob, EncryptionContext }),
      );
      expect(Buffer.from(opened.Plaintext ?? [])).toEqual(privateKey);
    },
  );

  it('comes without its private key where that is asked', async () => {
    const { KeyId } = await aws.createKey();
    const pair = await kms.send(
      new GenerateDataKeyPairWithoutPlaintextCommand({ KeyId, KeyPairSpec: 'ECC_NIST_P384' }),
    );
    expect(pair).not.toHaveProperty('PrivateKeyPlaintext');
    expect(pair.PrivateKeyCiphertextBlob).toBeDefined();
  });

  it('has dry runs, needs a symmetric key, and is not of every spec', async () => {
    const { KeyId } = await aws.createKey();
    const generate = (more: object) =>
      kms.send(new GenerateDataKeyPairCommand({ KeyId, KeyPairSpec: 'ECC_NIST_P256', ...more }));
    expect(await failureOf(generate({ DryRun: true }))).toEqual(DRY_RUN_PASSED);
    const signing = await create('ECC_NIST_P256', 'SIGN_VERIFY');
    expect((await failureOf(generate({ KeyId: signing.KeyId }))).message).toBe(
      `${signing.Arn} key usage is SIGN_VERIFY which is not valid for GenerateDataKeyPair.`,
    );
    expect((await failureOf(generate({ KeyPairSpec: 'SM2' }))).name).toBe('UnsupportedOperationException');
    expect((await failureOf(generate({ KeyPairSpec: 'RSA_20' }))).message).toMatch(
      /^1 validation error detected: Value 'RSA_20' at 'keyPairSpec' failed to satisfy constraint/,
    );
  });
});
