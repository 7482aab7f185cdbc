import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../errors.ts';
import { member } from '../input.ts';
import { describeKeyMetadata } from '../key-metadata.ts';
import { defaultKeyPolicy, KEY_ORIGINS, newKey } from '../key-record.ts';
import { algorithmsOf, AWS_KEY_SPECS, isKeySpec, KEY_USAGES, type KeySpec, type KeyUsage } from '../key-specs.ts';
import { authorizeAccountOperation, defineOperation, openKey, type Operation } from '../operation.ts';
import { pageOf } from '../pagination.ts';
import { openKeyStore } from './key-stores.ts';
import { acceptKeyPolicy } from './policies.ts';
import { acceptTags, requestTags, Tag } from './tags.ts';

const CreateKeyInput = z.object({
  Description: member.description.default(''),
  Policy: z.string().min(1).max(131_072).optional(),
  BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
  KeySpec: z.enum(AWS_KEY_SPECS).optional(),
  CustomerMasterKeySpec: z.enum(AWS_KEY_SPECS).optional(),
  KeyUsage: z.enum(KEY_USAGES).optional(),
  Origin: z.enum(KEY_ORIGINS).default('AWS_KMS'),
  MultiRegion: z.boolean().default(false),
  CustomKeyStoreId: z.string().min(1).max(64).optional(),
  XksKeyId: z.string().min(1).max(128).optional(),
  Tags: z.array(Tag).default([]),
});

type CreateKeyInput = z.output<typeof CreateKeyInput>;

/** CreateKey for every key spec except SM2, ML-DSA and ML-KEM (KMS API Reference, CreateKey). */
const createKey = defineOperation('CreateKey', CreateKeyInput, (call, input) => {
  const requestedSpec = readKeySpec(input);
  const keyUsage = input.KeyUsage ?? 'ENCRYPT_DECRYPT';
  const bypassLockoutCheck = input.BypassPolicyLockoutSafetyCheck;
  authorizeAccountOperation(call, 'CreateKey', {
    conditionKeys: {
      'kms:KeySpec': requestedSpec,
      'kms:KeyUsage': keyUsage,
      'kms:KeyOrigin': input.Origin,
      'kms:MultiRegion': input.MultiRegion,
      'kms:MultiRegionKeyType': input.MultiRegion ? 'PRIMARY' : undefined,
      'kms:BypassPolicyLockoutSafetyCheck': bypassLockoutCheck,
      ...requestTags(input.Tags),
    },
  });
  const keySpec = acceptKeySpec(requestedSpec, input.KeyUsage);
  const keyStore = openKeyStore(call, input, keySpec);

  const { accountId } = call.caller;
  const key = newKey(
    { accountId, region: call.region, keyId: newKeyId(input.MultiRegion) },
    {
      description: input.Description,
      policy: input.Policy ?? defaultKeyPolicy(accountId),
      tags: acceptTags(input.Tags),
      keySpec,
      keyUsage,
      origin: input.Origin,
      multiRegion: input.MultiRegion,
      ...(keyStore && { keyStore }),
    },
    call.now,
  );
  acceptKeyPolicy(call, key, { bypassLockoutCheck });
  call.sandbox.keys.put(key);
  return { KeyMetadata: describeKeyMetadata(key, [key]) };
});

const describeKey = defineOperation(
  'DescribeKey',
  z.object({ KeyId: member.keyId, GrantTokens: member.grantTokens }),
  (call, input) => {
    const key = openKey(call, { operation: 'DescribeKey', keyId: input.KeyId });
    return { KeyMetadata: describeKeyMetadata(key, call.sandbox.keys.related(key)) };
  },
);

const updateKeyDescription = defineOperation(
  'UpdateKeyDescription',
  z.object({ KeyId: member.keyId, Description: member.description }),
  (call, input) => {
    const key = openKey(call, { operation: 'UpdateKeyDescription', keyId: input.KeyId });
    call.sandbox.keys.put({ ...key, description: input.Description });
    return undefined;
  },
);

/** ListKeys: the keys of the caller's account in the Region, in any state (KMS API Reference, ListKeys). */
const listKeys = defineOperation(
  'ListKeys',
  z.object({ Limit: member.limit, Marker: member.marker }),
  (call, input) => {
    authorizeAccountOperation(call, 'ListKeys');
    const keys = call.sandbox.keys.list(call.caller.accountId, call.region);
    const page = pageOf(keys, (key) => key.keyId, { limit: input.Limit ?? 100, marker: input.Marker });
    return { Keys: page.items.map((key) => ({ KeyArn: key.arn, KeyId: key.keyId })), ...page.continuation };
  },
);

/** Multi-Region key IDs have the prefix `mrk-` (KMS Developer Guide, "Multi-Region keys"). */
function newKeyId(multiRegion: boolean): string {
  const uuid = randomUUID();
  return multiRegion ? `mrk-${uuid.replaceAll('-', '')}` : uuid;
}

function readKeySpec(input: CreateKeyInput): CreateKeyInput['KeySpec'] & string {
  if (input.KeySpec !== undefined && input.CustomerMasterKeySpec !== undefined) {
    throw new AwsError(
      'ValidationException',
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    );
  }
  return input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
}

/** Checks that key spec and usage are compatible. Only symmetric encryption keys may omit the usage. */
function acceptKeySpec(requested: string, usage: KeyUsage | undefined): KeySpec {
  if (requested !== 'SYMMETRIC_DEFAULT' && usage === undefined) {
    throw new AwsError(
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  }
  if (!isKeySpec(requested)) {
    throw new AwsError(
      'UnsupportedOperationException',
      `The AWS sandbox does not create keys with KeySpec ${requested}.`,
    );
  }
  const keyUsage = usage ?? 'ENCRYPT_DECRYPT';
  if (algorithmsOf({ keySpec: requested, keyUsage }).length === 0) {
    throw new AwsError('ValidationException', `KeyUsage ${keyUsage} is not compatible with KeySpec ${requested}`);
  }
  return requested;
}

export const KEY_OPERATIONS: readonly Operation[] = [createKey, describeKey, updateKeyDescription, listKeys];
