import {
  CreateKeyCommand,
  DescribeKeyCommand,
  ListResourceTagsCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
let key: CreatedKey;
beforeAll(async () => {
  aws = await startTestSandbox();
  kms = aws.kms(CUSTOMER);
});
afterAll(() => aws.close());
beforeEach(async () => {
  key = await aws.createKey();
});

const tagsOf = (tags: Record<string, string>) =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
const tag = (tags: Record<string, string>) =>
  kms.send(new TagResourceCommand({ KeyId: key.KeyId, Tags: tagsOf(tags) }));
const list = (input: object = {}) => kms.send(new ListResourceTagsCommand({ KeyId: key.KeyId, ...input }));

describe('tags', () => {
  it('are added, replaced and removed', async () => {
    await tag({ team: 'backup', stage: 'test' });
    await tag({ stage: 'live' });
    expect((await list()).Tags).toEqual(tagsOf({ stage: 'live', team: 'backup' }));
    await kms.send(new UntagResourceCommand({ KeyId: key.KeyId, TagKeys: ['team', 'never'] }));
    expect((await list()).Tags).toEqual(tagsOf({ stage: 'live' }));
  });

  it('are paginated', async () => {
    await tag({ a: '1', b: '2', c: '3' });
    const first = await list({ Limit: 2 });
    const second = await list({ Limit: 2, Marker: first.NextMarker });
    expect([first.Truncated, second.Truncated]).toEqual([true, false]);
    expect([...(first.Tags ?? []), ...(second.Tags ?? [])]).toEqual(tagsOf({ a: '1', b: '2', c: '3' }));
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['a reserved tag key', () => tag({ 'aws:team': 'x' }), 'TagException'],
    [
      'the same tag key twice',
      () =>
        kms.send(
          new TagResourceCommand({
            KeyId: key.KeyId,
            Tags: [
              { TagKey: 'a', TagValue: '1' },
              { TagKey: 'a', TagValue: '2' },
            ],
          }),
        ),
      'TagException',
    ],
    [
      'a reserved tag key in CreateKey',
      () => kms.send(new CreateKeyCommand({ Tags: tagsOf({ 'aws:x': '' }) })),
      'TagException',
    ],
    [
      'more than fifty tags',
      async () => {
        await tag(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, ''])));
        await tag({ t0: 'changed' });
        await tag({ onemore: '' });
      },
      'LimitExceededException',
    ],
    ['a tag key that is too long', () => tag({ ['x'.repeat(129)]: '' }), 'ValidationException'],
    [
      'a key pending deletion',
      async () => {
        await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId }));
        await tag({ a: '1' });
      },
      'KMSInvalidStateException',
    ],
    [
      'another account',
      () => aws.kms(VENDOR).send(new ListResourceTagsCommand({ KeyId: key.Arn })),
      'AccessDeniedException',
    ],
  ])('refuse %s', async (_, call, name) => {
    expect(await failureOf(call())).toMatchObject({ name, status: 400 });
  });

  it('control by aws:ResourceTag who may use the key', async () => {
    const condition = { StringEquals: { 'aws:ResourceTag/share': 'vendor' } };
    key = await aws.createKey({ policy: sharedKeyPolicy(['kms:DescribeKey'], condition) });
    const describeKey = () => aws.kms(VENDOR).send(new DescribeKeyCommand({ KeyId: key.Arn }));
    expect((await failureOf(describeKey())).name).toBe('AccessDeniedException');
    await tag({ share: 'vendor' });
    await describeKey();
  });
});
