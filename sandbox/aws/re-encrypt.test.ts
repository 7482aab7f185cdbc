import {
  DecryptCommand,
  DisableKeyCommand,
  EncryptCommand,
  ReEncryptCommand,
  RotateKeyOnDemandCommand,
  type KMSClient,
  type ReEncryptCommandInput,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  allow,
  CUSTOMER,
  failureOf,
  REGION,
  rootArn,
  sharedKeyPolicy,
  startTestSandbox,
  STRANGER,
  VENDOR,
  type CreatedKey,
  type TestSandbox,
} from './sandbox.test-support.ts';

let aws: TestSandbox;
let kms: KMSClient;
let source: CreatedKey;
let destination: CreatedKey;
let CiphertextBlob: Uint8Array;
beforeAll(async () => {
  aws = await startTestSandbox();
  kms = aws.kms(CUSTOMER);
});
afterAll(() => aws.close());
beforeEach(async () => {
  [source, destination] = [await aws.createKey(), await aws.createKey()];
  CiphertextBlob = await seal(source);
});
afterEach(async () => {
  await aws.control.faults.clear();
  await aws.control.settings.change({ dryRunChecksKeyState: true });
});

const Plaintext = Buffer.from('data key');
const DRY_RUN_PASSED = 'DryRunOperationException';
const seal = async (key: CreatedKey, EncryptionContext?: Record<string, string>) => {
  const encrypted = await kms.send(new EncryptCommand({ KeyId: key.Arn, Plaintext, EncryptionContext }));
  return encrypted.CiphertextBlob ?? new Uint8Array();
};
const reEncrypt = (input: Partial<ReEncryptCommandInput> = {}, as = kms) =>
  as.send(new ReEncryptCommand({ CiphertextBlob, DestinationKeyId: destination.Arn, ...input }));
const withoutCiphertext = (input: Partial<ReEncryptCommandInput> = {}): Partial<ReEncryptCommandInput> => ({
  CiphertextBlob: undefined,
  SourceKeyId: source.Arn,
  DryRun: true,
  DryRunModifiers: ['IGNORE_CIPHERTEXT'],
  ...input,
});

describe('ReEncrypt', () => {
  it('encrypts with another key, and returns both keys, materials and algorithms', async () => {
    await kms.send(new RotateKeyOnDemandCommand({ KeyId: source.KeyId }));
    const { $metadata: _, CiphertextBlob: moved, ...answer } = await reEncrypt();
    expect(answer).toEqual({
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationKeyMaterialId: destination.CurrentKeyMaterialId,
      KeyId: destination.Arn,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      SourceKeyId: source.Arn,
      SourceKeyMaterialId: source.CurrentKeyMaterialId,
    });
    const decrypted = await kms.send(new DecryptCommand({ CiphertextBlob: moved, KeyId: destination.Arn }));
    expect(Buffer.from(decrypted.Plaintext ?? [])).toEqual(Plaintext);
  });

  it('can change the encryption context and keep the key', async () => {
    const encrypted = await seal(source, { tenant: 'a' });
    const { CiphertextBlob: moved } = await reEncrypt({
      CiphertextBlob: encrypted,
      SourceEncryptionContext: { tenant: 'a' },
      DestinationKeyId: source.KeyId,
      DestinationEncryptionContext: { tenant: 'b' },
    });
    await kms.send(new DecryptCommand({ CiphertextBlob: moved, EncryptionContext: { tenant: 'b' } }));
    expect((await failureOf(reEncrypt({ CiphertextBlob: encrypted }))).name).toBe('InvalidCiphertextException');
  });

  it('refuses a source key other than the ciphertext’s', async () => {
    expect(await failureOf(reEncrypt({ SourceKeyId: destination.Arn }))).toEqual({
      name: 'IncorrectKeyException',
      message: 'The key ID in the request does not identify a CMK that can perform this operation.',
      status: 400,
    });
  });

  it('refuses a destination that does not exist or is missing', async () => {
    const DestinationKeyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(await failureOf(reEncrypt({ DestinationKeyId }))).toMatchObject({
      name: 'NotFoundException',
      message: `Key 'arn:aws:kms:${REGION}:${CUSTOMER}:key/${DestinationKeyId}' does not exist`,
    });
    // The SDK’s types require it, but a caller without types can omit it.
    const unnamed = { DestinationKeyId: undefined } as unknown as Partial<ReEncryptCommandInput>;
    expect(await failureOf(reEncrypt(unnamed))).toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'destinationKeyId' failed to satisfy constraint: Member must not be null",
    });
  });

  it.each(['source', 'destination'] as const)('fails for a disabled %s', async (which) => {
    const key = { source, destination }[which];
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    expect(await failureOf(reEncrypt())).toEqual({
      name: 'DisabledException',
      message: `${key.Arn} is disabled.`,
      status: 400,
    });
  });
});

