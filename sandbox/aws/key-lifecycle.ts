import { AwsError } from './errors.ts';
import { withoutExpiredMaterial } from './imported-material.ts';
import { newMaterial } from './key-material.ts';
import { isReplica, type KeyRecord } from './key-record.ts';

const DAY_MS = 86_400_000;
const MAX_ON_DEMAND_ROTATIONS = 25;
const ROTATION_CONFLICT_MS = 20 * 60_000;
export const DEFAULT_ROTATION_PERIOD_DAYS = 365;

/**
 * The key as of an instant: null after its deletion date, otherwise without expired imported material and with every
 * rotation that was due. Only enabled keys rotate (KMS Developer Guide, "Rotate AWS KMS keys"), and of a multi-Region key
 * only the primary, whose replicas copy the material. Returns the same record if nothing changed.
 */
export function advanceKey(key: KeyRecord, now: number): KeyRecord | null {
  if (key.life.state === 'PendingDeletion' && now >= key.life.deletionAt) return null;
  const current = withoutExpiredMaterial(endTransition(key, now), now);
  const rotated = completeOnDemandRotation(current, now);
  return rotated.life.state === 'Enabled' && !isReplica(rotated) ? rotateWhenDue(rotated, now) : rotated;
}

/** Ends a transition whose time is over. A transition of zero length is never stored, so moving the clock can't revive it. */
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

/** EnableKey: a rotation missed while the key was disabled happens at once, and the next one a period later. */
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

/** ScheduleKeyDeletion; a primary key first waits until its replicas are deleted. */
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

/** CancelKeyDeletion leaves the key Disabled; the owner must also enable it (KMS API Reference, CancelKeyDeletion). */
export function cancelDeletion(key: KeyRecord): KeyRecord {
  return { ...key, life: { state: 'Disabled' } };
}

/** The first automatic rotation happens one period after rotation is enabled, also when it is enabled again. */
export function enableRotation(key: KeyRecord, periodInDays: number, now: number): KeyRecord {
  return { ...key, automaticRotation: { enabled: true, periodInDays, nextAt: now + periodInDays * DAY_MS } };
}

export function disableRotation(key: KeyRecord): KeyRecord {
  return { ...key, automaticRotation: { enabled: false } };
}

/**
 * RotateKeyOnDemand doesn't change the automatic schedule. Throws ConflictException within 20 minutes of an automatic
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

/** The key after an on-demand rotation: its pending imported material, or new AWS material, becomes current. */
function withNextMaterial(key: KeyRecord, at: number): KeyRecord {
  const rotation = { at, type: 'ON_DEMAND' } as const;
  // If the pending material was deleted while its rotation was in progress, the current material stays current.
  if (key.origin === 'EXTERNAL' && key.pendingMaterial === undefined) return key;
  const next = key.pendingMaterial ? { ...key.pendingMaterial, rotation } : newMaterial(key, at, rotation);
  return { ...key, materials: [...key.materials, next], pendingMaterial: undefined };
}
