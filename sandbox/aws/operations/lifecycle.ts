import { z } from 'zod';
import { member } from '../input.ts';
import { cancelDeletion, disableKey, enableKey, scheduleDeletion } from '../key-lifecycle.ts';
import { isReplica, toEpochSeconds } from '../key-record.ts';
import { defineOperation, openKey, type Operation } from '../operation.ts';

const KeyOnly = z.object({ KeyId: member.keyId });

const enable = defineOperation('EnableKey', KeyOnly, (call, input) => {
  const key = openKey(call, { operation: 'EnableKey', keyId: input.KeyId });
  call.sandbox.keys.put(enableKey(key, call.now));
  return undefined;
});

const disable = defineOperation('DisableKey', KeyOnly, (call, input) => {
  const key = openKey(call, { operation: 'DisableKey', keyId: input.KeyId });
  call.sandbox.keys.put(disableKey(key));
  return undefined;
});

/**
 * ScheduleKeyDeletion: 7 to 30 days, 30 by default; the key stops working at once. A primary key with replicas has no
 * deletion date: its waiting period starts when the last replica is deleted (KMS API Reference, ScheduleKeyDeletion).
 */
const schedule = defineOperation(
  'ScheduleKeyDeletion',
  KeyOnly.extend({ PendingWindowInDays: z.int().min(7).max(30).default(30) }),
  (call, input) => {
    const key = openKey(call, {
      operation: 'ScheduleKeyDeletion',
      keyId: input.KeyId,
      conditionKeys: { 'kms:ScheduleKeyDeletionPendingWindowInDays': input.PendingWindowInDays },
    });
    const hasReplicas = !isReplica(key) && call.sandbox.keys.related(key).length > 1;
    const scheduled = scheduleDeletion(key, input.PendingWindowInDays, { now: call.now, hasReplicas });
    call.sandbox.keys.put(scheduled);
    return {
      ...(scheduled.life.state === 'PendingDeletion' && { DeletionDate: toEpochSeconds(scheduled.life.deletionAt) }),
      KeyId: scheduled.arn,
      KeyState: scheduled.life.state,
      PendingWindowInDays: input.PendingWindowInDays,
    };
  },
);

const cancel = defineOperation('CancelKeyDeletion', KeyOnly, (call, input) => {
  const key = openKey(call, { operation: 'CancelKeyDeletion', keyId: input.KeyId });
  call.sandbox.keys.put(cancelDeletion(key));
  return { KeyId: key.arn };
});

export const LIFECYCLE_OPERATIONS: readonly Operation[] = [enable, disable, schedule, cancel];
