import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../errors.ts';
import { member } from '../input.ts';
import { defaultKeyPolicy, describeKeyMetadata, newSymmetricKey } from '../key-record.ts';
import { authorizeAccountOperation, defineOperation, openKey, type Operation } from '../operation.ts';
import { pageOf } from '../pagination.ts';
import { acceptKeyPolicy } from './policies.ts';

const KEY_SPECS = [
  'SYMMETRIC_DEFAULT',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
  'ECC_NIST_EDWARDS25519',
  'HMAC_224',
  'HMAC_256',
  'HMAC_384',
  'HMAC_512',
  'SM2',
  'ML_DSA_44',
  'ML_DSA_65',
  'ML_DSA_87',
  'ML_KEM_512',
  'ML_KEM_768',
  'ML_KEM_1024',
] as const;
const KEY_USAGES = [
  'ENCRYPT_DECRYPT',
  'SIGN_VERIFY',
  'GENERATE_VERIFY_MAC',
  'KEY_AGREEMENT',
  'ENCAPSULATE_DECAPSULATE',
] as const;

const CreateKeyInput = z.object({
  Description: member.description.default(''),
  Policy: z.string().min(1).max(131_072).optional(),
  BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
  KeySpec: z.enum(KEY_SPECS).optional(),
  CustomerMasterKeySpec: z.enum(KEY_SPECS).optional(),
  KeyUsage: z.enum(KEY_USAGES).optional(),
  Origin: z.enum(['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE']).default('AWS_KMS'),
  MultiRegion: z.boolean().default(false),
  CustomKeyStoreId: z.string().min(1).max(64).optional(),
  XksKeyId: z.string().min(1).max(128).optional(),
  Tags: z
    .array(z.object({ TagKey: z.string().min(1).max(128), TagValue: z.string().max(256) }))
    .max(50)
    .default([]),
});

/** CreateKey: symmetric encryption keys with material of the sandbox's making (KMS API Reference, CreateKey). */
const createKey = defineOperation('CreateKey', CreateKeyInput, (call, input) => {
  const keySpec = readKeySpec(input);
  const keyUsage = input.KeyUsage ?? 'ENCRYPT_DECRYPT';
  authorizeAccountOperation(call, 'CreateKey', {
    conditionKeys: {
      'kms:KeySpec': keySpec,
      'kms:KeyUsage': keyUsage,
      'kms:KeyOrigin': input.Origin,
      'kms:MultiRegion': input.MultiRegion,
      'kms:BypassPolicyLockoutSafetyCheck': input.BypassPolicyLockoutSafetyCheck ?? false,
      ...Object.fromEntries(input.Tags.map((tag) => [`aws:RequestTag/${tag.TagKey}`, tag.TagValue])),
    },
  });
  if (keySpec !== 'SYMMETRIC_DEFAULT' && input.KeyUsage === undefined) {
    throw new AwsError(
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  }
  if (keySpec === 'SYMMETRIC_DEFAULT' && keyUsage !== 'ENCRYPT_DECRYPT') {
    throw new AwsError('ValidationException', `KeyUsage ${keyUsage} is not compatible with KeySpec ${keySpec}`);
  }
  refuseUnsupported(input, keySpec);

  const { accountId } = call.caller;
  const tags = Object.fromEntries(input.Tags.map((tag) => [tag.TagKey, tag.TagValue]));
  const key = newSymmetricKey(
    { accountId, region: call.region, keyId: randomUUID() },
    { description: input.Description, policy: input.Policy ?? defaultKeyPolicy(accountId), tags },
    call.now,
  );
  acceptKeyPolicy(call, key, { bypassLockoutCheck: input.BypassPolicyLockoutSafetyCheck ?? false });
  call.sandbox.keys.put(key);
  return { KeyMetadata: describeKeyMetadata(key) };
});

const describeKey = defineOperation(
  'DescribeKey',
  z.object({ KeyId: member.keyId, GrantTokens: member.grantTokens }),
  (call, input) => {
    const key = openKey(call, { operation: 'DescribeKey', keyId: input.KeyId });
    return { KeyMetadata: describeKeyMetadata(key) };
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

/** ListKeys: the caller's own keys in the Region, of any state (KMS API Reference, ListKeys). */
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

function readKeySpec(input: z.output<typeof CreateKeyInput>): (typeof KEY_SPECS)[number] {
  if (input.KeySpec !== undefined && input.CustomerMasterKeySpec !== undefined) {
    throw new AwsError(
      'ValidationException',
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    );
  }
  return input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
}

function refuseUnsupported(input: z.output<typeof CreateKeyInput>, keySpec: string): void {
  const unsupported =
    (keySpec !== 'SYMMETRIC_DEFAULT' && `KeySpec ${keySpec}`) ||
    (input.Origin !== 'AWS_KMS' && `Origin ${input.Origin}`) ||
    (input.MultiRegion && 'MultiRegion true') ||
    (input.CustomKeyStoreId !== undefined && 'CustomKeyStoreId') ||
    (input.XksKeyId !== undefined && 'XksKeyId');
  if (unsupported !== false) {
    throw new AwsError('UnsupportedOperationException', `The AWS sandbox does not make keys with ${unsupported}.`);
  }
}

export const KEY_OPERATIONS: readonly Operation[] = [createKey, describeKey, updateKeyDescription, listKeys];
