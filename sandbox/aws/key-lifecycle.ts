import { AwsError } from './errors.ts';
import { newMaterial, type KeyRecord } from './key-record.ts';

const DAY_MS = 86_400_000;
const MAX_ON_DEMAND_ROTATIONS = 25;
const ROTATION_CONFLICT_MS = 20 * 60_000;
export const DEFAULT_ROTATION_PERIOD_DAYS = 365;

/**
 * Brings a key up to an instant: null when its deletion date has passed, otherwise with every automatic rotation that
 * fell due. Only enabled keys rotate (KMS Developer Guide, "Rotate AWS KMS keys"). Returns the same record if unchanged.
 */
export function settleKey(key: KeyRecord, now: number): KeyRecord | null {
  if (key.life.state === 'PendingDeletion') return now < key.life.deletionAt ? key : null;
  if (key.life.state === 'Disabled') return key;
  const rotation = key.automaticRotation;
  if (!rotation.enabled || rotation.nextAt > now) return key;
  const periodMs = rotation.periodInDays * DAY_MS;
  const dueCount = Math.floor((now - rotation.nextAt) / periodMs) + 1;
  const rotated = Array.from({ length: dueCount }, (_, index) =>
    newMaterial(key.keyId, rotation.nextAt + index * periodMs),
  );
  const automaticRotation = { ...rotation, nextAt: rotation.nextAt + dueCount * periodMs };
  return { ...key, materials: [...key.materials, ...rotated], automaticRotation };
}

/** EnableKey: a rotation missed while disabled happens at once, and the next one a period later. */
export function enableKey(key: KeyRecord, now: number): KeyRecord {
  const enabled: KeyRecord = { ...key, life: { state: 'Enabled' } };
  const rotation = key.automaticRotation;
  if (key.life.state === 'Enabled' || !rotation.enabled || rotation.nextAt > now) return enabled;
  const automaticRotation = { ...rotation, nextAt: now + rotation.periodInDays * DAY_MS };
  return { ...withNewMaterial(enabled, now), automaticRotation };
}

export function disableKey(key: KeyRecord): KeyRecord {
  return { ...key, life: { state: 'Disabled' } };
}

export function scheduleDeletion(
  key: KeyRecord,
  windowInDays: number,
  now: number,
): KeyRecord & { life: { deletionAt: number } } {
  return { ...key, life: { state: 'PendingDeletion', deletionAt: now + windowInDays * DAY_MS } };
}

/** CancelKeyDeletion leaves the key Disabled; enabling it is a second act of the owner (KMS API, CancelKeyDeletion). */
export function cancelDeletion(key: KeyRecord): KeyRecord {
  return { ...key, life: { state: 'Disabled' } };
}

/** The first automatic rotation comes one period after rotation was enabled, also when it is enabled anew. */
export function enableRotation(key: KeyRecord, periodInDays: number, now: number): KeyRecord {
  return { ...key, automaticRotation: { enabled: true, periodInDays, nextAt: now + periodInDays * DAY_MS } };
}

export function disableRotation(key: KeyRecord): KeyRecord {
  return { ...key, automaticRotation: { enabled: false } };
}

/**
 * RotateKeyOnDemand; the automatic schedule stays as it was. Throws ConflictException within 20 minutes of an automatic
 * rotation and LimitExceededException after 25 (KMS Developer Guide, "Perform on-demand key rotation", "Resource quotas").
 */
export function rotateOnDemand(key: KeyRecord, now: number): KeyRecord {
  const rotation = key.automaticRotation;
  if (rotation.enabled && rotation.nextAt - now <= ROTATION_CONFLICT_MS) {
    throw new AwsError(
      'ConflictException',
      `An automatic rotation of ${key.arn} is in progress or scheduled to begin within the next 20 minutes.`,
    );
  }
  if (key.onDemandRotationCount >= MAX_ON_DEMAND_ROTATIONS) {
    throw new AwsError(
      'LimitExceededException',
      `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${key.arn}`,
    );
  }
  return { ...withNewMaterial(key, now), onDemandRotationCount: key.onDemandRotationCount + 1 };
}

function withNewMaterial(key: KeyRecord, rotatedAt: number): KeyRecord {
  return { ...key, materials: [...key.materials, newMaterial(key.keyId, rotatedAt)] };
}
