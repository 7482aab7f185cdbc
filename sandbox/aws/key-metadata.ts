import { isReplica, keyStateOf, lacksMaterial, shownMaterialId, toEpochSeconds, type KeyRecord } from './key-record.ts';
import { describeAlgorithms } from './key-specs.ts';

/**
 * The KeyMetadata of DescribeKey, CreateKey and ReplicateKey, with exactly the fields that AWS sends for such a key
 * (KMS API Reference, KeyMetadata; recorded answers). `related` holds all related multi-Region keys, this one included.
 */
export function describeKeyMetadata(key: KeyRecord, related: readonly KeyRecord[]): Record<string, unknown> {
  const state = keyStateOf(key);
  return {
    AWSAccountId: key.accountId,
    Arn: key.arn,
    ...(key.keyStore?.clusterId !== undefined && { CloudHsmClusterId: key.keyStore.clusterId }),
    CreationDate: toEpochSeconds(key.createdAt),
    // Absent while a replica is in state Creating (recorded answers).
    CurrentKeyMaterialId: state === 'Creating' ? undefined : shownMaterialId(key, key.materials.at(-1)),
    CustomKeyStoreId: key.keyStore?.id,
    CustomerMasterKeySpec: key.keySpec,
    ...(key.life.state === 'PendingDeletion' && { DeletionDate: toEpochSeconds(key.life.deletionAt) }),
    Description: key.description,
    Enabled: state === 'Enabled',
    ...describeAlgorithms(key),
    ...describeExpiration(key),
    KeyId: key.keyId,
    KeyManager: 'CUSTOMER',
    KeySpec: key.keySpec,
    KeyState: state,
    KeyUsage: key.keyUsage,
    MultiRegion: key.multiRegion,
    ...(key.multiRegion && { MultiRegionConfiguration: describeMultiRegion(key, related) }),
    Origin: key.origin,
    ...(key.life.state === 'PendingReplicaDeletion' && { PendingDeletionWindowInDays: key.life.windowInDays }),
    ...(key.keyStore?.xksKeyId !== undefined && { XksKeyConfiguration: { Id: key.keyStore.xksKeyId } }),
  };
}

/** Expiration of imported material, if none of it is missing; ValidTo is the earliest expiration date. */
function describeExpiration(key: KeyRecord): object {
  if (key.origin !== 'EXTERNAL' || lacksMaterial(key)) return {};
  const dates = key.materials.flatMap(({ imported }) => imported?.validTo ?? []);
  if (dates.length === 0) return { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' };
  return { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: toEpochSeconds(Math.min(...dates)) };
}

function describeMultiRegion(key: KeyRecord, related: readonly KeyRecord[]): object {
  const located = ({ arn, region }: KeyRecord): object => ({ Arn: arn, Region: region });
  const primary = related.find((candidate) => !isReplica(candidate));
  return {
    MultiRegionKeyType: isReplica(key) ? 'REPLICA' : 'PRIMARY',
    PrimaryKey: primary && located(primary),
    ReplicaKeys: related.filter(isReplica).map(located),
  };
}
