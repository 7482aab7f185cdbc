import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyRotationStatusCommand,
  ListKeyRotationsCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  type CreateKeyCommandInput,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeyStoreInput } from './control-client.ts';
import {
  CUSTOMER,
  failureOf,
  REGION,
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
beforeEach(async () => {
  await aws.control.reset();
  await aws.control.keyStores.declare(XKS);
  await aws.control.keyStores.declare(HSM);
});

const XKS = {
  id: 'cks-1234567890abcdef0',
  accountId: CUSTOMER,
  region: REGION,
  type: 'EXTERNAL_KEY_STORE',
} as const satisfies KeyStoreInput;
const HSM = {
  id: 'cks-0fedcba0987654321',
  accountId: CUSTOMER,
  region: REGION,
  type: 'AWS_CLOUDHSM',
  clusterId: 'cluster-1a23b4cdefg',
} as const satisfies KeyStoreInput;
const Plaintext = Buffer.from('a secret');

let externalKeys = 0;
async function createIn(
  store: typeof XKS | typeof HSM,
  more: Partial<CreateKeyCommandInput> = {},
): Promise<CreatedKey> {
  externalKeys += 1;
  const XksKeyId = store.type === 'EXTERNAL_KEY_STORE' ? `external-key-${externalKeys}` : undefined;
  const input = { Origin: store.type, CustomKeyStoreId: store.id, XksKeyId, ...more };
  const { KeyMetadata } = await kms.send(new CreateKeyCommand(input));
  return KeyMetadata as CreatedKey;
}

const describeKey = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
const encrypt = (KeyId: string, more: object = {}) => kms.send(new EncryptCommand({ KeyId, Plaintext, ...more }));

describe('a key in a custom key store', () => {
  it.each([
    ['an external key store', XKS, { XksKeyConfiguration: { Id: 'my-external-key' } }, { XksKeyId: 'my-external-key' }],
    ['a CloudHSM key store', HSM, { CloudHsmClusterId: HSM.clusterId }, {}],
  ] as const)('of %s has exactly the metadata that AWS sends', async (_, store, members, more) => {
    const key = await createIn(store, more);
    expect(key).toEqual({
      AWSAccountId: CUSTOMER,
      Arn: expect.any(String),
      CreationDate: expect.any(Date),
      CustomKeyStoreId: store.id,
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      Description: '',
      Enabled: true,
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      KeyId: expect.any(String),
      KeyManager: 'CUSTOMER',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyState: 'Enabled',
      KeyUsage: 'ENCRYPT_DECRYPT',
      MultiRegion: false,
      Origin: store.type,
      ...members,
    });
    expect(await describeKey(key.KeyId)).toEqual(key);
  });

  it('encrypts, decrypts and generates data keys, and never shows a material id', async () => {
    const { KeyId, Arn } = await createIn(XKS);
    const { CiphertextBlob } = await encrypt(KeyId);
    const decrypted = await kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(decrypted.KeyId).toBe(Arn);
    expect(Buffer.from(decrypted.Plaintext ?? [])).toEqual(Plaintext);
    expect(decrypted).not.toHaveProperty('KeyMaterialId');
    const dataKey = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }));
    expect(dataKey).not.toHaveProperty('KeyMaterialId');
  });

  it('does not support rotation', async () => {
    const { KeyId, Arn } = await createIn(HSM);
    const calls = [
      kms.send(new EnableKeyRotationCommand({ KeyId })),
      kms.send(new GetKeyRotationStatusCommand({ KeyId })),
      kms.send(new RotateKeyOnDemandCommand({ KeyId })),
      kms.send(new ListKeyRotationsCommand({ KeyId })),
    ];
    for (const call of calls) {
      expect(await failureOf(call)).toEqual({
        name: 'UnsupportedOperationException',
        message: `${Arn} origin is AWS_CLOUDHSM which is not valid for this operation.`,
        status: 400,
      });
    }
  });

  it.each([
    ['a store that does not exist', { CustomKeyStoreId: 'cks-none' }, 'CustomKeyStoreNotFoundException'],
    ['no store', { CustomKeyStoreId: undefined }, 'ValidationException'],
    ['no external key', { XksKeyId: undefined }, 'ValidationException'],
    ['a store of the other type', { CustomKeyStoreId: HSM.id }, 'ValidationException'],
    ['an Origin without a store', { Origin: 'AWS_KMS', XksKeyId: undefined }, 'ValidationException'],
    ['several Regions', { MultiRegion: true }, 'UnsupportedOperationException'],
    ['another spec', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }, 'UnsupportedOperationException'],
  ] as const)('cannot be created with %s', async (_, input, name) => {
    expect(await failureOf(createIn(XKS, input))).toMatchObject({ name, status: 400 });
  });

  it('cannot share its external key', async () => {
    await createIn(XKS, { XksKeyId: 'shared' });
    expect((await failureOf(createIn(XKS, { XksKeyId: 'shared' }))).name).toBe('XksKeyAlreadyInUseException');
  });
});

