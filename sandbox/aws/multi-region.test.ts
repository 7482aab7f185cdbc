import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  ListKeyRotationsCommand,
  ReplicateKeyCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  UpdateKeyDescriptionCommand,
  UpdatePrimaryRegionCommand,
  type CreateKeyCommandInput,
  type ImportType,
  type ReplicateKeyCommandInput,
} from '@aws-sdk/client-kms';
import { publicEncrypt, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  allow,
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
beforeAll(async () => {
  aws = await startTestSandbox();
});
afterAll(() => aws.close());
afterEach(async () => {
  await aws.control.clock.reset();
  await aws.control.settings.change({ transitionMs: 0 });
});

const EU = 'eu-west-1';
const US = 'us-west-2';
const AP = 'ap-southeast-2';
const Plaintext = Buffer.from('a secret');

const at = (region: string) => aws.kms(CUSTOMER, region);
const describeKey = async (region: string, KeyId: string) =>
  (await at(region).send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
const arnIn = (region: string, { Arn }: CreatedKey) => Arn.replace(EU, region);
const replicate = (KeyId: string, ReplicaRegion: string, more: Partial<ReplicateKeyCommandInput> = {}, from = EU) =>
  at(from).send(new ReplicateKeyCommand({ KeyId, ReplicaRegion, ...more }));

async function createPrimary(more: Partial<CreateKeyCommandInput> = {}): Promise<CreatedKey> {
  const { KeyMetadata } = await at(EU).send(new CreateKeyCommand({ MultiRegion: true, ...more }));
  return KeyMetadata as CreatedKey;
}

async function createSet(...regions: string[]): Promise<CreatedKey> {
  const primary = await createPrimary();
  for (const region of regions) await replicate(primary.KeyId, region);
  return primary;
}

describe('a multi-Region key', () => {
  it('has an ID with the prefix mrk-, and is a primary without replicas', async () => {
    const key = await createPrimary();
    expect(key.KeyId).toMatch(/^mrk-[0-9a-f]{32}$/);
    expect(key).toMatchObject({
      MultiRegion: true,
      MultiRegionConfiguration: {
        MultiRegionKeyType: 'PRIMARY',
        PrimaryKey: { Arn: key.Arn, Region: EU },
        ReplicaKeys: [],
      },
    });
  });

  it('has replicas with the same material and ID, but their own policy, description and tags', async () => {
    const key = await createPrimary({ Description: 'primary' });
    const Policy = JSON.stringify(sharedKeyPolicy(USE_OF_THE_KEY));
    const Tags = [{ TagKey: 'side', TagValue: 'west' }];
    const answer = await replicate(key.KeyId, US, { Description: 'replica', Policy, Tags });
    expect(answer.ReplicaKeyMetadata).toMatchObject({ KeyState: 'Creating', Enabled: false, KeyId: key.KeyId });
    expect(answer.ReplicaKeyMetadata).not.toHaveProperty('CurrentKeyMaterialId');
    expect(answer).toMatchObject({ ReplicaPolicy: Policy, ReplicaTags: Tags });

    expect(await describeKey(US, key.KeyId)).toMatchObject({
      Arn: arnIn(US, key),
      CurrentKeyMaterialId: key.CurrentKeyMaterialId,
      Description: 'replica',
      KeyState: 'Enabled',
      MultiRegionConfiguration: {
        MultiRegionKeyType: 'REPLICA',
        PrimaryKey: { Arn: key.Arn, Region: EU },
        ReplicaKeys: [{ Arn: arnIn(US, key), Region: US }],
      },
    });
    expect((await at(US).send(new GetKeyPolicyCommand({ KeyId: key.KeyId }))).Policy).toBe(Policy);
    expect((await describeKey(EU, key.KeyId))?.MultiRegionConfiguration?.ReplicaKeys).toEqual([
      { Arn: arnIn(US, key), Region: US },
    ]);
    await aws.kms(VENDOR, US).send(new EncryptCommand({ KeyId: arnIn(US, key), Plaintext }));
    expect((await failureOf(aws.kms(VENDOR, EU).send(new EncryptCommand({ KeyId: key.Arn, Plaintext })))).name).toBe(
      'AccessDeniedException',
    );
  });

  it('decrypts what its related keys encrypted, with and without a KeyId', async () => {
    const { KeyId, Arn, ...key } = await createSet(US, AP);
    const { CiphertextBlob } = await at(US).send(new EncryptCommand({ KeyId, Plaintext }));
    for (const region of [EU, US, AP]) {
      const decrypted = await at(region).send(new DecryptCommand({ CiphertextBlob }));
      expect((await aws.control.calls.recent())[0]?.keyArn).toBe(Arn.replace(EU, region));
      expect(decrypted).toMatchObject({
        KeyId: Arn.replace(EU, region),
        KeyMaterialId: key.CurrentKeyMaterialId,
      });
      expect(Buffer.from(decrypted.Plaintext ?? [])).toEqual(Plaintext);
      await at(region).send(new DecryptCommand({ CiphertextBlob, KeyId }));
    }
  });

  it('is described, enabled and disabled independently of its related keys', async () => {
    const { KeyId } = await createSet(US);
    await at(US).send(new DisableKeyCommand({ KeyId }));
    await at(US).send(new UpdateKeyDescriptionCommand({ KeyId, Description: 'west' }));
    expect(await describeKey(EU, KeyId)).toMatchObject({ KeyState: 'Enabled', Description: '' });
    expect(await describeKey(US, KeyId)).toMatchObject({ KeyState: 'Disabled', Description: 'west' });
  });

  it.each<[string, (key: CreatedKey) => Promise<unknown>, string]>([
    ['twice to the same Region', (key) => replicate(key.KeyId, US), 'AlreadyExistsException'],
    ['to its own Region', (key) => replicate(key.KeyId, EU), 'AlreadyExistsException'],
    ['from a replica', (key) => replicate(key.KeyId, AP, {}, US), 'UnsupportedOperationException'],
    ['to another partition', (key) => replicate(key.KeyId, 'cn-north-1'), 'UnsupportedOperationException'],
    ['to an invalid Region', (key) => replicate(key.KeyId, 'nowhere'), 'ValidationException'],
  ])('is not replicated %s', async (_, call, name) => {
    expect(await failureOf(call(await createSet(US)))).toMatchObject({ name, status: 400 });
  });

  it('is the only type that can be replicated, unless it is disabled', async () => {
    const single = await aws.createKey();
    expect(await failureOf(replicate(single.KeyId, US))).toMatchObject({
      name: 'UnsupportedOperationException',
      message: `${single.Arn} is not a multi-Region primary key.`,
    });
    const { KeyId, Arn } = await createPrimary();
    await at(EU).send(new DisableKeyCommand({ KeyId }));
    expect((await failureOf(replicate(KeyId, US))).message).toBe(`${Arn} is disabled.`);
  });

  it('needs kms:CreateKey in the Region of the replica', async () => {
    const arn = `arn:aws:iam::${CUSTOMER}:role/replicator`;
    const inEurope = { ...allow('kms:*') };
    const condition = { StringEquals: { 'aws:RequestedRegion': EU } };
    const identityPolicy = {
      ...inEurope,
      Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Condition: condition }],
    };
    await aws.control.roles.declare({ arn, trustedAccounts: [CUSTOMER], identityPolicy });
    const { KeyId } = await createPrimary();
    const call = aws.kmsAs({ arn }, EU).send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: US }));
    expect((await failureOf(call)).message).toMatch(/is not authorized to perform: kms:CreateKey because no identity/);
    await aws.control.roles.remove(arn);
  });
});

