import {
  DecryptCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CUSTOMER,
  failureOf,
  startTestSandbox,
  VENDOR,
  type CreatedKey,
  type TestSandbox,
} from './sandbox.test-support.ts';

let aws: TestSandbox;
let kms: KMSClient;
let key: CreatedKey;
beforeAll(async () => {
  aws = await startTestSandbox();
  kms = aws.kms(CUSTOMER);
});
afterAll(() => aws.close());
beforeEach(async () => {
  key = await aws.createKey();
});

const Plaintext = Buffer.from('a secret');
const DRY_RUN_PASSED = {
  name: 'DryRunOperationException',
  message: 'The request would have succeeded, but the DryRun option is set.',
  status: 400,
};

describe('Encrypt and Decrypt', () => {
  it('return the plaintext without a KeyId, with key and material', async () => {
    const encrypted = await kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));
    expect(encrypted).toMatchObject({ KeyId: key.Arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
    expect(encrypted).not.toHaveProperty('KeyMaterialId');
    expect(Buffer.from(encrypted.CiphertextBlob ?? []).toString('base64')).toMatch(/^AQICAH/);

    const decrypted = await kms.send(new DecryptCommand({ CiphertextBlob: encrypted.CiphertextBlob }));
    expect(decrypted).toMatchObject({
      KeyId: key.Arn,
      KeyMaterialId: key.CurrentKeyMaterialId,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
    expect(Buffer.from(decrypted.Plaintext ?? [])).toEqual(Plaintext);
  });

  it('require the same encryption context, in any order and case-sensitively', async () => {
    const seal = { KeyId: key.KeyId, Plaintext, EncryptionContext: { tenant: 'a', purpose: 'backup' } };
    const { CiphertextBlob } = await kms.send(new EncryptCommand(seal));
    const open = (EncryptionContext?: Record<string, string>) =>
      kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    await open({ purpose: 'backup', tenant: 'a' });
    for (const wrong of [undefined, { tenant: 'a' }, { tenant: 'A', purpose: 'backup' }]) {
      expect(await failureOf(open(wrong))).toMatchObject({ name: 'InvalidCiphertextException', status: 400 });
    }
  });

  it('refuse data that KMS did not encrypt, and modified ciphertext', async () => {
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));
    const changed = Buffer.from(CiphertextBlob ?? []);
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
    for (const blob of [Buffer.from('not a blob'), changed]) {
      const failure = await failureOf(kms.send(new DecryptCommand({ CiphertextBlob: blob })));
      expect(failure.name).toBe('InvalidCiphertextException');
    }
  });

  it('refuse a KeyId of another key than the ciphertext’s', async () => {
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));
    const other = await aws.createKey();
    expect(await failureOf(kms.send(new DecryptCommand({ CiphertextBlob, KeyId: other.Arn })))).toEqual({
      name: 'IncorrectKeyException',
      message: 'The key ID in the request does not identify a CMK that can perform this operation.',
      status: 400,
    });
  });

  it('are denied with the catch-all for a ciphertext of another Region', async () => {
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));
    const elsewhere = aws.kms(CUSTOMER, 'us-west-2').send(new DecryptCommand({ CiphertextBlob }));
    expect(await failureOf(elsewhere)).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('on the resource associated with this ciphertext because'),
    });
  });

  it('refuse an algorithm of asymmetric keys', async () => {
    const command = new EncryptCommand({ KeyId: key.KeyId, Plaintext, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' });
    expect((await failureOf(kms.send(command))).name).toBe('InvalidKeyUsageException');
  });

  it('never repeat a plaintext that is too long', async () => {
    const tooLong = new EncryptCommand({ KeyId: key.KeyId, Plaintext: Buffer.alloc(4097, 'x') });
    expect(await failureOf(kms.send(tooLong))).toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    });
  });
});

