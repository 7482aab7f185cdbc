import {
  CancelKeyDeletionCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  DecryptCommand,
  ScheduleKeyDeletionCommand,
  UpdateKeyDescriptionCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CUSTOMER,
  DAY_MS,
  failureOf,
  sharedKeyPolicy,
  startTestSandbox,
  USE_OF_THE_KEY,
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
  key = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY) });
});
afterEach(() => aws.control.clock.reset());

const Plaintext = Buffer.from('data key');
const metadata = async () => (await kms.send(new DescribeKeyCommand({ KeyId: key.KeyId }))).KeyMetadata;
const encrypt = () => kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));
const schedule = (PendingWindowInDays?: number) =>
  kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId, PendingWindowInDays }));

describe('a disabled key', () => {
  it('is Disabled and refuses to encrypt until it is enabled again', async () => {
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    expect(await metadata()).toMatchObject({ KeyState: 'Disabled', Enabled: false });
    expect(await failureOf(encrypt())).toEqual({
      name: 'DisabledException',
      message: `${key.Arn} is disabled.`,
      status: 400,
    });
    await kms.send(new EnableKeyCommand({ KeyId: key.KeyId }));
    expect(await metadata()).toMatchObject({ KeyState: 'Enabled', Enabled: true });
    await encrypt();
  });

  it('can be disabled again, and its description can change', async () => {
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    await kms.send(new UpdateKeyDescriptionCommand({ KeyId: key.KeyId, Description: 'off' }));
    expect((await metadata())?.Description).toBe('off');
  });
});

describe('a key pending deletion', () => {
  it('shows its deletion date, 30 days ahead by default', async () => {
    const scheduledAt = Date.now();
    const answer = await schedule();
    expect(answer).toMatchObject({ KeyId: key.Arn, KeyState: 'PendingDeletion', PendingWindowInDays: 30 });
    expect(answer.DeletionDate?.getTime()).toBeGreaterThanOrEqual(scheduledAt + 30 * DAY_MS);
    expect(answer.DeletionDate?.getTime()).toBeLessThan(scheduledAt + 30 * DAY_MS + 60_000);
    expect(await metadata()).toMatchObject({
      KeyState: 'PendingDeletion',
      Enabled: false,
      DeletionDate: answer.DeletionDate,
    });
  });

  it('shows its state and date to an account with kms:DescribeKey', async () => {
    const { DeletionDate } = await schedule(7);
    const { KeyMetadata } = await aws.kms(VENDOR).send(new DescribeKeyCommand({ KeyId: key.Arn }));
    expect(KeyMetadata).toMatchObject({ KeyState: 'PendingDeletion', DeletionDate });
  });

  it.each([
    ['Encrypt', encrypt],
    ['EnableKey', () => kms.send(new EnableKeyCommand({ KeyId: key.KeyId }))],
    ['DisableKey', () => kms.send(new DisableKeyCommand({ KeyId: key.KeyId }))],
    ['a second ScheduleKeyDeletion', () => schedule()],
  ])('refuses %s', async (_, call: () => Promise<unknown>) => {
    await schedule();
    expect(await failureOf(call())).toEqual({
      name: 'KMSInvalidStateException',
      message: `${key.Arn} is pending deletion.`,
      status: 400,
    });
  });

  it('refuses to be used with either documented exception, depending on the setting', async () => {
    await schedule();
    await aws.control.settings.change({ pendingDeletionRefusal: 'DisabledException' });
    expect(await failureOf(encrypt())).toEqual({
      name: 'DisabledException',
      message: `${key.Arn} is pending deletion.`,
      status: 400,
    });
    const enabling = kms.send(new EnableKeyCommand({ KeyId: key.KeyId }));
    expect((await failureOf(enabling)).name).toBe('KMSInvalidStateException');
    await aws.control.settings.change({ pendingDeletionRefusal: 'KMSInvalidStateException' });
  });

  it.each([
    [6, 'greater than or equal to 7'],
    [31, 'less than or equal to 30'],
  ])('cannot have a window of %i days', async (days, bound) => {
    expect(await failureOf(schedule(days))).toMatchObject({
      name: 'ValidationException',
      message: `1 validation error detected: Value '${days}' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value ${bound}`,
    });
  });

  it('is deleted exactly at its date on the sandbox clock', async () => {
    const { CiphertextBlob } = await encrypt();
    await schedule(7);
    await aws.control.clock.advance(7 * DAY_MS - 60_000);
    expect((await metadata())?.KeyState).toBe('PendingDeletion');
    await aws.control.clock.advance(120_000);
    expect(await failureOf(metadata())).toEqual({
      name: 'NotFoundException',
      message: `Key '${key.Arn}' does not exist`,
      status: 400,
    });
    expect(await aws.control.keys({ accountId: CUSTOMER })).not.toContainEqual(
      expect.objectContaining({ arn: key.Arn }),
    );
    expect((await failureOf(kms.send(new DecryptCommand({ CiphertextBlob })))).message).toMatch(
      /on the resource associated with this ciphertext because the resource does not exist in this Region/,
    );
  });

  it('returns access denied to another account once it is deleted', async () => {
    await schedule(7);
    await aws.control.clock.advance(8 * DAY_MS);
    expect(await failureOf(aws.kms(VENDOR).send(new DescribeKeyCommand({ KeyId: key.Arn })))).toEqual({
      name: 'AccessDeniedException',
      message: `User: arn:aws:iam::${VENDOR}:root is not authorized to perform: kms:DescribeKey on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
      status: 400,
    });
  });
});

describe('CancelKeyDeletion', () => {
  it('leaves the key Disabled, until it is enabled', async () => {
    const { CiphertextBlob } = await encrypt();
    await schedule();
    expect(await kms.send(new CancelKeyDeletionCommand({ KeyId: key.KeyId }))).toMatchObject({ KeyId: key.Arn });
    expect(await metadata()).toMatchObject({ KeyState: 'Disabled', Enabled: false });
    expect(await metadata()).not.toHaveProperty('DeletionDate');
    expect((await failureOf(encrypt())).name).toBe('DisabledException');
    await kms.send(new EnableKeyCommand({ KeyId: key.KeyId }));
    const { Plaintext: decrypted } = await kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(Buffer.from(decrypted ?? [])).toEqual(Plaintext);
  });

  it('refuses a key whose deletion is not scheduled', async () => {
    expect(await failureOf(kms.send(new CancelKeyDeletionCommand({ KeyId: key.KeyId })))).toEqual({
      name: 'KMSInvalidStateException',
      message: `${key.Arn} is not pending deletion.`,
      status: 400,
    });
  });
});