describe('an unfinished change', () => {
  it('shows as Creating for the time of the setting, and the replica cannot be used', async () => {
    await aws.control.settings.change({ transitionMs: 60_000 });
    const key = await createSet(US);
    expect(await describeKey(US, key.KeyId)).toMatchObject({ KeyState: 'Creating', Enabled: false });
    const encrypt = () => at(US).send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));
    expect(await failureOf(encrypt())).toEqual({
      name: 'KMSInvalidStateException',
      message: `${arnIn(US, key)} is creating.`,
      status: 400,
    });
    await aws.control.clock.advance(61_000);
    await encrypt();
    expect(await describeKey(US, key.KeyId)).toHaveProperty('CurrentKeyMaterialId', key.CurrentKeyMaterialId);
  });

  it('is complete at the next call by default, even if the clock moves back', async () => {
    await aws.control.clock.advance(DAY_MS);
    const { KeyId } = await createSet(US);
    await aws.control.clock.reset();
    expect((await describeKey(US, KeyId))?.KeyState).toBe('Enabled');
  });

  it('shows as Updating after a change of the primary, and refuses only management', async () => {
    const key = await createSet(US);
    await aws.control.settings.change({ transitionMs: 60_000 });
    await at(EU).send(new UpdatePrimaryRegionCommand({ KeyId: key.KeyId, PrimaryRegion: US }));
    for (const region of [EU, US]) {
      expect((await describeKey(region, key.KeyId))?.KeyState).toBe('Updating');
      await at(region).send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));
      const disable = at(region).send(new DisableKeyCommand({ KeyId: key.KeyId }));
      expect((await failureOf(disable)).message).toBe(`${arnIn(region, key)} is updating.`);
    }
    await aws.control.clock.advance(61_000);
    expect((await describeKey(EU, key.KeyId))?.KeyState).toBe('Enabled');
  });
});

