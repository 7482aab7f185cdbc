import {
  CreateAliasCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  ListAliasesCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  allow,
  CUSTOMER,
  DAY_MS,
  failureOf,
  REGION,
  rootArn,
  sharedKeyPolicy,
  startTestSandbox,
  STRANGER,
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
afterEach(async () => {
  await aws.control.clock.reset();
  await aws.control.faults.clear();
});

const Plaintext = Buffer.from('x');
let aliasCount = 0;
const newName = () => `alias/backup-${(aliasCount += 1)}`;
const arnOf = (name: string, accountId = CUSTOMER) => `arn:aws:kms:${REGION}:${accountId}:${name}`;
const alias = async (TargetKeyId = key.KeyId, AliasName = newName(), as = kms) => {
  await as.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
  return AliasName;
};
const listed = async (input: object = {}, as = kms) => (await as.send(new ListAliasesCommand(input))).Aliases ?? [];

describe('an alias', () => {
  it('refers to its key by name, and by ARN also from another account', async () => {
    const name = await alias();
    for (const [client, KeyId] of [
      [kms, name],
      [kms, arnOf(name)],
      [aws.kms(VENDOR), arnOf(name)],
    ] as const) {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
      expect([KeyMetadata?.Arn, KeyMetadata?.KeyId]).toEqual([key.Arn, key.KeyId]);
      const encrypted = await client.send(new EncryptCommand({ KeyId, Plaintext }));
      expect(encrypted.KeyId).toBe(key.Arn);
      const moved = await client.send(
        new ReEncryptCommand({ CiphertextBlob: encrypted.CiphertextBlob, SourceKeyId: KeyId, DestinationKeyId: KeyId }),
      );
      await client.send(new DecryptCommand({ KeyId, CiphertextBlob: moved.CiphertextBlob }));
    }
  });

  it('refers to the caller’s own account when given by name', async () => {
    const name = await alias();
    expect(await failureOf(aws.kms(VENDOR).send(new DescribeKeyCommand({ KeyId: name })))).toEqual({
      name: 'NotFoundException',
      message: `Alias ${arnOf(name, VENDOR)} is not found.`,
      status: 400,
    });
    const foreign = aws.kms(VENDOR).send(new DescribeKeyCommand({ KeyId: arnOf('alias/none') }));
    expect((await failureOf(foreign)).message).toMatch(/on this resource because the resource does not exist/);
  });

  it('is refused by operations that accept only keys', async () => {
    const name = await alias();
    for (const KeyId of [name, arnOf(name)]) {
      expect(await failureOf(kms.send(new EnableKeyCommand({ KeyId })))).toEqual({
        name: 'InvalidArnException',
        message: 'Key Aliases are not supported for this operation.',
        status: 400,
      });
    }
  });

  it('can be moved to another key of the same type, and can be deleted', async () => {
    const name = await alias();
    const other = await aws.createKey();
    await kms.send(new UpdateAliasCommand({ AliasName: name, TargetKeyId: other.Arn }));
    expect((await kms.send(new DescribeKeyCommand({ KeyId: name }))).KeyMetadata?.Arn).toBe(other.Arn);
    await kms.send(new DeleteAliasCommand({ AliasName: name }));
    expect((await failureOf(kms.send(new DescribeKeyCommand({ KeyId: name })))).name).toBe('NotFoundException');
  });

  it('is deleted with its key', async () => {
    const name = await alias();
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId, PendingWindowInDays: 7 }));
    expect(await listed({ KeyId: key.KeyId })).toHaveLength(1);
    await aws.control.clock.advance(8 * DAY_MS);
    expect((await listed()).map(({ AliasName }) => AliasName)).not.toContain(name);
  });

  it('appears in faults and the call log as its key', async () => {
    const name = await alias();
    await aws.control.faults.add({ effect: { kind: 'throttle' }, match: { keyArn: key.Arn, account: CUSTOMER } });
    for (const KeyId of [name, arnOf(name)]) {
      expect((await failureOf(kms.send(new DescribeKeyCommand({ KeyId })))).name).toBe('ThrottlingException');
    }
    expect((await aws.control.calls.recent())[0]?.keyArn).toBe(key.Arn);
  });
});

