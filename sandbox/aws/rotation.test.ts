import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyRotationStatusCommand,
  ListKeyRotationsCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  type ListKeyRotationsCommandInput,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
let key: CreatedKey;
beforeAll(async () => {
  aws = await startTestSandbox();
  kms = aws.kms(CUSTOMER);
});
afterAll(() => aws.close());
beforeEach(async () => {
  key = await aws.createKey();
});
afterEach(() => aws.control.clock.reset());

const currentMaterial = async () =>
  (await kms.send(new DescribeKeyCommand({ KeyId: key.KeyId }))).KeyMetadata?.CurrentKeyMaterialId;
const materialCount = async () =>
  (await aws.control.keys({ accountId: CUSTOMER })).find(({ arn }) => arn === key.Arn)?.materialIds.length;
const status = () => kms.send(new GetKeyRotationStatusCommand({ KeyId: key.KeyId }));
const enableRotation = (RotationPeriodInDays?: number) =>
  kms.send(new EnableKeyRotationCommand({ KeyId: key.KeyId, RotationPeriodInDays }));

describe('rotation on demand', () => {
  it('changes the current material, and older ciphertexts still decrypt', async () => {
    const before = await currentMaterial();
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext: Buffer.from('old') }));
    expect(await kms.send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId }))).toMatchObject({ KeyId: key.KeyId });

    const after = await currentMaterial();
    expect(after).not.toBe(before);
    expect((await kms.send(new GenerateDataKeyCommand({ KeyId: key.KeyId, KeySpec: 'AES_256' }))).KeyMaterialId).toBe(
      after,
    );
    const decrypted = await kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(decrypted.KeyMaterialId).toBe(before);
    expect(Buffer.from(decrypted.Plaintext ?? []).toString()).toBe('old');
  });

  it('is limited to 25 times', async () => {
    for (let count = 0; count < 25; count += 1) await kms.send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId }));
    const failure = await failureOf(kms.send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId })));
    expect(failure.name).toBe('LimitExceededException');
  });

  it('is in progress for the time of the setting, and then completes', async () => {
    await aws.control.settings.change({ transitionMs: 60_000 });
    const [before, startedAt] = [await currentMaterial(), Date.now()];
    await kms.send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId }));
    const { OnDemandRotationStartDate } = await status();
    expect(Math.abs((OnDemandRotationStartDate?.getTime() ?? 0) - startedAt)).toBeLessThan(10_000);
    expect(await currentMaterial()).toBe(before);
    await aws.control.clock.advance(61_000);
    expect(await status()).not.toHaveProperty('OnDemandRotationStartDate');
    expect(await currentMaterial()).not.toBe(before);
    await aws.control.settings.change({ transitionMs: 0 });
  });

  it('is refused shortly before an automatic rotation', async () => {
    await enableRotation(90);
    await aws.control.clock.advance(90 * DAY_MS - 10 * 60_000);
    expect((await failureOf(kms.send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId })))).name).toBe(
      'ConflictException',
    );
  });

  it('is refused for a disabled key', async () => {
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    expect(await failureOf(kms.send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId })))).toMatchObject({
      name: 'DisabledException',
      message: `${key.Arn} is disabled.`,
    });
  });
});