describe('UpdatePrimaryRegion', () => {
  it('turns a replica into the primary, and the primary into a replica', async () => {
    const key = await createSet(US, AP);
    await at(EU).send(new UpdatePrimaryRegionCommand({ KeyId: key.KeyId, PrimaryRegion: US }));
    for (const region of [EU, US, AP]) {
      expect((await describeKey(region, key.KeyId))?.MultiRegionConfiguration).toEqual({
        MultiRegionKeyType: region === US ? 'PRIMARY' : 'REPLICA',
        PrimaryKey: { Arn: arnIn(US, key), Region: US },
        ReplicaKeys: [
          { Arn: arnIn(AP, key), Region: AP },
          { Arn: key.Arn, Region: EU },
        ],
      });
    }
    await at(US).send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId }));
    expect((await failureOf(at(EU).send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId })))).name).toBe(
      'UnsupportedOperationException',
    );
  });

  it('needs an existing replica, and a primary to call it on', async () => {
    const key = await createSet(US);
    const move = (from: string, PrimaryRegion: string) =>
      at(from).send(new UpdatePrimaryRegionCommand({ KeyId: key.KeyId, PrimaryRegion }));
    expect(await failureOf(move(EU, AP))).toMatchObject({
      name: 'NotFoundException',
      message: `Key '${arnIn(AP, key)}' does not exist`,
    });
    expect((await failureOf(move(US, EU))).name).toBe('UnsupportedOperationException');
    expect((await failureOf(move(EU, EU))).name).toBe('UnsupportedOperationException');
  });
});