describe('CreateAlias', () => {
  it.each([
    ['mine', 'ValidationException', /^Alias must start with the prefix "alias\/"\. Please see https:/],
    ['alias/my:key', 'ValidationException', /^alias\/my:key contains invalid characters for an alias$/],
    [
      'alias/my key',
      'ValidationException',
      /^1 validation error detected: Value 'alias\/my key' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
    ],
    ['alias/aws/mine', 'InvalidAliasNameException', /alias name is not valid/],
    ['alias/', 'InvalidAliasNameException', /alias name is not valid/],
  ])('refuses the name %s', async (name, error, message) => {
    expect(await failureOf(alias(key.KeyId, name))).toEqual({
      name: error,
      message: expect.stringMatching(message),
      status: 400,
    });
  });

  it('refuses an existing name, a key pending deletion and a key that does not exist', async () => {
    const name = await alias();
    expect(await failureOf(alias(key.KeyId, name))).toEqual({
      name: 'AlreadyExistsException',
      message: `An alias with the name ${arnOf(name)} already exists`,
      status: 400,
    });
    expect((await failureOf(alias('1234abcd-12ab-34cd-56ef-1234567890ab'))).name).toBe('NotFoundException');
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId }));
    expect((await failureOf(alias())).name).toBe('KMSInvalidStateException');
  });

  it('needs permission on both the alias and the key', async () => {
    const ROLE = `arn:aws:iam::${CUSTOMER}:role/admin`;
    const as = aws.kmsAs({ arn: ROLE });
    const name = newName();
    const declare = (resources: string[]) =>
      aws.control.roles.declare({
        arn: ROLE,
        trustedAccounts: [CUSTOMER],
        identityPolicy: allow('kms:CreateAlias', resources),
      });
    const denied = (resource: string) => expect.stringContaining(`kms:CreateAlias on resource: ${resource} because`);
    await declare([key.Arn]);
    expect((await failureOf(alias(key.KeyId, name, as))).message).toEqual(denied(arnOf(name)));
    await declare([arnOf(name)]);
    expect((await failureOf(alias(key.KeyId, name, as))).message).toEqual(denied(key.Arn));
    await declare([arnOf(name), key.Arn]);
    await alias(key.KeyId, name, as);
  });
});

describe('UpdateAlias and DeleteAlias', () => {
  it('refuse an alias that does not exist', async () => {
    const AliasName = newName();
    for (const call of [
      kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId: key.KeyId })),
      kms.send(new DeleteAliasCommand({ AliasName })),
    ]) {
      expect(await failureOf(call)).toEqual({
        name: 'NotFoundException',
        message: `Alias ${arnOf(AliasName)} is not found.`,
        status: 400,
      });
    }
  });

  it('allow moving an alias off a key pending deletion, but not onto it', async () => {
    const [stays, leaves] = [await alias(), await alias()];
    const other = await aws.createKey();
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId }));
    await kms.send(new UpdateAliasCommand({ AliasName: stays, TargetKeyId: other.KeyId }));
    expect(
      await failureOf(kms.send(new UpdateAliasCommand({ AliasName: stays, TargetKeyId: key.KeyId }))),
    ).toMatchObject({ name: 'KMSInvalidStateException', message: `${key.Arn} is pending deletion.` });
    await kms.send(new DeleteAliasCommand({ AliasName: leaves }));
  });
});

describe('ListAliases', () => {
  it('lists the aliases of the caller’s account, or of one key, with the members that AWS sends', async () => {
    const name = await alias();
    await alias((await aws.createKey()).KeyId);
    expect(await listed({ KeyId: key.Arn })).toEqual([
      {
        AliasArn: arnOf(name),
        AliasName: name,
        CreationDate: expect.any(Date),
        LastUpdatedDate: expect.any(Date),
        TargetKeyId: key.KeyId,
      },
    ]);
    expect((await listed()).length).toBeGreaterThan(1);
    expect(await listed({}, aws.kms(STRANGER))).toEqual([]);
    expect((await failureOf(listed({ KeyId: key.Arn }, aws.kms(STRANGER)))).name).toBe('NotFoundException');
  });

  it('paginates by name', async () => {
    const names = [await alias(), await alias(), await alias()].toSorted();
    const first = await kms.send(new ListAliasesCommand({ KeyId: key.KeyId, Limit: 2 }));
    const second = await kms.send(new ListAliasesCommand({ KeyId: key.KeyId, Limit: 2, Marker: first.NextMarker }));
    expect([...(first.Aliases ?? []), ...(second.Aliases ?? [])].map(({ AliasName }) => AliasName)).toEqual(names);
    expect([first.Truncated, second.Truncated]).toEqual([true, false]);
  });
});

describe('the condition key', () => {
  const describeBy = (KeyId: string) => aws.kms(VENDOR).send(new DescribeKeyCommand({ KeyId }));
  const denied = `User: ${rootArn(VENDOR)} is not authorized to perform: kms:DescribeKey on this resource because`;

  it('kms:RequestAlias requires the request to name the key by that alias', async () => {
    key = await aws.createKey({
      policy: sharedKeyPolicy(USE_OF_THE_KEY, { StringLike: { 'kms:RequestAlias': 'alias/backup-*' } }),
    });
    const name = await alias();
    await describeBy(arnOf(name));
    expect((await failureOf(describeBy(key.Arn))).message).toContain(denied);
  });

  it('kms:ResourceAliases requires the key to have that alias, however the request names it', async () => {
    key = await aws.createKey({
      policy: sharedKeyPolicy(USE_OF_THE_KEY, {
        'ForAnyValue:StringLike': { 'kms:ResourceAliases': 'alias/backup-*' },
      }),
    });
    expect((await failureOf(describeBy(key.Arn))).message).toContain(denied);
    const name = await alias();
    await describeBy(key.Arn);
    await kms.send(new DeleteAliasCommand({ AliasName: name }));
    expect((await failureOf(describeBy(key.Arn))).message).toContain(denied);
  });
});