describe('data keys', () => {
  it('include their plaintext, to which the blob decrypts', async () => {
    const made = await kms.send(new GenerateDataKeyCommand({ KeyId: key.KeyId, KeySpec: 'AES_256' }));
    expect(made).toMatchObject({ KeyId: key.Arn, KeyMaterialId: key.CurrentKeyMaterialId });
    expect(made.Plaintext).toHaveLength(32);
    const decrypted = await kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(decrypted.Plaintext).toEqual(made.Plaintext);
  });

  it('can be generated without plaintext, with a given number of bytes', async () => {
    const made = await kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId: key.KeyId, NumberOfBytes: 17 }));
    expect(made).not.toHaveProperty('Plaintext');
    const decrypted = await kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(decrypted.Plaintext).toHaveLength(17);
  });

  it.each([{}, { KeySpec: 'AES_128', NumberOfBytes: 16 }] as const)('need exactly one length: %o', async (length) => {
    expect(await failureOf(kms.send(new GenerateDataKeyCommand({ KeyId: key.KeyId, ...length })))).toMatchObject({
      name: 'ValidationException',
      message: 'Please specify either number of bytes or key spec.',
    });
  });
});

describe('a dry run', () => {
  afterEach(() => aws.control.settings.change({ dryRunChecksKeyState: true }));

  const dryRuns = (KeyId: string, as: KMSClient = kms): [string, () => Promise<unknown>][] => [
    ['Encrypt', () => as.send(new EncryptCommand({ KeyId, Plaintext, DryRun: true }))],
    ['GenerateDataKey', () => as.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', DryRun: true }))],
    [
      'GenerateDataKeyWithoutPlaintext',
      () => as.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256', DryRun: true })),
    ],
    ['Decrypt', () => as.send(new DecryptCommand({ KeyId, DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] }))],
  ];

  it('fails with DryRunOperationException if the call would have succeeded', async () => {
    for (const [, dryRun] of dryRuns(key.Arn)) expect(await failureOf(dryRun())).toEqual(DRY_RUN_PASSED);
  });

  it('fails like the call itself if permission is missing', async () => {
    for (const [operation, dryRun] of dryRuns(key.Arn, aws.kms(VENDOR))) {
      const failure = await failureOf(dryRun());
      expect(failure).toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(`kms:${operation} on this resource because`),
      });
    }
  });

  it('checks the key state depending on the setting', async () => {
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    for (const [, dryRun] of dryRuns(key.Arn)) expect((await failureOf(dryRun())).name).toBe('DisabledException');
    await aws.control.settings.change({ dryRunChecksKeyState: false });
    for (const [, dryRun] of dryRuns(key.Arn)) expect(await failureOf(dryRun())).toEqual(DRY_RUN_PASSED);
    expect((await failureOf(kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext })))).name).toBe(
      'DisabledException',
    );
  });

  it('of Decrypt with a ciphertext also checks the ciphertext', async () => {
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));
    expect(await failureOf(kms.send(new DecryptCommand({ CiphertextBlob, DryRun: true })))).toEqual(DRY_RUN_PASSED);
    const wrongContext = new DecryptCommand({ CiphertextBlob, DryRun: true, EncryptionContext: { other: 'x' } });
    expect((await failureOf(kms.send(wrongContext))).name).toBe('InvalidCiphertextException');
  });

  it.each([
    ['modifiers without DryRun', { KeyId: 'KEY', DryRunModifiers: ['IGNORE_CIPHERTEXT'] }],
    ['modifiers without KeyId', { DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] }],
    ['an unknown modifier', { KeyId: 'KEY', DryRun: true, DryRunModifiers: ['IGNORE_POLICY'] }],
    ['neither ciphertext nor modifier', { KeyId: 'KEY', DryRun: true }],
  ])('of Decrypt refuses %s', async (_, input) => {
    const named = 'KeyId' in input ? { ...input, KeyId: key.Arn } : input;
    expect((await failureOf(kms.send(new DecryptCommand(named as object)))).name).toBe('ValidationException');
  });
});
