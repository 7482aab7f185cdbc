import { z } from 'zod';
import { formatKeyArn, partitionOf } from '../arn.ts';
import { AwsError } from '../errors.ts';
import { member } from '../input.ts';
import { endTransition } from '../key-lifecycle.ts';
import { describeKeyMetadata } from '../key-metadata.ts';
import { defaultKeyPolicy, isReplica, type KeyRecord } from '../key-record.ts';
import { newReplica } from '../multi-region.ts';
import { authorizeAccountOperation, defineOperation, openKey, type Call, type Operation } from '../operation.ts';
import { acceptKeyPolicy } from './policies.ts';
import { acceptTags, requestTags, Tag } from './tags.ts';

const region = z
  .string()
  .min(1)
  .max(32)
  .regex(/^([a-z]+-){2,3}\d+$/);

/**
 * ReplicateKey creates a replica of a primary key in another Region of its partition. It needs kms:ReplicateKey on the
 * primary and kms:CreateKey in the other Region, and returns the replica in state Creating (recorded answers).
 */
const replicateKey = defineOperation(
  'ReplicateKey',
  z.object({
    KeyId: member.keyId,
    ReplicaRegion: region,
    Policy: z.string().min(1).max(131_072).optional(),
    BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
    Description: member.description.default(''),
    Tags: z.array(Tag).default([]),
  }),
  (call, input) => {
    const bypassLockoutCheck = input.BypassPolicyLockoutSafetyCheck;
    const primary = openKey(call, {
      operation: 'ReplicateKey',
      keyId: input.KeyId,
      conditionKeys: { 'kms:ReplicaRegion': input.ReplicaRegion },
    });
    refuseUnlessPrimary(primary);
    const inReplicaRegion: Call = { ...call, region: input.ReplicaRegion };
    authorizeAccountOperation(inReplicaRegion, 'CreateKey', {
      conditionKeys: {
        'kms:KeySpec': primary.keySpec,
        'kms:KeyUsage': primary.keyUsage,
        'kms:KeyOrigin': primary.origin,
        'kms:MultiRegion': true,
        'kms:MultiRegionKeyType': 'REPLICA',
        'kms:BypassPolicyLockoutSafetyCheck': bypassLockoutCheck,
        ...requestTags(input.Tags),
      },
    });
    refuseRegion(call, primary, input.ReplicaRegion);
    const replica = newReplica(
      primary,
      input.ReplicaRegion,
      {
        description: input.Description,
        policy: input.Policy ?? defaultKeyPolicy(primary.accountId),
        tags: acceptTags(input.Tags),
      },
      { now: call.now, readyAt: call.now + call.sandbox.settings().transitionMs },
    );
    acceptKeyPolicy(inReplicaRegion, replica, { bypassLockoutCheck });
    const siblings = call.sandbox.keys.related(primary);
    call.sandbox.keys.put(endTransition(replica, call.now));
    return {
      ReplicaKeyMetadata: describeKeyMetadata(replica, [...siblings, replica]),
      ReplicaPolicy: replica.policy,
      ...(input.Tags.length > 0 && { ReplicaTags: input.Tags }),
    };
  },
);

/**
 * UpdatePrimaryRegion turns the replica in a Region into the primary, and the primary into a replica. It needs permission
 * on both keys (KMS API Reference, UpdatePrimaryRegion).
 */
const updatePrimaryRegion = defineOperation(
  'UpdatePrimaryRegion',
  z.object({ KeyId: member.keyId, PrimaryRegion: region }),
  (call, input) => {
    const conditionKeys = { 'kms:PrimaryRegion': input.PrimaryRegion };
    const primary = openKey(call, { operation: 'UpdatePrimaryRegion', keyId: input.KeyId, conditionKeys });
    refuseUnlessPrimary(primary);
    if (input.PrimaryRegion === primary.region) {
      throw new AwsError('UnsupportedOperationException', `${primary.arn} is already the primary key.`);
    }
    const { accountId, keyId } = primary;
    const replica = openKey(
      { ...call, region: input.PrimaryRegion },
      {
        operation: 'UpdatePrimaryRegion',
        keyId: formatKeyArn({ accountId, keyId, region: input.PrimaryRegion }),
        conditionKeys,
      },
    );
    const transition = { state: 'Updating', until: call.now + call.sandbox.settings().transitionMs } as const;
    const { PrimaryRegion: primaryRegion } = input;
    const { onDemandRotation } = primary;
    call.sandbox.keys.put(endTransition({ ...primary, primaryRegion, transition }, call.now));
    call.sandbox.keys.put(endTransition({ ...replica, primaryRegion, transition, onDemandRotation }, call.now));
    return undefined;
  },
);

function refuseUnlessPrimary(key: KeyRecord): void {
  if (key.multiRegion && !isReplica(key)) return;
  throw new AwsError('UnsupportedOperationException', `${key.arn} is not a multi-Region primary key.`);
}

function refuseRegion(call: Call, primary: KeyRecord, replicaRegion: string): void {
  if (partitionOf(replicaRegion) !== partitionOf(primary.region)) {
    throw new AwsError(
      'UnsupportedOperationException',
      `A key cannot be replicated from ${primary.region} to ${replicaRegion}: they are in different partitions.`,
    );
  }
  const existing = call.sandbox.keys.related(primary).find((key) => key.region === replicaRegion);
  if (existing === undefined) return;
  throw new AwsError('AlreadyExistsException', `${existing.arn} already exists.`);
}

export const MULTI_REGION_OPERATIONS: readonly Operation[] = [replicateKey, updatePrimaryRegion];
