import { z } from 'zod';
import { AwsError } from '../errors.ts';
import { member } from '../input.ts';
import { DEFAULT_ROTATION_PERIOD_DAYS, disableRotation, enableRotation, rotateOnDemand } from '../key-lifecycle.ts';
import { isReplica, isRotatable, keyStateOf, toEpochSeconds, type KeyRecord } from '../key-record.ts';
import { refuseByState } from '../key-states.ts';
import { invalidOrigin } from '../key-usage.ts';
import { holdsPendingMaterial } from '../multi-region.ts';
import { authorizeKey, defineOperation, openKey, type Operation } from '../operation.ts';
import { pageOf } from '../pagination.ts';
import { listRotations } from '../rotations.ts';

const KeyOnly = z.object({ KeyId: member.keyId });

const enable = defineOperation(
  'EnableKeyRotation',
  KeyOnly.extend({ RotationPeriodInDays: z.int().min(90).max(2560).default(DEFAULT_ROTATION_PERIOD_DAYS) }),
  (call, input) => {
    const key = authorizeKey(call, {
      operation: 'EnableKeyRotation',
      keyId: input.KeyId,
      conditionKeys: { 'kms:RotationPeriodInDays': input.RotationPeriodInDays },
    });
    refuseAutomaticRotation(key);
    refuseByState('EnableKeyRotation', key, call.sandbox.settings());
    call.sandbox.keys.put(enableRotation(key, input.RotationPeriodInDays, call.now));
    return undefined;
  },
);

const disable = defineOperation('DisableKeyRotation', KeyOnly, (call, input) => {
  const key = authorizeKey(call, { operation: 'DisableKeyRotation', keyId: input.KeyId });
  refuseAutomaticRotation(key);
  refuseByState('DisableKeyRotation', key, call.sandbox.settings());
  call.sandbox.keys.put(disableRotation(key));
  return undefined;
});

/**
 * GetKeyRotationStatus. KMS reports false while deletion is pending and for asymmetric and HMAC keys; the period and next
 * date are present only while rotation is enabled. Keys in custom key stores and keys pending import have no status
 * (KMS Developer Guide, "Key states", notes 6 and 7).
 */
const status = defineOperation('GetKeyRotationStatus', KeyOnly, (call, input) => {
  const key = openKey(call, { operation: 'GetKeyRotationStatus', keyId: input.KeyId });
  if (key.keyStore !== undefined || keyStateOf(key) === 'PendingImport') throw invalidOrigin(key);
  const { automaticRotation: rotation, onDemandRotation, life } = key;
  const isOn = rotation.enabled && (life.state === 'Enabled' || life.state === 'Disabled');
  return {
    KeyId: key.keyId,
    KeyRotationEnabled: isOn,
    ...(isOn && { NextRotationDate: toEpochSeconds(rotation.nextAt), RotationPeriodInDays: rotation.periodInDays }),
    ...(onDemandRotation && { OnDemandRotationStartDate: toEpochSeconds(onDemandRotation.startedAt) }),
  };
});

/**
 * RotateKeyOnDemand, for symmetric keys that aren't replicas. A key with imported material, and every replica of it, must
 * already hold the material that becomes current (KMS API Reference, RotateKeyOnDemand).
 */
const onDemand = defineOperation('RotateKeyOnDemand', KeyOnly, (call, input) => {
  const key = authorizeKey(call, { operation: 'RotateKeyOnDemand', keyId: input.KeyId });
  refuseUnrotatable(key);
  refuseByState('RotateKeyOnDemand', key, call.sandbox.settings());
  if (key.origin === 'EXTERNAL' && !holdsPendingMaterial(call.sandbox.keys.related(key))) {
    throw new AwsError(
      'KMSInvalidStateException',
      `${key.arn} has no key material that is imported and pending rotation.`,
    );
  }
  call.sandbox.keys.put(rotateOnDemand(key, call.now, call.now + call.sandbox.settings().transitionMs));
  return { KeyId: key.keyId };
});

const list = defineOperation(
  'ListKeyRotations',
  KeyOnly.extend({
    IncludeKeyMaterial: z.enum(['ALL_KEY_MATERIAL', 'ROTATIONS_ONLY']).default('ROTATIONS_ONLY'),
    Limit: member.limit,
    Marker: member.marker,
  }),
  (call, input) => {
    const key = openKey(call, { operation: 'ListKeyRotations', keyId: input.KeyId });
    if (key.keyStore !== undefined) throw invalidOrigin(key);
    const includesAll = input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL';
    if (includesAll && !isRotatable(key)) throw new AwsError('UnsupportedOperationException');
    const rotations = listRotations(key, call.sandbox.keys.related(key), { includesAll });
    const page = pageOf(rotations, ({ order }) => order, { limit: input.Limit ?? 100, marker: input.Marker });
    return { Rotations: page.items.map(({ entry }) => entry), ...page.continuation };
  },
);

/** Automatic rotation is for symmetric keys with AWS_KMS material; for a multi-Region key, on the primary. */
function refuseAutomaticRotation(key: KeyRecord): void {
  refuseUnrotatable(key);
  if (key.origin !== 'AWS_KMS') throw invalidOrigin(key);
}

function refuseUnrotatable(key: KeyRecord): void {
  if (key.keyStore !== undefined) throw invalidOrigin(key);
  // AWS sends no message with this one.
  if (!isRotatable(key)) throw new AwsError('UnsupportedOperationException');
  if (!isReplica(key)) return;
  throw new AwsError(
    'UnsupportedOperationException',
    `${key.arn} is a multi-Region replica key. Rotation is set on its primary key.`,
  );
}

export const ROTATION_OPERATIONS: readonly Operation[] = [enable, disable, status, onDemand, list];
