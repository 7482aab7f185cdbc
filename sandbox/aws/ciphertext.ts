import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { localKeyArn } from './arn.ts';
import { AwsError } from './errors.ts';
import { secretBytes, type KeyMaterial } from './key-material.ts';
import { currentMaterial, type KeyRecord } from './key-record.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

/** A parsed ciphertext blob. It names its key and material, so Decrypt needs no KeyId. */
interface CiphertextBlob {
  readonly keyArn: string;
  readonly materialId: string;
  readonly header: Buffer;
  readonly iv: Buffer;
  readonly tag: Buffer;
  readonly encrypted: Buffer;
}

// The first bytes of every symmetric KMS ciphertext, so that blobs start with the familiar `AQICAHg`.
const MAGIC = Buffer.from([0x01, 0x02, 0x02, 0x00, 0x78]);
const MATERIAL_ID_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts with the key's current material: AES-256-GCM, with header and encryption context as AAD. */
export function encryptSymmetric(key: KeyRecord, plaintext: Buffer, context: EncryptionContext): Buffer {
  const material = currentMaterial(key);
  const header = encodeHeader(key.arn, material.id);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secretBytes(material), iv);
  cipher.setAAD(Buffer.concat([header, encodeContext(context)]));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, iv, cipher.getAuthTag(), encrypted]);
}

/** Whether bytes look like a symmetric KMS ciphertext. */
export function isCiphertext(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/**
 * The key that a blob names, in the given Region: a multi-Region key decrypts what its related keys in other Regions
 * encrypted (KMS Developer Guide, "Multi-Region keys"). Throws InvalidCiphertextException for an invalid blob.
 */
export function namedKeyArn(bytes: Buffer, region: string): string {
  return localKeyArn(parseCiphertext(bytes).keyArn, region);
}

/** Reads the unencrypted header; throws InvalidCiphertextException, which has no message (recorded answers). */
function parseCiphertext(bytes: Buffer): CiphertextBlob {
  const arnAt = MAGIC.length + 2;
  const arnLength = bytes.length > arnAt ? bytes.readUInt16BE(MAGIC.length) : 0;
  const materialAt = arnAt + arnLength;
  const ivAt = materialAt + MATERIAL_ID_BYTES;
  const tagAt = ivAt + IV_BYTES;
  const encryptedAt = tagAt + TAG_BYTES;
  if (!isCiphertext(bytes) || arnLength === 0 || bytes.length < encryptedAt) {
    throw invalidCiphertext();
  }
  return {
    keyArn: bytes.toString('utf8', arnAt, materialAt),
    materialId: bytes.toString('hex', materialAt, ivAt),
    header: bytes.subarray(0, ivAt),
    iv: bytes.subarray(ivAt, tagAt),
    tag: bytes.subarray(tagAt, encryptedAt),
    encrypted: bytes.subarray(encryptedAt),
  };
}

/**
 * Decrypts with the material that encrypted the blob. Throws InvalidCiphertextException for a modified blob, a different
 * encryption context (exact and case-sensitive) or deleted material.
 */
export function decryptSymmetric(
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
    return { plaintext: Buffer.concat([decipher.update(blob.encrypted), decipher.final()]), material };
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

/** Sorted by name, because the order in which a caller sends the pairs must not matter. */
function encodeContext(context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(pairs), 'utf8');
}

function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException');
}
