import { z } from 'zod';
import { member } from '../input.ts';
import { cancelDeletion, disableKey, enableKey, scheduleDeletion } from '../key-lifecycle.ts';
import { toEpochSeconds } from '../key-record.ts';
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

/** ScheduleKeyDeletion: 7 to 30 days, 30 if not said; the key is unusable from now (KMS API, ScheduleKeyDeletion). */
const schedule = defineOperation(
  'ScheduleKeyDeletion',
  KeyOnly.extend({ PendingWindowInDays: z.int().min(7).max(30).default(30) }),
  (call, input) => {
    const key = openKey(call, {
      operation: 'ScheduleKeyDeletion',
      keyId: input.KeyId,
      conditionKeys: { 'kms:ScheduleKeyDeletionPendingWindowInDays': input.PendingWindowInDays },
    });
    const leaving = scheduleDeletion(key, input.PendingWindowInDays, call.now);
    call.sandbox.keys.put(leaving);
    return {
      DeletionDate: toEpochSeconds(leaving.life.deletionAt),
      KeyId: leaving.arn,
      KeyState: leaving.life.state,
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