describe('automatic rotation', () => {
  it('is disabled for a new key, without period and date', async () => {
    const answer = await status();
    expect(answer).toMatchObject({ KeyId: key.KeyId, KeyRotationEnabled: false });
    expect(answer).not.toHaveProperty('RotationPeriodInDays');
    expect(answer).not.toHaveProperty('NextRotationDate');
  });

  it('happens every 365 days by default', async () => {
    await enableRotation();
    expect(await status()).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 365 });
    await enableRotation(90);
    const { RotationPeriodInDays, NextRotationDate } = await status();
    expect(RotationPeriodInDays).toBe(90);
    expect(Math.abs((NextRotationDate?.getTime() ?? 0) - Date.now() - 90 * DAY_MS)).toBeLessThan(60_000);
  });

  it('refuses periods outside 90 to 2560 days', async () => {
    expect((await failureOf(enableRotation(89))).message).toMatch(/Value '89' at 'rotationPeriodInDays'/);
    expect((await failureOf(enableRotation(2561))).message).toMatch(/less than or equal to 2560/);
  });

  it('happens once per period, even if several pass at once', async () => {
    await enableRotation(90);
    await aws.control.clock.advance(89 * DAY_MS);
    expect(await materialCount()).toBe(1);
    await aws.control.clock.advance(2 * DAY_MS);
    expect(await materialCount()).toBe(2);
    await aws.control.clock.advance(180 * DAY_MS);
    expect(await materialCount()).toBe(4);
  });

  it('stops when it is disabled', async () => {
    await enableRotation(90);
    await kms.send(new DisableKeyRotationCommand({ KeyId: key.KeyId }));
    await aws.control.clock.advance(100 * DAY_MS);
    expect(await materialCount()).toBe(1);
  });

  it('that was missed while the key was disabled happens when it is enabled', async () => {
    await enableRotation(90);
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    await aws.control.clock.advance(300 * DAY_MS);
    expect(await materialCount()).toBe(1);
    expect((await status()).KeyRotationEnabled).toBe(true);
    await kms.send(new EnableKeyCommand({ KeyId: key.KeyId }));
    expect(await materialCount()).toBe(2);
  });

  it('is reported as disabled while deletion is pending, and is back after the deletion is canceled', async () => {
    await enableRotation(180);
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId }));
    const pending = await status();
    expect(pending.KeyRotationEnabled).toBe(false);
    expect(pending).not.toHaveProperty('NextRotationDate');
    await kms.send(new CancelKeyDeletionCommand({ KeyId: key.KeyId }));
    expect(await status()).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 180 });
  });
});

describe('the list of rotations', () => {
  const list = async (more: Partial<ListKeyRotationsCommandInput> = {}) =>
    kms.send(new ListKeyRotationsCommand({ KeyId: key.KeyId, ...more }));

  it('contains only rotations, or also the first material, with their details', async () => {
    const first = await currentMaterial();
    expect(await list()).toMatchObject({ Rotations: [], Truncated: false });
    await kms.send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId }));
    const second = await currentMaterial();
    await enableRotation(90);
    await aws.control.clock.advance(91 * DAY_MS);
    const third = await currentMaterial();
    const common = { KeyId: key.KeyId, RotationDate: expect.any(Date) };
    const rotations = [
      { ...common, KeyMaterialId: second, KeyMaterialState: 'NON_CURRENT', RotationType: 'ON_DEMAND' },
      { ...common, KeyMaterialId: third, KeyMaterialState: 'CURRENT', RotationType: 'AUTOMATIC' },
    ];
    expect((await list()).Rotations).toEqual(rotations);
    expect((await list({ IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })).Rotations).toEqual([
      { KeyId: key.KeyId, KeyMaterialId: first, KeyMaterialState: 'NON_CURRENT' },
      ...rotations,
    ]);
  });

  it('shows the scheduled date of an automatic rotation', async () => {
    await enableRotation(90);
    const { NextRotationDate } = await status();
    await aws.control.clock.advance(100 * DAY_MS);
    expect((await list()).Rotations).toMatchObject([{ RotationDate: NextRotationDate }]);
  });

  it('is paginated', async () => {
    for (let count = 0; count < 11; count += 1) await kms.send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId }));
    const seen: unknown[] = [];
    let Marker: string | undefined;
    do {
      const page = await list({ Limit: 4, Marker });
      expect(page.Truncated).toBe(page.NextMarker !== undefined);
      seen.push(...(page.Rotations ?? []));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual((await list()).Rotations);
    expect(seen).toHaveLength(11);
    expect((await failureOf(list({ Marker: 'made-up' }))).name).toBe('InvalidMarkerException');
  });

  it('is empty for keys that do not rotate', async () => {
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
    );
    const KeyId = KeyMetadata?.KeyId ?? '';
    expect((await list({ KeyId })).Rotations).toEqual([]);
    expect((await failureOf(list({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' }))).name).toBe(
      'UnsupportedOperationException',
    );
  });
});

describe('a key that is not symmetric', () => {
  it('has no rotation, and says so', async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }));
    const KeyId = KeyMetadata?.KeyId ?? '';
    const answer = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
    expect(answer).toMatchObject({ KeyId, KeyRotationEnabled: false });
    for (const command of [new EnableKeyRotationCommand({ KeyId }), new DisableKeyRotationCommand({ KeyId })]) {
      expect((await failureOf(kms.send(command))).name).toBe('UnsupportedOperationException');
    }
    expect((await failureOf(kms.send(new RotateKeyOnDemandCommand({ KeyId })))).name).toBe(
      'UnsupportedOperationException',
    );
  });
});