describe('the two permissions of ReEncrypt', () => {
  const shareWithVendor = async (from: string[], to: string[], condition?: object) => {
    source = await aws.createKey({ policy: sharedKeyPolicy(from, condition) });
    destination = await aws.createKey({ policy: sharedKeyPolicy(to, condition) });
    CiphertextBlob = await seal(source);
  };
  const denied = (action: string, place = 'on this resource') =>
    `User: ${rootArn(VENDOR)} is not authorized to perform: ${action} ${place} because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`;

  it('are kms:ReEncryptFrom on the source and kms:ReEncryptTo on the destination, also in other accounts', async () => {
    await shareWithVendor(['kms:ReEncryptFrom'], ['kms:ReEncryptTo']);
    expect((await reEncrypt({}, aws.kms(VENDOR))).KeyId).toBe(destination.Arn);
  });

  it.each<[string, string[], string[], boolean, string]>([
    ['kms:ReEncryptFrom', ['kms:ReEncryptTo'], ['kms:ReEncrypt*'], true, 'on this resource'],
    ['kms:ReEncryptFrom', ['kms:Decrypt'], ['kms:Encrypt'], false, 'on the resource associated with this ciphertext'],
    ['kms:ReEncryptTo', ['kms:ReEncrypt*'], ['kms:ReEncryptFrom'], true, 'on this resource'],
  ])('are named if missing: %s, given %o and %o', async (action, from, to, namesSource, place) => {
    await shareWithVendor(from, to);
    const input = namesSource ? { SourceKeyId: source.Arn } : {};
    expect(await failureOf(reEncrypt(input, aws.kms(VENDOR)))).toEqual({
      name: 'AccessDeniedException',
      message: denied(action, place),
      status: 400,
    });
  });

  it('see whether both keys are the same, and the encryption context of their own key', async () => {
    await shareWithVendor(['kms:ReEncrypt*'], ['kms:ReEncrypt*'], { Bool: { 'kms:ReEncryptOnSameKey': 'true' } });
    const vendor = aws.kms(VENDOR);
    await reEncrypt({ DestinationKeyId: source.Arn }, vendor);
    expect((await failureOf(reEncrypt({ SourceKeyId: source.Arn }, vendor))).message).toBe(denied('kms:ReEncryptFrom'));

    await shareWithVendor(['kms:ReEncrypt*'], ['kms:ReEncrypt*'], {
      StringEquals: { 'kms:EncryptionContext:side': 'source' },
    });
    const dryRun = withoutCiphertext({ SourceEncryptionContext: { side: 'source' } });
    expect((await failureOf(reEncrypt(dryRun, vendor))).message).toBe(denied('kms:ReEncryptTo'));
  });
});

describe('a dry run of ReEncrypt between keys of two accounts', () => {
  const ROLE = 'arn:aws:iam::444455556666:role/mover';
  /** The old key is the customer's, the new one another account's, and a role of a third account moves data keys. */
  const dryRunAs = async (from: string[], to: string[], identityPolicy = allow('kms:*')) => {
    source = await aws.createKey({ policy: sharedKeyPolicy(from) });
    destination = await aws.createKey({ accountId: STRANGER, policy: sharedKeyPolicy(to, undefined, STRANGER) });
    const covered = JSON.parse(JSON.stringify(identityPolicy).replace('SOURCE', source.Arn)) as typeof identityPolicy;
    await aws.control.roles.declare({ arn: ROLE, trustedAccounts: [VENDOR], identityPolicy: covered });
    return failureOf(reEncrypt(withoutCiphertext(), aws.kmsAs({ arn: ROLE })));
  };
  const SESSION = 'arn:aws:sts::444455556666:assumed-role/mover/keydesk-probe';
  const UNNAMED =
    'on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access';

  it('is allowed with kms:ReEncryptFrom on the one and kms:ReEncryptTo on the other', async () => {
    expect((await dryRunAs(['kms:ReEncryptFrom'], ['kms:ReEncryptTo'])).name).toBe(DRY_RUN_PASSED);
  });

  it.each([
    ['kms:ReEncryptFrom', ['kms:ReEncryptTo'], ['kms:ReEncrypt*']],
    ['kms:ReEncryptTo', ['kms:ReEncrypt*'], ['kms:ReEncryptFrom']],
    ['kms:ReEncryptFrom', ['kms:DescribeKey'], ['kms:DescribeKey']],
  ])(
    'names the permission that a key policy lacks, the source’s first: %s, given %o and %o',
    async (action, from, to) => {
      expect(await dryRunAs(from, to)).toEqual({
        name: 'AccessDeniedException',
        message: `User: ${SESSION} is not authorized to perform: ${action} ${UNNAMED}`,
        status: 400,
      });
    },
  );

  it('names the permission and the key that the role’s own policy doesn’t cover', async () => {
    const all = ['kms:ReEncrypt*'];
    expect((await dryRunAs(all, all, allow('kms:*', 'SOURCE'))).message).toBe(
      `User: ${SESSION} is not authorized to perform: kms:ReEncryptTo on resource: ${destination.Arn} because no identity-based policy allows the kms:ReEncryptTo action`,
    );
    expect((await dryRunAs(all, all, allow('kms:ReEncryptTo'))).message).toBe(
      `User: ${SESSION} is not authorized to perform: kms:ReEncryptFrom on resource: ${source.Arn} because no identity-based policy allows the kms:ReEncryptFrom action`,
    );
  });
});