describe('rotation of related keys', () => {
  it('is enabled on the primary, and replicas get the new material', async () => {
    const { KeyId } = await createSet(US);
    const enableIn = (region: string) =>
      at(region).send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    expect((await failureOf(enableIn(US))).name).toBe('UnsupportedOperationException');
    await enableIn(EU);
    expect(await at(US).send(new GetKeyRotationStatusCommand({ KeyId }))).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 90,
    });
    const { CiphertextBlob } = await at(US).send(new EncryptCommand({ KeyId, Plaintext }));
    await aws.control.clock.advance(91 * DAY_MS);
    const [replica, primary] = [await describeKey(US, KeyId), await describeKey(EU, KeyId)];
    expect(replica?.CurrentKeyMaterialId).toBe(primary?.CurrentKeyMaterialId);
    const { Rotations } = await at(US).send(new ListKeyRotationsCommand({ KeyId }));
    expect(Rotations).toMatchObject([{ KeyMaterialId: primary?.CurrentKeyMaterialId, RotationType: 'AUTOMATIC' }]);
    await at(EU).send(new DecryptCommand({ CiphertextBlob }));
  });

  it('in progress moves with the primary, and completes once', async () => {
    const { KeyId } = await createSet(US);
    await aws.control.settings.change({ transitionMs: 60_000 });
    await at(EU).send(new RotateKeyOnDemandCommand({ KeyId }));
    await at(EU).send(new UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: US }));
    await aws.control.clock.advance(61_000);
    const [one, other] = [await describeKey(EU, KeyId), await describeKey(US, KeyId)];
    expect(one?.CurrentKeyMaterialId).toBe(other?.CurrentKeyMaterialId);
    const { Rotations } = await at(EU).send(new ListKeyRotationsCommand({ KeyId }));
    expect(Rotations).toMatchObject([{ KeyMaterialId: one?.CurrentKeyMaterialId, RotationType: 'ON_DEMAND' }]);
  });

  it('of imported material needs the new material in every replica', async () => {
    const { KeyId } = await createPrimary({ Origin: 'EXTERNAL' });
    const [first, second] = [randomBytes(32), randomBytes(32)];
    const { KeyMaterialId } = await importMaterial(EU, KeyId, first);
    await replicate(KeyId, US);
    expect(await describeKey(US, KeyId)).toMatchObject({
      KeyState: 'PendingImport',
      CurrentKeyMaterialId: KeyMaterialId,
    });
    expect((await failureOf(importMaterial(US, KeyId, second))).name).toBe('IncorrectKeyMaterialException');
    await importMaterial(US, KeyId, first);
    const { CiphertextBlob } = await at(US).send(new EncryptCommand({ KeyId, Plaintext }));
    await at(EU).send(new DecryptCommand({ CiphertextBlob }));

    expect((await failureOf(importMaterial(US, KeyId, second, 'NEW_KEY_MATERIAL'))).name).toBe(
      'UnsupportedOperationException',
    );
    await importMaterial(EU, KeyId, second, 'NEW_KEY_MATERIAL');
    const statesIn = async (region: string) => {
      const list = new ListKeyRotationsCommand({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' });
      const { Rotations } = await at(region).send(list);
      return Rotations?.map(({ KeyMaterialState, ImportState }) => [KeyMaterialState, ImportState]);
    };
    const waiting = 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';
    expect(await statesIn(EU)).toEqual([
      ['CURRENT', 'IMPORTED'],
      [waiting, 'IMPORTED'],
    ]);
    expect(await statesIn(US)).toEqual([
      ['CURRENT', 'IMPORTED'],
      [waiting, 'PENDING_IMPORT'],
    ]);
    const rotate = () => at(EU).send(new RotateKeyOnDemandCommand({ KeyId }));
    expect((await failureOf(rotate())).name).toBe('KMSInvalidStateException');
    expect((await describeKey(US, KeyId))?.KeyState).toBe('Enabled');

    await importMaterial(US, KeyId, second, 'EXISTING_KEY_MATERIAL');
    expect(await statesIn(EU)).toEqual([
      ['CURRENT', 'IMPORTED'],
      ['PENDING_ROTATION', 'IMPORTED'],
    ]);
    await rotate();
    const [replica, primary] = [await describeKey(US, KeyId), await describeKey(EU, KeyId)];
    expect(replica).toMatchObject({ KeyState: 'Enabled', CurrentKeyMaterialId: primary?.CurrentKeyMaterialId });
    expect(primary?.CurrentKeyMaterialId).not.toBe(KeyMaterialId);
    await at(US).send(new DecryptCommand({ CiphertextBlob }));
  });
});

