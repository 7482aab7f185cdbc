import { AwsError } from './errors.ts';
import { fitsSpec, materialFrom, type ImportTerms, type KeyMaterial } from './key-material.ts';
import { isReplica, lacksMaterial, type KeyRecord } from './key-record.ts';

export interface MaterialImport {
  readonly secret: Buffer;
  /** Undefined means new for a key that never had material, otherwise existing (KMS API Reference, ImportKeyMaterial). */
  readonly importType: 'NEW_KEY_MATERIAL' | 'EXISTING_KEY_MATERIAL' | undefined;
  readonly materialId: string | undefined;
  readonly terms: ImportTerms;
}

/**
 * Imports unwrapped material. The first material becomes current, further new material waits for RotateKeyOnDemand, and
 * existing material is restored with new terms. A key with no missing material becomes Enabled. Throws
 * IncorrectKeyMaterialException for any other material.
 */
export function importMaterial(
  key: KeyRecord,
  given: MaterialImport,
  now: number,
): { key: KeyRecord; material: KeyMaterial } {
  if (!fitsSpec(given.secret, key.keySpec)) {
    throw incorrectMaterial(`The key material is not valid for a ${key.keySpec} key.`);
  }
  const material = { ...materialFrom(key, given.secret, now), imported: given.terms };
  if (given.materialId !== undefined && given.materialId !== material.id) {
    throw incorrectMaterial(`The key material is not the one identified by ${given.materialId}.`);
  }
  const importType = given.importType ?? (key.materials.length === 0 ? 'NEW_KEY_MATERIAL' : 'EXISTING_KEY_MATERIAL');
  const imported = importType === 'NEW_KEY_MATERIAL' ? associate(key, material) : replace(key, material);
  return { key: enableWhenComplete(key, imported), material };
}

/**
 * DeleteImportedKeyMaterial deletes the current material unless another is named. Material that waits for rotation is
 * removed entirely; other material keeps its id. Returns the deleted id, undefined if the key never had material.
 */
export function deleteMaterial(
  key: KeyRecord,
  named: string | undefined,
): { key: KeyRecord; materialId: string | undefined } {
  const materialId = named ?? key.materials.at(-1)?.id;
  if (materialId === undefined) return { key, materialId };
  if (key.pendingMaterial?.id === materialId && !isReplica(key)) {
    return { key: { ...key, pendingMaterial: undefined }, materialId };
  }
  if (!allMaterials(key).some(({ id }) => id === materialId)) {
    throw new AwsError('NotFoundException', `${key.arn} has no key material with the ID ${materialId}.`);
  }
  return { key: mapMaterial(key, materialId, withoutSecret), materialId };
}

/** Deletes imported material that has expired; returns the same record if none has. */
export function withoutExpiredMaterial(key: KeyRecord, now: number): KeyRecord {
  if (key.origin !== 'EXTERNAL') return key;
  const expired = allMaterials(key).filter(
    ({ secret, imported }) => secret !== null && imported?.validTo !== undefined && imported.validTo <= now,
  );
  return expired.reduce((advanced, { id }) => deleteMaterial(advanced, id).key, key);
}

function associate(key: KeyRecord, material: KeyMaterial): KeyRecord {
  if (isReplica(key)) {
    throw new AwsError(
      'UnsupportedOperationException',
      `${key.arn} is a multi-Region replica key. Import new key material into its primary key first.`,
    );
  }
  if (allMaterials(key).some(({ id }) => id === material.id)) {
    throw incorrectMaterial('The key material is already associated with this KMS key.');
  }
  if (key.materials.length === 0) return { ...key, materials: [material] };
  if (key.pendingMaterial !== undefined) {
    throw new AwsError('KMSInvalidStateException', `${key.arn} already has key material pending rotation.`);
  }
  return { ...key, pendingMaterial: material };
}

function replace(key: KeyRecord, material: KeyMaterial): KeyRecord {
  if (!allMaterials(key).some(({ id }) => id === material.id)) {
    throw incorrectMaterial('The key material is not associated with this KMS key.');
  }
  return mapMaterial(key, material.id, (known) => ({
    ...known,
    secret: material.secret,
    imported: {
      // Omitting the description keeps the old one (KMS API Reference, ImportKeyMaterial).
      description: material.imported?.description ?? known.imported?.description,
      validTo: material.imported?.validTo,
    },
  }));
}

/** Importing the last missing material enables the key (KMS API Reference, ImportKeyMaterial). */
function enableWhenComplete(before: KeyRecord, after: KeyRecord): KeyRecord {
  const isNowComplete = lacksMaterial(before) && !lacksMaterial(after);
  return isNowComplete ? { ...after, life: { state: 'Enabled' } } : after;
}

function allMaterials(key: KeyRecord): readonly KeyMaterial[] {
  return key.pendingMaterial === undefined ? key.materials : [...key.materials, key.pendingMaterial];
}

function mapMaterial(key: KeyRecord, id: string, change: (material: KeyMaterial) => KeyMaterial): KeyRecord {
  const changed = (material: KeyMaterial): KeyMaterial => (material.id === id ? change(material) : material);
  return {
    ...key,
    materials: key.materials.map(changed),
    pendingMaterial: key.pendingMaterial && changed(key.pendingMaterial),
  };
}

function withoutSecret(material: KeyMaterial): KeyMaterial {
  return { ...material, secret: null, imported: { description: material.imported?.description } };
}

function incorrectMaterial(message: string): AwsError {
  return new AwsError('IncorrectKeyMaterialException', message);
}