describe('a dry run of ReEncrypt', () => {
  it('succeeds with a ciphertext, and without one if the source is named', async () => {
    expect((await failureOf(reEncrypt({ DryRun: true }))).name).toBe(DRY_RUN_PASSED);
    expect(await failureOf(reEncrypt(withoutCiphertext()))).toEqual({
      name: DRY_RUN_PASSED,
      message: 'The request would have succeeded, but the DryRun option is set.',
      status: 400,
    });
  });

  it.each<[string, Partial<ReEncryptCommandInput>]>([
    ['the source is not named', { SourceKeyId: undefined }],
    ['it is not a dry run', { DryRun: false }],
    ['the modifier is missing', { DryRunModifiers: undefined }],
  ])('without a ciphertext is refused if %s', async (_, input) => {
    expect((await failureOf(reEncrypt({ ...withoutCiphertext(), ...input }))).name).toBe('ValidationException');
  });

  it('checks the states of both keys or neither, depending on the setting', async () => {
    await kms.send(new DisableKeyCommand({ KeyId: destination.KeyId }));
    expect((await failureOf(reEncrypt(withoutCiphertext()))).name).toBe('DisabledException');
    await aws.control.settings.change({ dryRunChecksKeyState: false });
    expect((await failureOf(reEncrypt(withoutCiphertext()))).name).toBe(DRY_RUN_PASSED);
  });
});

describe('faults and the call log', () => {
  it.each(['source', 'destination'] as const)('find a ReEncrypt by its %s key', async (which) => {
    const keyArn = { source, destination }[which].Arn;
    await aws.control.faults.add({ effect: { kind: 'throttle' }, match: { keyArn } });
    expect((await failureOf(reEncrypt())).name).toBe('ThrottlingException');
    const [call] = await aws.control.calls.recent();
    expect(call).toMatchObject({
      operation: 'ReEncrypt',
      keyArn: source.Arn,
      destinationKeyArn: destination.Arn,
      outcome: 'ThrottlingException',
    });
  });

  it('match the account of either key, and no other account', async () => {
    await aws.control.faults.add({
      effect: { kind: 'throttle' },
      match: { account: STRANGER, operation: 'ReEncrypt' },
    });
    await reEncrypt();
    destination = await aws.createKey({ accountId: STRANGER });
    expect((await failureOf(reEncrypt())).name).toBe('ThrottlingException');
  });

  it.each([
    ['kms:ReEncryptFrom', undefined, () => source.Arn],
    ['kms:ReEncryptTo', 'kms:ReEncryptTo', () => destination.Arn],
  ])('deny %s if the fault says %s', async (action, told, keyArn) => {
    await aws.control.faults.add({
      effect: { kind: 'denial', policy: 'identity', form: 'implicit', ...(told !== undefined && { action: told }) },
      match: { operation: 'ReEncrypt' },
    });
    expect((await failureOf(reEncrypt())).message).toBe(
      `User: ${rootArn(CUSTOMER)} is not authorized to perform: ${action} on resource: ${keyArn()} because no identity-based policy allows the ${action} action`,
    );
  });
});