describe('deletion of a primary', () => {
  it('waits for its replicas, and only then starts its own waiting period', async () => {
    const key = await createSet(US, AP);
    const schedule = (region: string, PendingWindowInDays: number) =>
      at(region).send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId, PendingWindowInDays }));
    const { $metadata: _, ...answer } = await schedule(EU, 10);
    expect(answer).toEqual({ KeyId: key.Arn, KeyState: 'PendingReplicaDeletion', PendingWindowInDays: 10 });
    const waiting = await describeKey(EU, key.KeyId);
    expect(waiting).toMatchObject({
      KeyState: 'PendingReplicaDeletion',
      Enabled: false,
      PendingDeletionWindowInDays: 10,
    });
    expect(waiting).not.toHaveProperty('DeletionDate');
    const encrypt = at(EU).send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));
    expect((await failureOf(encrypt)).message).toBe(`${key.Arn} is pending replica deletion.`);
    await at(AP).send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));

    await schedule(US, 7);
    const { DeletionDate: lastReplicaAt } = await schedule(AP, 20);
    await aws.control.clock.advance(8 * DAY_MS);
    expect((await describeKey(EU, key.KeyId))?.MultiRegionConfiguration?.ReplicaKeys).toHaveLength(1);
    expect((await describeKey(EU, key.KeyId))?.KeyState).toBe('PendingReplicaDeletion');
    await aws.control.clock.advance(13 * DAY_MS);
    const scheduled = await describeKey(EU, key.KeyId);
    expect(scheduled).toMatchObject({
      KeyState: 'PendingDeletion',
      DeletionDate: new Date((lastReplicaAt?.getTime() ?? 0) + 10 * DAY_MS),
    });
    expect(scheduled).not.toHaveProperty('PendingDeletionWindowInDays');
    await aws.control.clock.advance(10 * DAY_MS);
    expect((await failureOf(describeKey(EU, key.KeyId))).name).toBe('NotFoundException');
  });

  it('completes for all related keys if enough time passes at once', async () => {
    const key = await createSet(US);
    for (const region of [EU, US]) {
      await at(region).send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId, PendingWindowInDays: 7 }));
    }
    await aws.control.clock.advance(15 * DAY_MS);
    const arns = (await aws.control.keys({ accountId: CUSTOMER })).map(({ arn }) => arn);
    expect(arns).not.toContain(key.Arn);
    expect(arns).not.toContain(arnIn(US, key));
  });

  it('can be canceled while it waits', async () => {
    const { KeyId } = await createSet(US);
    await at(EU).send(new ScheduleKeyDeletionCommand({ KeyId }));
    await at(EU).send(new CancelKeyDeletionCommand({ KeyId }));
    expect((await describeKey(EU, KeyId))?.KeyState).toBe('Disabled');
    await at(EU).send(new EnableKeyCommand({ KeyId }));
    await at(EU).send(new EncryptCommand({ KeyId, Plaintext }));
  });

  it('does not delay the deletion of a replica', async () => {
    const { KeyId } = await createSet(US);
    const { KeyState } = await at(US).send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect(KeyState).toBe('PendingDeletion');
    await aws.control.clock.advance(8 * DAY_MS);
    expect((await describeKey(EU, KeyId))?.MultiRegionConfiguration?.ReplicaKeys).toEqual([]);
    await replicate(KeyId, US);
  });
});

it('related keys stay related after a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aws-sandbox-'));
  const outer = aws;
  aws = await startTestSandbox({ dataDir });
  const key = await createSet(US);
  const { CiphertextBlob } = await at(US).send(new EncryptCommand({ KeyId: key.KeyId, Plaintext }));
  await aws.close();
  aws = await startTestSandbox({ dataDir });
  await at(EU).send(new RotateKeyOnDemandCommand({ KeyId: key.KeyId }));
  const [replica, primary] = [await describeKey(US, key.KeyId), await describeKey(EU, key.KeyId)];
  expect(replica?.CurrentKeyMaterialId).toBe(primary?.CurrentKeyMaterialId);
  await at(EU).send(new DecryptCommand({ CiphertextBlob }));
  await aws.close();
  aws = outer;
  rmSync(dataDir, { recursive: true });
});

async function importMaterial(region: string, KeyId: string, material: Buffer, importType?: ImportType) {
  const kms = at(region);
  const WrappingAlgorithm = 'RSAES_OAEP_SHA_256';
  const { PublicKey, ImportToken } = await kms.send(
    new GetParametersForImportCommand({ KeyId, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' }),
  );
  const key = { key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki', oaepHash: 'sha256' } as const;
  return kms.send(
    new ImportKeyMaterialCommand({
      KeyId,
      ImportToken,
      EncryptedKeyMaterial: publicEncrypt(key, material),
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      ImportType: importType,
    }),
  );
}
