import { AwsError } from './errors.ts';
import { withoutExpiredMaterial } from './imported-material.ts';
import { newMaterial } from './key-material.ts';
import { isReplica, type KeyRecord } from './key-record.ts';

const DAY_MS = 86_400_000;
const MAX_ON_DEMAND_ROTATIONS = 25;
const ROTATION_CONFLICT_MS = 20 * 60_000;
export const DEFAULT_ROTATION_PERIOD_DAYS = 365;

/**
 * Brings a key up to an instant: null when its deletion date has passed, otherwise without imported material that has
 * expired and with every rotation that fell due. Only enabled keys rotate (KMS Developer Guide, "Rotate AWS KMS keys"),
 * and of related keys only the primary; its replicas get the material from it. Returns the same record if unchanged.
 */
export function settleKey(key: KeyRecord, now: number): KeyRecord | null {
  if (key.life.state === 'PendingDeletion' && now >= key.life.deletionAt) return null;
  const present = withoutExpiredMaterial(endTransition(key, now), now);
  const rotated = completeOnDemandRotation(present, now);
  return rotated.life.state === 'Enabled' && !isReplica(rotated) ? rotateWhenDue(rotated, now) : rotated;
}

/** The key without a transition that is over. One that takes no time is never stored, so no moving clock can hold it up. */
export function endTransition(key: KeyRecord, now: number): KeyRecord {
  return key.transition === undefined || now < key.transition.until ? key : { ...key, transition: undefined };
}

function completeOnDemandRotation(key: KeyRecord, now: number): KeyRecord {
  const completesAt = key.onDemandRotation?.completesAt;
  if (completesAt === undefined || now < completesAt) return key;
  return { ...withNextMaterial(key, completesAt), onDemandRotation: undefined };
}

function rotateWhenDue(key: KeyRecord, now: number): KeyRecord {
  const rotation = key.automaticRotation;
  if (!rotation.enabled || rotation.nextAt > now) return key;
  const periodMs = rotation.periodInDays * DAY_MS;
  const dueCount = Math.floor((now - rotation.nextAt) / periodMs) + 1;
  const rotated = Array.from({ length: dueCount }, (_, index) => {
    const at = rotation.nextAt + index * periodMs;
    return newMaterial(key, at, { at, type: 'AUTOMATIC' });
  });
  const automaticRotation = { ...rotation, nextAt: rotation.nextAt + dueCount * periodMs };
  return { ...key, materials: [...key.materials, ...rotated], automaticRotation };
}

/** EnableKey: a rotation missed while disabled happens at once, and the next one a period later. */
export function enableKey(key: KeyRecord, now: number): KeyRecord {
  const enabled: KeyRecord = { ...key, life: { state: 'Enabled' } };
  const rotation = key.automaticRotation;
  if (key.life.state === 'Enabled' || isReplica(key) || !rotation.enabled || rotation.nextAt > now) return enabled;
  const automaticRotation = { ...rotation, nextAt: now + rotation.periodInDays * DAY_MS };
  const materials = [...key.materials, newMaterial(key, now, { at: now, type: 'AUTOMATIC' })];
  return { ...enabled, materials, automaticRotation };
}

export function disableKey(key: KeyRecord): KeyRecord {
  return { ...key, life: { state: 'Disabled' } };
}

/** ScheduleKeyDeletion of a key; a primary key waits for its replicas to be deleted first. */
export function scheduleDeletion(
  key: KeyRecord,
  windowInDays: number,
  { now, hasReplicas }: { now: number; hasReplicas: boolean },
): KeyRecord {
  return {
    ...key,
    life: hasReplicas
      ? { state: 'PendingReplicaDeletion', windowInDays }
      : { state: 'PendingDeletion', deletionAt: now + windowInDays * DAY_MS },
  };
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
export function rotateOnDemand(key: KeyRecord, now: number, completesAt: number): KeyRecord {
  const rotation = key.automaticRotation;
  if (key.onDemandRotation !== undefined || (rotation.enabled && rotation.nextAt - now <= ROTATION_CONFLICT_MS)) {
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
  const counted = { ...key, onDemandRotationCount: key.onDemandRotationCount + 1 };
  return completesAt > now
    ? { ...counted, onDemandRotation: { startedAt: now, completesAt } }
    : withNextMaterial(counted, now);
}

/** The key after an on-demand rotation: its imported material becomes current, or AWS makes new material. */
function withNextMaterial(key: KeyRecord, at: number): KeyRecord {
  const rotation = { at, type: 'ON_DEMAND' } as const;
  // Imported material may be deleted while its rotation is in progress; then nothing becomes current.
  if (key.origin === 'EXTERNAL' && key.pendingMaterial === undefined) return key;
  const next = key.pendingMaterial ? { ...key.pendingMaterial, rotation } : newMaterial(key, at, rotation);
  return { ...key, materials: [...key.materials, next], pendingMaterial: undefined };
}
