import { AwsError } from './errors.ts';
import { fitsSpec, materialFrom, type ImportTerms, type KeyMaterial } from './key-material.ts';
import { isReplica, lacksMaterial, type KeyRecord } from './key-record.ts';

export interface MaterialImport {
  readonly secret: Buffer;
  /** Undefined: new for a key that never had any, existing for all others (KMS API Reference, ImportKeyMaterial). */
  readonly importType: 'NEW_KEY_MATERIAL' | 'EXISTING_KEY_MATERIAL' | undefined;
  readonly materialId: string | undefined;
  readonly terms: ImportTerms;
}

/**
 * ImportKeyMaterial, once the material is unwrapped. The first material becomes current; new material for a key that has
 * some waits for RotateKeyOnDemand; material that the key knows comes back with new terms. A key that has all of its
 * material is Enabled. Throws IncorrectKeyMaterialException for any other material.
 */
export function importMaterial(
  key: KeyRecord,
  given: MaterialImport,
  now: number,
): { key: KeyRecord; material: KeyMaterial } {
  if (!fitsSpec(given.secret, key.keySpec)) {
    throw incorrectMaterial(`The key material does not have the form that a ${key.keySpec} key needs.`);
  }
  const material = { ...materialFrom(key, given.secret, now), imported: given.terms };
  if (given.materialId !== undefined && given.materialId !== material.id) {
    throw incorrectMaterial(`The key material is not the one identified by ${given.materialId}.`);
  }
  const importType = given.importType ?? (key.materials.length === 0 ? 'NEW_KEY_MATERIAL' : 'EXISTING_KEY_MATERIAL');
  const imported = importType === 'NEW_KEY_MATERIAL' ? associate(key, material) : replace(key, material);
  return { key: enableOnceWhole(key, imported), material };
}

/**
 * DeleteImportedKeyMaterial: of the current material unless another is named. Material that waits for its rotation goes
 * for good; of all other the id stays. Returns the id of what was deleted, undefined when the key never had any material.
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
  if (!heldBy(key).some(({ id }) => id === materialId)) {
    throw new AwsError('NotFoundException', `${key.arn} has no key material with the ID ${materialId}.`);
  }
  return { key: mapMaterial(key, materialId, emptied), materialId };
}

/** The key without the imported material whose date has passed; the same record if none has. */
export function withoutExpiredMaterial(key: KeyRecord, now: number): KeyRecord {
  if (key.origin !== 'EXTERNAL') return key;
  const expired = heldBy(key).filter(
    ({ secret, imported }) => secret !== null && imported?.validTo !== undefined && imported.validTo <= now,
  );
  return expired.reduce((settled, { id }) => deleteMaterial(settled, id).key, key);
}

function associate(key: KeyRecord, material: KeyMaterial): KeyRecord {
  if (isReplica(key)) {
    throw new AwsError(
      'UnsupportedOperationException',
      `${key.arn} is a multi-Region replica key. Import new key material into its primary key first.`,
    );
  }
  if (heldBy(key).some(({ id }) => id === material.id)) {
    throw incorrectMaterial('The key material is already associated with this KMS key.');
  }
  if (key.materials.length === 0) return { ...key, materials: [material] };
  if (key.pendingMaterial !== undefined) {
    throw new AwsError('KMSInvalidStateException', `${key.arn} already has key material pending rotation.`);
  }
  return { ...key, pendingMaterial: material };
}

function replace(key: KeyRecord, material: KeyMaterial): KeyRecord {
  if (!heldBy(key).some(({ id }) => id === material.id)) {
    throw incorrectMaterial('The key material is not associated with this KMS key.');
  }
  return mapMaterial(key, material.id, (known) => ({
    ...known,
    secret: material.secret,
    imported: {
      // A description that is left out stays as it was (KMS API Reference, ImportKeyMaterial).
      description: material.imported?.description ?? known.imported?.description,
      validTo: material.imported?.validTo,
    },
  }));
}

/** A successful import of the last missing material enables the key (KMS API Reference, ImportKeyMaterial). */
function enableOnceWhole(before: KeyRecord, after: KeyRecord): KeyRecord {
  const becameWhole = lacksMaterial(before) && !lacksMaterial(after);
  return becameWhole ? { ...after, life: { state: 'Enabled' } } : after;
}

function heldBy(key: KeyRecord): readonly KeyMaterial[] {
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

function emptied(material: KeyMaterial): KeyMaterial {
  return { ...material, secret: null, imported: { description: material.imported?.description } };
}

function incorrectMaterial(message: string): AwsError {
  return new AwsError('IncorrectKeyMaterialException', message);
}
