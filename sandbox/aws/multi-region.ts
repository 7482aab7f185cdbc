import { formatKeyArn } from './arn.ts';
import type { KeyMaterial } from './key-material.ts';
import type { ChosenProperties, KeyRecord } from './key-record.ts';

const DAY_MS = 86_400_000;

/**
 * A replica of a primary key in another Region: the same key ID and key material, with policy, description and tags of
 * its own. Imported material is not copied, only expected (KMS API Reference, ReplicateKey).
 */
export function newReplica(
  primary: KeyRecord,
  region: string,
  own: Pick<ChosenProperties, 'description' | 'policy' | 'tags'>,
  { now, readyAt }: { now: number; readyAt: number },
): KeyRecord {
  const { accountId, keyId } = primary;
  const replica: KeyRecord = {
    ...primary,
    ...own,
    region,
    arn: formatKeyArn({ accountId, region, keyId }),
    createdAt: now,
    life: { state: 'Enabled' },
    transition: { state: 'Creating', until: readyAt },
    materials: [],
    pendingMaterial: undefined,
  };
  return shareFromPrimary(replica, primary);
}

/**
 * A replica with what it always shares with its primary: key material and rotation (KMS Developer Guide, "Shared
 * properties of multi-Region keys"). Of imported material each key has its own copy, and its own expiry.
 */
export function shareFromPrimary(replica: KeyRecord, primary: KeyRecord): KeyRecord {
  const { primaryRegion, automaticRotation, onDemandRotationCount } = primary;
  const held = [...replica.materials, replica.pendingMaterial];
  const own = (material: KeyMaterial): KeyMaterial =>
    primary.origin === 'EXTERNAL' ? ownCopy(material, held) : material;
  return {
    ...replica,
    primaryRegion,
    automaticRotation,
    onDemandRotationCount,
    materials: primary.materials.map(own),
    pendingMaterial: primary.pendingMaterial && own(primary.pendingMaterial),
    // The primary alone completes a rotation, and shares what came of it.
    onDemandRotation: undefined,
  };
}

/** Whether all keys of a set hold the material that is to become current. */
export function holdsPendingMaterial(related: readonly KeyRecord[]): boolean {
  return related.every(({ pendingMaterial }) => typeof pendingMaterial?.secret === 'string');
}

/** A primary whose last replica was deleted at an instant: only now does its waiting period begin. */
export function beginWaitingPeriod(primary: KeyRecord, lastReplicaDeletedAt: number): KeyRecord {
  if (primary.life.state !== 'PendingReplicaDeletion') return primary;
  const deletionAt = lastReplicaDeletedAt + primary.life.windowInDays * DAY_MS;
  return { ...primary, life: { state: 'PendingDeletion', deletionAt } };
}

function ownCopy(material: KeyMaterial, held: readonly (KeyMaterial | undefined)[]): KeyMaterial {
  const copy = held.find((candidate) => candidate?.id === material.id);
  const description = material.imported?.description;
  return {
    ...material,
    secret: copy?.secret ?? null,
    imported: { description, validTo: copy?.imported?.validTo },
  };
}
