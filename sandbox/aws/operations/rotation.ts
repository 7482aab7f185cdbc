import { z } from 'zod';
import { member } from '../input.ts';
import { DEFAULT_ROTATION_PERIOD_DAYS, disableRotation, enableRotation, rotateOnDemand } from '../key-lifecycle.ts';
import { toEpochSeconds } from '../key-record.ts';
import { defineOperation, openKey, type Operation } from '../operation.ts';

const KeyOnly = z.object({ KeyId: member.keyId });

const enable = defineOperation(
  'EnableKeyRotation',
  KeyOnly.extend({ RotationPeriodInDays: z.int().min(90).max(2560).default(DEFAULT_ROTATION_PERIOD_DAYS) }),
  (call, input) => {
    const key = openKey(call, {
      operation: 'EnableKeyRotation',
      keyId: input.KeyId,
      conditionKeys: { 'kms:RotationPeriodInDays': input.RotationPeriodInDays },
    });
    call.sandbox.keys.put(enableRotation(key, input.RotationPeriodInDays, call.now));
    return undefined;
  },
);

const disable = defineOperation('DisableKeyRotation', KeyOnly, (call, input) => {
  const key = openKey(call, { operation: 'DisableKeyRotation', keyId: input.KeyId });
  call.sandbox.keys.put(disableRotation(key));
  return undefined;
});

/**
 * GetKeyRotationStatus. While deletion is pending KMS reports false, though the setting comes back with a cancelled
 * deletion; period and next date are there only while rotation is on (KMS API Reference, GetKeyRotationStatus).
 */
const status = defineOperation('GetKeyRotationStatus', KeyOnly, (call, input) => {
  const key = openKey(call, { operation: 'GetKeyRotationStatus', keyId: input.KeyId });
  const rotation = key.automaticRotation;
  if (!rotation.enabled || key.life.state === 'PendingDeletion') return { KeyId: key.keyId, KeyRotationEnabled: false };
  return {
    KeyId: key.keyId,
    KeyRotationEnabled: true,
    NextRotationDate: toEpochSeconds(rotation.nextAt),
    RotationPeriodInDays: rotation.periodInDays,
  };
});

const onDemand = defineOperation('RotateKeyOnDemand', KeyOnly, (call, input) => {
  const key = openKey(call, { operation: 'RotateKeyOnDemand', keyId: input.KeyId });
  call.sandbox.keys.put(rotateOnDemand(key, call.now));
  return { KeyId: key.keyId };
});

export const ROTATION_OPERATIONS: readonly Operation[] = [enable, disable, status, onDemand];
