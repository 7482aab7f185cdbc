import type { KeyMaterial } from './key-material.ts';
import { isRotatable, toEpochSeconds, type KeyRecord } from './key-record.ts';
import { holdsPendingMaterial } from './multi-region.ts';

/** An entry of ListKeyRotations, with a sort key. */
export interface ListedRotation {
  readonly order: string;
  readonly entry: object;
}

/**
 * The key materials that ListKeyRotations lists, oldest first: those that a rotation made current or, with `includesAll`,
 * also the first one and the one pending rotation (KMS API Reference, RotationsListEntry).
 */
export function listRotations(
  key: KeyRecord,
  related: readonly KeyRecord[],
  { includesAll }: { includesAll: boolean },
): ListedRotation[] {
  if (!isRotatable(key)) return [];
  const current = key.materials.length - 1;
  const rotated = key.materials.map((material, index) => ({
    ...describeMaterial(key, material),
    KeyMaterialState: index === current ? 'CURRENT' : 'NON_CURRENT',
    ...(index > 0 && {
      RotationDate: toEpochSeconds(material.rotation?.at ?? material.createdAt),
      RotationType: material.rotation?.type,
    }),
  }));
  const pending = key.pendingMaterial && {
    ...describeMaterial(key, key.pendingMaterial),
    KeyMaterialState: holdsPendingMaterial(related) ? 'PENDING_ROTATION' : 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION',
  };
  const entries = [...rotated, ...(pending === undefined ? [] : [pending])];
  return entries
    .map((entry, index) => ({ order: String(index).padStart(6, '0'), entry }))
    .slice(includesAll ? 0 : 1, includesAll ? undefined : rotated.length);
}

function describeMaterial(key: KeyRecord, { id, secret, imported }: KeyMaterial): object {
  const common = { KeyId: key.keyId, KeyMaterialId: id };
  if (key.origin !== 'EXTERNAL') return common;
  const isImported = secret !== null;
  return {
    ...common,
    KeyMaterialDescription: imported?.description,
    ImportState: isImported ? 'IMPORTED' : 'PENDING_IMPORT',
    ...(isImported && describeExpiry(imported?.validTo)),
  };
}

function describeExpiry(validTo: number | undefined): object {
  return validTo === undefined
    ? { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }
    : { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: toEpochSeconds(validTo) };
}
