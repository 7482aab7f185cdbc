import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteImportedKeyMaterialCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyRotationStatusCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  ListKeyRotationsCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  type AlgorithmSpec,
  type CreateKeyCommandInput,
  type ImportKeyMaterialCommandInput,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { createCipheriv, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  CUSTOMER,
  DAY_MS,
  failureOf,
  startTestSandbox,
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
afterEach(() => aws.control.clock.reset());

type Terms = Partial<ImportKeyMaterialCommandInput>;

const FOREVER: Terms = { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' };
const NEW: Terms = { ...FOREVER, ImportType: 'NEW_KEY_MATERIAL' };
const Plaintext = Buffer.from('a secret');

async function createEmpty(more: Partial<CreateKeyCommandInput> = {}): Promise<CreatedKey> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Origin: 'EXTERNAL', ...more }));
  return KeyMetadata as CreatedKey;
}

/** Wraps and imports material as a customer does. */
async function importMaterial(
  KeyId: string,
  material: Buffer,
  terms: Terms = FOREVER,
  WrappingAlgorithm: AlgorithmSpec = 'RSAES_OAEP_SHA_256',
) {
  const parameters = await kms.send(
    new GetParametersForImportCommand({ KeyId, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' }),
  );
  const EncryptedKeyMaterial = wrap(Buffer.from(parameters.PublicKey ?? []), material, WrappingAlgorithm);
  const { ImportToken } = parameters;
  return kms.send(new ImportKeyMaterialCommand({ KeyId, ImportToken, EncryptedKeyMaterial, ...terms }));
}

function wrap(publicKey: Buffer, material: Buffer, algorithm: AlgorithmSpec): Buffer {
  const key = { key: publicKey, format: 'der', type: 'spki' } as const;
  const oaepHash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256';
  if (algorithm.startsWith('RSAES')) return publicEncrypt({ ...key, oaepHash }, material);
  const aesKey = randomBytes(32);
  const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('A65959A6', 'hex'));
  return Buffer.concat([publicEncrypt({ ...key, oaepHash }, aesKey), cipher.update(material), cipher.final()]);
}

async function imported(more: Terms = FOREVER): Promise<{ key: CreatedKey; material: Buffer; materialId: string }> {
  const key = await createEmpty();
  const material = randomBytes(32);
  const { KeyMaterialId } = await importMaterial(key.KeyId, material, more);
  return { key, material, materialId: String(KeyMaterialId) };
}

const describeKey = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
const encrypt = (KeyId: string) => kms.send(new EncryptCommand({ KeyId, Plaintext }));
const rotate = (KeyId: string) => kms.send(new RotateKeyOnDemandCommand({ KeyId }));
const deleteMaterial = (KeyId: string, KeyMaterialId?: string) =>
  kms.send(new DeleteImportedKeyMaterialCommand({ KeyId, KeyMaterialId }));
const allMaterial = async (KeyId: string) =>
  (await kms.send(new ListKeyRotationsCommand({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' }))).Rotations ?? [];
const pendingImport = (arn: string) =>
  `${arn} is pending import because no key material has ever been imported or one of the imported key materials is deleted or expired.`;

describe('a key without material', () => {
  it('is pending import, with exactly the metadata that AWS sends', async () => {
    const key = await createEmpty({ Description: 'ours' });
    expect(key).toEqual({
      AWSAccountId: CUSTOMER,
      Arn: expect.any(String),
      CreationDate: expect.any(Date),
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      Description: 'ours',
      Enabled: false,
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      KeyId: expect.any(String),
      KeyManager: 'CUSTOMER',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyState: 'PendingImport',
      KeyUsage: 'ENCRYPT_DECRYPT',
      MultiRegion: false,
      Origin: 'EXTERNAL',
    });
  });

  it('refuses to encrypt, be enabled, be disabled and rotate, with AWS’s errors', async () => {
    const { KeyId, Arn } = await createEmpty();
    for (const call of [encrypt(KeyId), kms.send(new DisableKeyCommand({ KeyId })), rotate(KeyId)]) {
      expect(await failureOf(call)).toEqual({
        name: 'KMSInvalidStateException',
        message: pendingImport(Arn),
        status: 400,
      });
    }
    for (const call of [
      kms.send(new GetKeyRotationStatusCommand({ KeyId })),
      kms.send(new EnableKeyRotationCommand({ KeyId })),
    ]) {
      expect(await failureOf(call)).toEqual({
        name: 'UnsupportedOperationException',
        message: `${Arn} origin is EXTERNAL which is not valid for this operation.`,
        status: 400,
      });
    }
  });

  it('can be scheduled for deletion, and is pending import again when that is canceled', async () => {
    const { KeyId } = await createEmpty();
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect((await describeKey(KeyId))?.KeyState).toBe('PendingDeletion');
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect((await describeKey(KeyId))?.KeyState).toBe('PendingImport');
  });
});

describe('an import', () => {
  it.each(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] as const)('wrapped by %s enables the key', async (algorithm) => {
    const key = await createEmpty();
    const answer = await importMaterial(key.KeyId, randomBytes(32), FOREVER, algorithm);
    expect(answer).toMatchObject({ KeyId: key.Arn, KeyMaterialId: expect.stringMatching(/^[a-f0-9]{64}$/) });
    expect(await describeKey(key.KeyId)).toMatchObject({
      KeyState: 'Enabled',
      Enabled: true,
      Origin: 'EXTERNAL',
      CurrentKeyMaterialId: answer.KeyMaterialId,
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    });
    expect(await describeKey(key.KeyId)).not.toHaveProperty('ValidTo');
    const { CiphertextBlob } = await encrypt(key.KeyId);
    const decrypted = await kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(decrypted.KeyMaterialId).toBe(answer.KeyMaterialId);
    expect(Buffer.from(decrypted.Plaintext ?? [])).toEqual(Plaintext);
  });

  it('uses parameters that are valid for one day and one key', async () => {
    const [one, other] = [await createEmpty(), await createEmpty()];
    const parameters = await kms.send(
      new GetParametersForImportCommand({
        KeyId: one.KeyId,
        WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
        WrappingKeySpec: 'RSA_3072',
      }),
    );
    expect(parameters.KeyId).toBe(one.Arn);
    expect(Math.abs((parameters.ParametersValidTo?.getTime() ?? 0) - Date.now() - DAY_MS)).toBeLessThan(60_000);
    const { ImportToken } = parameters;
    const EncryptedKeyMaterial = wrap(Buffer.from(parameters.PublicKey ?? []), randomBytes(32), 'RSAES_OAEP_SHA_256');
    const send = (more: Terms) =>
      kms.send(
        new ImportKeyMaterialCommand({ KeyId: one.KeyId, ImportToken, EncryptedKeyMaterial, ...FOREVER, ...more }),
      );
    expect((await failureOf(send({ KeyId: other.KeyId }))).name).toBe('InvalidImportTokenException');
    expect((await failureOf(send({ ImportToken: randomBytes(64) }))).name).toBe('InvalidImportTokenException');
    expect((await failureOf(send({ EncryptedKeyMaterial: randomBytes(384) }))).name).toBe('InvalidCiphertextException');
    await aws.control.clock.advance(DAY_MS);
    expect((await failureOf(send({}))).name).toBe('ExpiredImportTokenException');
    await aws.control.clock.reset();
    await send({});
  });

  it('accepts only valid material', async () => {
    const { KeyId } = await createEmpty();
    expect(await failureOf(importMaterial(KeyId, randomBytes(31)))).toMatchObject({
      name: 'IncorrectKeyMaterialException',
      status: 400,
    });
    const signing = await createEmpty({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    const wrongCurve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
    const material = wrongCurve.export({ format: 'der', type: 'pkcs8' });
    expect((await failureOf(importMaterial(signing.KeyId, material))).name).toBe('IncorrectKeyMaterialException');
  });

  it.each([
    ['no date for material that expires', {}],
    ['a date for material that does not', { ...FOREVER, ValidTo: new Date(Date.now() + DAY_MS) }],
    ['a date in the past', { ValidTo: new Date(Date.now() - 1000) }],
    ['a date more than 365 days away', { ValidTo: new Date(Date.now() + 366 * DAY_MS) }],
    ['an id for new material', { ...NEW, KeyMaterialId: 'a'.repeat(64) }],
  ])('is refused with %s', async (_, terms) => {
    const { KeyId } = await createEmpty();
    expect((await failureOf(importMaterial(KeyId, randomBytes(32), terms))).name).toBe('ValidationException');
  });

  it('is refused for keys with AWS_KMS material', async () => {
    const key = await aws.createKey();
    expect(await failureOf(importMaterial(key.KeyId, randomBytes(32)))).toMatchObject({
      name: 'UnsupportedOperationException',
      message: `${key.Arn} origin is AWS_KMS which is not valid for this operation.`,
    });
    expect((await failureOf(deleteMaterial(key.KeyId))).name).toBe('UnsupportedOperationException');
  });

  it('of an RSA or ECC private key, or of HMAC material, enables the key', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsa = await createEmpty({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const pkcs8 = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
    expect((await failureOf(importMaterial(rsa.KeyId, pkcs8, FOREVER, 'RSAES_OAEP_SHA_256'))).name).toBe(
      'UnsupportedOperationException',
    );
    const answer = await importMaterial(rsa.KeyId, pkcs8, FOREVER, 'RSA_AES_KEY_WRAP_SHA_256');
    expect(answer).not.toHaveProperty('KeyMaterialId');
    const CiphertextBlob = publicEncrypt({ key: pair.publicKey, oaepHash: 'sha256' }, Plaintext);
    const decrypted = await kms.send(
      new DecryptCommand({ KeyId: rsa.KeyId, CiphertextBlob, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }),
    );
    expect(Buffer.from(decrypted.Plaintext ?? [])).toEqual(Plaintext);
    expect(await describeKey(rsa.KeyId)).not.toHaveProperty('CurrentKeyMaterialId');

    const ec = await createEmpty({ KeySpec: 'ECC_SECG_P256K1', KeyUsage: 'SIGN_VERIFY' });
    const scalar = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
    await importMaterial(ec.KeyId, scalar.export({ format: 'der', type: 'pkcs8' }), FOREVER, 'RSA_AES_KEY_WRAP_SHA_1');
    expect(await describeKey(ec.KeyId)).toMatchObject({ KeyState: 'Enabled', Enabled: true });

    const hmac = await createEmpty({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const secret = randomBytes(48);
    await importMaterial(hmac.KeyId, secret);
    expect(await describeKey(hmac.KeyId)).toMatchObject({ KeyState: 'Enabled', Enabled: true });
    expect((await failureOf(importMaterial(hmac.KeyId, randomBytes(48)))).name).toBe('IncorrectKeyMaterialException');
    expect((await failureOf(importMaterial(hmac.KeyId, secret, NEW))).name).toBe('ValidationException');
  });
});

describe('deleted material', () => {
  it('makes the key pending import, until the same material is imported again', async () => {
    const { key, material, materialId } = await imported();
    const { CiphertextBlob } = await encrypt(key.KeyId);
    expect(await deleteMaterial(key.KeyId)).toMatchObject({ KeyId: key.Arn, KeyMaterialId: materialId });
    const metadata = await describeKey(key.KeyId);
    expect(metadata).toMatchObject({ KeyState: 'PendingImport', Enabled: false });
    expect(metadata).not.toHaveProperty('ExpirationModel');
    expect((await failureOf(kms.send(new DecryptCommand({ CiphertextBlob })))).message).toBe(pendingImport(key.Arn));

    expect(await failureOf(importMaterial(key.KeyId, randomBytes(32)))).toMatchObject({
      name: 'IncorrectKeyMaterialException',
    });
    const again = await importMaterial(key.KeyId, material, { ...FOREVER, KeyMaterialId: materialId });
    expect(again.KeyMaterialId).toBe(materialId);
    expect((await describeKey(key.KeyId))?.KeyState).toBe('Enabled');
    await kms.send(new DecryptCommand({ CiphertextBlob }));
  });

  it('must be material of the key', async () => {
    const { key } = await imported();
    expect((await failureOf(deleteMaterial(key.KeyId, 'f'.repeat(64)))).name).toBe('NotFoundException');
  });

  it('does not change a key pending deletion', async () => {
    const { key } = await imported();
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId }));
    await deleteMaterial(key.KeyId);
    expect((await describeKey(key.KeyId))?.KeyState).toBe('PendingDeletion');
    expect((await failureOf(importMaterial(key.KeyId, randomBytes(32)))).name).toBe('KMSInvalidStateException');
  });
});

describe('material that expires', () => {
  it('shows its expiration date, expires on the sandbox clock, and can be imported again', async () => {
    const ValidTo = new Date(Math.floor(Date.now() / 1000) * 1000 + 30 * DAY_MS);
    const { key, material } = await imported({ ValidTo });
    expect(await describeKey(key.KeyId)).toMatchObject({ ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo });
    await aws.control.clock.advance(30 * DAY_MS - 60_000);
    await encrypt(key.KeyId);
    await aws.control.clock.advance(120_000);
    expect((await describeKey(key.KeyId))?.KeyState).toBe('PendingImport');
    expect((await failureOf(encrypt(key.KeyId))).message).toBe(pendingImport(key.Arn));
    await importMaterial(key.KeyId, material);
    expect(await describeKey(key.KeyId)).toMatchObject({
      KeyState: 'Enabled',
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    });
  });

  it('can get another expiration date before it expires', async () => {
    const { key, material } = await imported({ ValidTo: new Date(Date.now() + 7 * DAY_MS) });
    await importMaterial(key.KeyId, material, { ValidTo: new Date(Date.now() + 60 * DAY_MS) });
    await aws.control.clock.advance(30 * DAY_MS);
    await encrypt(key.KeyId);
  });
});

describe('rotation of imported material', () => {
  it('needs new material, which becomes current on demand', async () => {
    const { key, material, materialId } = await imported();
    expect((await failureOf(rotate(key.KeyId))).name).toBe('KMSInvalidStateException');
    const { CiphertextBlob } = await encrypt(key.KeyId);
    const next = await importMaterial(key.KeyId, randomBytes(32), { ...NEW, KeyMaterialDescription: 'second' });
    expect((await describeKey(key.KeyId))?.CurrentKeyMaterialId).toBe(materialId);
    expect(await allMaterial(key.KeyId)).toMatchObject([
      { KeyMaterialId: materialId, KeyMaterialState: 'CURRENT' },
      { KeyMaterialId: next.KeyMaterialId, KeyMaterialState: 'PENDING_ROTATION' },
    ]);
    expect((await failureOf(importMaterial(key.KeyId, material, NEW))).name).toBe('IncorrectKeyMaterialException');
    expect((await failureOf(importMaterial(key.KeyId, randomBytes(32), NEW))).name).toBe('KMSInvalidStateException');

    await rotate(key.KeyId);
    expect((await describeKey(key.KeyId))?.CurrentKeyMaterialId).toBe(next.KeyMaterialId);
    expect((await kms.send(new DecryptCommand({ CiphertextBlob }))).KeyMaterialId).toBe(materialId);
    expect(await kms.send(new GetKeyRotationStatusCommand({ KeyId: key.KeyId }))).toMatchObject({
      KeyId: key.KeyId,
      KeyRotationEnabled: false,
    });
    expect(await allMaterial(key.KeyId)).toEqual([
      {
        ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
        ImportState: 'IMPORTED',
        KeyId: key.KeyId,
        KeyMaterialId: materialId,
        KeyMaterialState: 'NON_CURRENT',
      },
      {
        ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
        ImportState: 'IMPORTED',
        KeyId: key.KeyId,
        KeyMaterialDescription: 'second',
        KeyMaterialId: next.KeyMaterialId,
        KeyMaterialState: 'CURRENT',
        RotationDate: expect.any(Date),
        RotationType: 'ON_DEMAND',
      },
    ]);
  });

  it('makes the key unusable if any material is missing, and usable once all are back', async () => {
    const { key, material, materialId } = await imported();
    const expiring = randomBytes(32);
    const ValidTo = new Date(Date.now() + 10 * DAY_MS);
    await importMaterial(key.KeyId, expiring, { ValidTo, ImportType: 'NEW_KEY_MATERIAL' });
    await rotate(key.KeyId);
    await deleteMaterial(key.KeyId, materialId);
    expect((await describeKey(key.KeyId))?.KeyState).toBe('PendingImport');
    expect(await allMaterial(key.KeyId)).toMatchObject([
      { KeyMaterialId: materialId, ImportState: 'PENDING_IMPORT' },
      { ImportState: 'IMPORTED', ExpirationModel: 'KEY_MATERIAL_EXPIRES' },
    ]);
    await aws.control.clock.advance(11 * DAY_MS);
    await importMaterial(key.KeyId, material);
    expect((await describeKey(key.KeyId))?.KeyState).toBe('PendingImport');
    await importMaterial(key.KeyId, expiring);
    expect((await describeKey(key.KeyId))?.KeyState).toBe('Enabled');
  });

  it('is canceled by deleting the pending material, and the key stays usable', async () => {
    const { key, materialId } = await imported();
    const next = await importMaterial(key.KeyId, randomBytes(32), NEW);
    await deleteMaterial(key.KeyId, next.KeyMaterialId);
    expect((await describeKey(key.KeyId))?.KeyState).toBe('Enabled');
    expect(await allMaterial(key.KeyId)).toMatchObject([{ KeyMaterialId: materialId }]);
    await encrypt(key.KeyId);
  });
});

it('imported and deleted material survives a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aws-sandbox-'));
  const before = await startTestSandbox({ dataDir });
  const [outer, outerKms] = [aws, kms];
  [aws, kms] = [before, before.kms(CUSTOMER)];
  const [kept, lost] = [await imported(), await imported()];
  await deleteMaterial(lost.key.KeyId);
  const { CiphertextBlob } = await encrypt(kept.key.KeyId);
  await before.close();

  const after = await startTestSandbox({ dataDir });
  [aws, kms] = [after, after.kms(CUSTOMER)];
  await kms.send(new DecryptCommand({ CiphertextBlob }));
  expect((await describeKey(lost.key.KeyId))?.KeyState).toBe('PendingImport');
  await importMaterial(lost.key.KeyId, lost.material);
  expect((await describeKey(lost.key.KeyId))?.KeyState).toBe('Enabled');
  await after.close();
  [aws, kms] = [outer, outerKms];
  rmSync(dataDir, { recursive: true });
});