describe('a disconnected store', () => {
  it('makes its keys Unavailable until it is connected again', async () => {
    const [on, off] = [await createIn(XKS), await createIn(XKS)];
    await kms.send(new DisableKeyCommand({ KeyId: off.KeyId }));
    await aws.control.keyStores.declare({ ...XKS, state: 'disconnected' });
    for (const { KeyId, Arn } of [on, off]) {
      expect(await describeKey(KeyId)).toMatchObject({ KeyState: 'Unavailable', Enabled: false });
      for (const call of [encrypt(KeyId), encrypt(KeyId, { DryRun: true })]) {
        expect(await failureOf(call)).toEqual({
          name: 'KMSInvalidStateException',
          message: `${Arn} is unavailable.`,
          status: 400,
        });
      }
    }
    await aws.control.keyStores.declare(XKS);
    expect((await describeKey(on.KeyId))?.KeyState).toBe('Enabled');
    expect((await describeKey(off.KeyId))?.KeyState).toBe('Disabled');
    await encrypt(on.KeyId);
  });

  it('lets keys be enabled and disabled, which is visible once it is connected', async () => {
    const { KeyId } = await createIn(HSM);
    await aws.control.keyStores.declare({ ...HSM, state: 'disconnected' });
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect((await describeKey(KeyId))?.KeyState).toBe('Unavailable');
    await kms.send(new EnableKeyCommand({ KeyId }));
    await kms.send(new DisableKeyCommand({ KeyId }));
    await aws.control.keyStores.declare(HSM);
    expect((await describeKey(KeyId))?.KeyState).toBe('Disabled');
  });

  it('does not affect keys pending deletion, and refuses new keys', async () => {
    const { KeyId } = await createIn(XKS);
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    await aws.control.keyStores.declare({ ...XKS, state: 'disconnected' });
    expect((await describeKey(KeyId))?.KeyState).toBe('PendingDeletion');
    expect((await failureOf(createIn(XKS))).name).toBe('CustomKeyStoreInvalidStateException');
  });

  it('belongs to one account and Region', async () => {
    const { KeyId } = await createIn(XKS);
    await aws.control.keyStores.declare({ ...XKS, region: 'us-west-2', state: 'disconnected' });
    expect((await describeKey(KeyId))?.KeyState).toBe('Enabled');
  });
});

describe('a failing store', () => {
  it.each([
    [
      { ...XKS, state: 'failing' },
      /^AWS KMS rejected the request because the external key store proxy did not respond/,
    ],
    [
      { ...XKS, state: 'failing', failure: 'externalKeyDisabled' },
      /the external key is not enabled in the external key/,
    ],
    [{ ...XKS, state: 'failing', failure: 'externalKeyNotFound' }, /could not find the external key\.$/],
    [{ ...HSM, state: 'failing' }, /^KMS cannot communicate with your CloudHSM cluster\./],
  ] as const)('makes real calls on Enabled keys fail, but not dry runs: %o', async (failing, message) => {
    const { KeyId } = await createIn(failing.type === 'AWS_CLOUDHSM' ? HSM : XKS);
    const { CiphertextBlob } = await encrypt(KeyId);
    await aws.control.keyStores.declare(failing);
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: 'Enabled', Enabled: true });
    const calls = [
      encrypt(KeyId),
      kms.send(new DecryptCommand({ CiphertextBlob })),
      kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })),
    ];
    for (const call of calls) {
      expect(await failureOf(call)).toEqual({
        name: 'KMSInvalidStateException',
        message: expect.stringMatching(message),
        status: 400,
      });
    }
    expect((await failureOf(encrypt(KeyId, { DryRun: true }))).name).toBe('DryRunOperationException');
    await aws.control.keyStores.declare(failing.type === 'AWS_CLOUDHSM' ? HSM : XKS);
    await encrypt(KeyId);
  });
});

describe('a store that fails while a key is created', () => {
  it.each([
    ['proxyTimedOut', 'CustomKeyStoreInvalidStateException', /did not respond in time/],
    ['externalKeyNotFound', 'XksKeyNotFoundException', /could not find the external key\.$/],
    ['externalKeyDisabled', 'XksKeyInvalidConfigurationException', /must be ENABLED/],
  ] as const)('has a specific error: %s', async (failure, name, message) => {
    await aws.control.keyStores.declare({ ...XKS, state: 'failing', failure });
    expect(await failureOf(createIn(XKS))).toEqual({ name, message: expect.stringMatching(message), status: 400 });
  });
});

describe('key stores in the control API', () => {
  it('are listed once declared, and refused if invalid', async () => {
    expect(await aws.control.keyStores.list()).toMatchObject([
      { ...XKS, state: 'connected' },
      { ...HSM, state: 'connected' },
    ]);
    // HTTP allows anything; only the type prevents this request.
    const wrong = { ...XKS, failure: 'kmsuserLockedOut' } as unknown as KeyStoreInput;
    await expect(aws.control.keyStores.declare(wrong)).rejects.toThrow(/failure/);
    await aws.control.reset();
    expect(await aws.control.keyStores.list()).toEqual([]);
  });

  it('are kept after a restart, with their keys', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'aws-sandbox-'));
    const before = await startTestSandbox({ dataDir });
    await before.control.keyStores.declare(XKS);
    const input = { Origin: XKS.type, CustomKeyStoreId: XKS.id, XksKeyId: 'kept' };
    const { KeyMetadata: key } = await before.kms(CUSTOMER).send(new CreateKeyCommand(input));
    await before.control.keyStores.declare({ ...XKS, state: 'disconnected' });
    await before.close();
    const after = await startTestSandbox({ dataDir });
    const { KeyMetadata } = await after.kms(CUSTOMER).send(new DescribeKeyCommand({ KeyId: key?.KeyId }));
    expect(KeyMetadata).toMatchObject({ KeyState: 'Unavailable', XksKeyConfiguration: { Id: 'kept' } });
    await after.close();
    rmSync(dataDir, { recursive: true });
  });
});
