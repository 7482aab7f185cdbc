import { formatKeyArn } from './arn.ts';
import type { KeyMaterial } from './key-material.ts';
import type { ChosenProperties, KeyRecord } from './key-record.ts';

const DAY_MS = 86_400_000;

/**
 * A replica of a primary key in another Region: the same key ID and key material, but its own policy, description and
 * tags. Imported material isn't copied; the owner must import it again (KMS API Reference, ReplicateKey).
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
 * A replica with its primary's shared properties: key material and rotation (KMS Developer Guide, "Shared properties of
 * multi-Region keys"). Each key has its own copy of imported material, with its own expiration.
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
    // Only the primary completes a rotation; replicas copy the result.
    onDemandRotation: undefined,
  };
}

/** Whether all related keys hold the material that is pending rotation. */
export function holdsPendingMaterial(related: readonly KeyRecord[]): boolean {
  return related.every(({ pendingMaterial }) => typeof pendingMaterial?.secret === 'string');
}

/** Starts the waiting period of a primary key when its last replica has been deleted. */
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
