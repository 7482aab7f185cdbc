import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { localKeyArn } from './arn.ts';
import { AwsError } from './errors.ts';
import { secretBytes, type KeyMaterial } from './key-material.ts';
import { currentMaterial, type KeyRecord } from './key-record.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

/** A ciphertext blob taken apart. It names its key and material, so Decrypt needs no KeyId. */
interface CiphertextBlob {
  readonly keyArn: string;
  readonly materialId: string;
  readonly header: Buffer;
  readonly iv: Buffer;
  readonly tag: Buffer;
  readonly sealed: Buffer;
}

// The first bytes of every symmetric ciphertext of KMS, so that blobs begin with the familiar `AQICAHg`.
const MAGIC = Buffer.from([0x01, 0x02, 0x02, 0x00, 0x78]);
const MATERIAL_ID_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts under the key's current material: AES-256-GCM, the header and the encryption context as AAD. */
export function sealCiphertext(key: KeyRecord, plaintext: Buffer, context: EncryptionContext): Buffer {
  const material = currentMaterial(key);
  const header = encodeHeader(key.arn, material.id);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secretBytes(material), iv);
  cipher.setAAD(Buffer.concat([header, encodeContext(context)]));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, iv, cipher.getAuthTag(), sealed]);
}

/** Whether bytes look like a symmetric ciphertext of KMS at all. */
export function isCiphertext(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/**
 * The key that a blob names, where it is to be used: a multi-Region key opens what its related keys in other Regions
 * sealed (KMS Developer Guide, "Multi-Region keys"). Throws InvalidCiphertextException for what is no blob.
 */
export function namedKeyArn(bytes: Buffer, region: string): string {
  return localKeyArn(parseCiphertext(bytes).keyArn, region);
}

/** Reads the plain part of a blob; throws InvalidCiphertextException, which carries no message (recorded answers). */
function parseCiphertext(bytes: Buffer): CiphertextBlob {
  const arnAt = MAGIC.length + 2;
  const arnLength = bytes.length > arnAt ? bytes.readUInt16BE(MAGIC.length) : 0;
  const materialAt = arnAt + arnLength;
  const ivAt = materialAt + MATERIAL_ID_BYTES;
  const tagAt = ivAt + IV_BYTES;
  const sealedAt = tagAt + TAG_BYTES;
  if (!isCiphertext(bytes) || arnLength === 0 || bytes.length < sealedAt) {
    throw invalidCiphertext();
  }
  return {
    keyArn: bytes.toString('utf8', arnAt, materialAt),
    materialId: bytes.toString('hex', materialAt, ivAt),
    header: bytes.subarray(0, ivAt),
    iv: bytes.subarray(ivAt, tagAt),
    tag: bytes.subarray(tagAt, sealedAt),
    sealed: bytes.subarray(sealedAt),
  };
}

/**
 * Decrypts with whichever material of the key made the blob. Throws InvalidCiphertextException for a changed blob, a
 * different encryption context (exact and case-sensitive) or material that is gone.
 */
export function openCiphertext(
  key: KeyRecord,
  bytes: Buffer,
  context: EncryptionContext,
): { plaintext: Buffer; material: KeyMaterial } {
  const blob = parseCiphertext(bytes);
  const material = key.materials.find(({ id }) => id === blob.materialId);
  if (material === undefined || material.secret === null) throw invalidCiphertext();
  const decipher = createDecipheriv('aes-256-gcm', secretBytes(material), blob.iv);
  decipher.setAAD(Buffer.concat([blob.header, encodeContext(context)]));
  decipher.setAuthTag(blob.tag);
  try {
    return { plaintext: Buffer.concat([decipher.update(blob.sealed), decipher.final()]), material };
  } catch {
    throw invalidCiphertext();
  }
}

function encodeHeader(keyArn: string, materialId: string): Buffer {
  const arn = Buffer.from(keyArn, 'utf8');
  const arnLength = Buffer.alloc(2);
  arnLength.writeUInt16BE(arn.length);
  return Buffer.concat([MAGIC, arnLength, arn, Buffer.from(materialId, 'hex')]);
}

/** Pairs in order of their keys: the order in which a caller sends them must not matter. */
function encodeContext(context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(pairs), 'utf8');
}

function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException');
}
