import { z } from 'zod';
import { AwsError } from '../errors.ts';
import { member } from '../input.ts';
import { defineOperation, openKey, type Operation } from '../operation.ts';
import { pageOf } from '../pagination.ts';

const MAX_TAGS = 50;
const TagKey = z.string().min(1).max(128);

/** One tag of a request (KMS API Reference, Tag). */
export const Tag = z.object({ TagKey, TagValue: z.string().max(256) });
type Tag = z.output<typeof Tag>;

const tagResource = defineOperation(
  'TagResource',
  z.object({ KeyId: member.keyId, Tags: z.array(Tag) }),
  (call, input) => {
    const key = openKey(call, {
      operation: 'TagResource',
      keyId: input.KeyId,
      conditionKeys: {
        ...requestTags(input.Tags),
        'aws:TagKeys': input.Tags.map((tag) => tag.TagKey),
      },
    });
    call.sandbox.keys.put({ ...key, tags: acceptTags(input.Tags, key.tags) });
    return undefined;
  },
);

/** UntagResource: removing a tag that doesn't exist is no error (KMS API Reference, UntagResource). */
const untagResource = defineOperation(
  'UntagResource',
  z.object({ KeyId: member.keyId, TagKeys: z.array(TagKey) }),
  (call, input) => {
    const key = openKey(call, {
      operation: 'UntagResource',
      keyId: input.KeyId,
      conditionKeys: { 'aws:TagKeys': input.TagKeys },
    });
    refuseReserved(input.TagKeys);
    const kept = Object.entries(key.tags).filter(([name]) => !input.TagKeys.includes(name));
    call.sandbox.keys.put({ ...key, tags: Object.fromEntries(kept) });
    return undefined;
  },
);

const listResourceTags = defineOperation(
  'ListResourceTags',
  z.object({ KeyId: member.keyId, Limit: z.int().min(1).max(50).optional(), Marker: member.marker }),
  (call, input) => {
    const key = openKey(call, { operation: 'ListResourceTags', keyId: input.KeyId });
    const tags = Object.entries(key.tags).toSorted(([one], [other]) => (one < other ? -1 : 1));
    const page = pageOf(tags, ([name]) => name, { limit: input.Limit ?? 50, marker: input.Marker });
    return {
      Tags: page.items.map(([name, value]) => ({ TagKey: name, TagValue: value })),
      ...page.continuation,
    };
  },
);

/**
 * Merges new tags into those of a key. Throws TagException for a reserved or duplicate tag key and LimitExceededException
 * for more than 50 (KMS API Reference, TagResource; AWS publishes no messages).
 */
export function acceptTags(
  tags: readonly Tag[],
  present: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const names = tags.map((tag) => tag.TagKey);
  refuseReserved(names);
  if (new Set(names).size < names.length) throw new AwsError('TagException', 'Duplicate tag keys');
  const merged = { ...present, ...Object.fromEntries(tags.map((tag) => [tag.TagKey, tag.TagValue])) };
  if (Object.keys(merged).length > MAX_TAGS) throw new AwsError('LimitExceededException', 'Too many tags');
  return merged;
}

/** The tags of a request as condition keys. */
export function requestTags(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [`aws:RequestTag/${tag.TagKey}`, tag.TagValue]));
}

function refuseReserved(names: readonly string[]): void {
  if (names.some((name) => /^aws:/i.test(name))) {
    throw new AwsError('TagException', 'Tags beginning with aws: are reserved');
  }
}

export const TAG_OPERATIONS: readonly Operation[] = [tagResource, untagResource, listResourceTags];
