import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { materialKindOf, type KeyPairKind, type KeySpec, type MaterialKind } from './key-specs.ts';

/** One key material of a key. */
export interface KeyMaterial {
  readonly id: string;
  /**
   * Base64 of raw bytes (AES, HMAC) or of a PKCS #8 private key; never leaves the sandbox except in its state file. Null
   * after imported material is deleted or expires: the id stays, so that only the same material can be reimported.
   */
  readonly secret: string | null;
  readonly createdAt: number;
  /** The rotation that made it current; absent for a key's first material. */
  readonly rotation?: Rotation | undefined;
  /** What the import request specified. */
  readonly imported?: ImportTerms | undefined;
}

export interface Rotation {
  readonly at: number;
  readonly type: 'AUTOMATIC' | 'ON_DEMAND';
}

export interface ImportTerms {
  readonly description?: string | undefined;
  /** When KMS deletes the material; absent if it doesn't expire. */
  readonly validTo?: number | undefined;
}

/** New random material for a key, and the rotation that makes it current, if any. */
export function newMaterial(key: { keyId: string; keySpec: KeySpec }, now: number, rotation?: Rotation): KeyMaterial {
  const material = materialFrom(key, makeSecret(materialKindOf(key.keySpec)), now);
  return rotation === undefined ? material : { ...material, rotation };
}

/** Material from given bytes. Its id depends on key ID and bytes only, as in AWS, so reimported material keeps its id. */
export function materialFrom({ keyId }: { keyId: string }, secret: Buffer, now: number): KeyMaterial {
  const id = createHash('sha256').update(keyId).update(secret).digest('hex');
  return { id, secret: secret.toString('base64'), createdAt: now };
}

/** Whether bytes are valid material for a key spec (KMS Developer Guide, "Requirements for imported key material"). */
export function fitsSpec(secret: Buffer, keySpec: KeySpec): boolean {
  const kind = materialKindOf(keySpec);
  switch (kind.kind) {
    case 'aes':
      return secret.length === AES_BYTES;
    case 'hmac':
      return secret.length >= kind.importableBytes[0] && secret.length <= kind.importableBytes[1];
    case 'rsa':
    case 'ec':
    case 'ed25519':
      return fitsKeyPair(secret, kind);
  }
}

/** The secret bytes. Throws if they were deleted; the key state check refuses such calls earlier. */
export function secretBytes(material: KeyMaterial): Buffer {
  if (material.secret === null) throw new Error(`The material ${material.id} is deleted or expired.`);
  return Buffer.from(material.secret, 'base64');
}

export function privateKeyOf(material: KeyMaterial): KeyObject {
  return createPrivateKey({ key: secretBytes(material), format: 'der', type: 'pkcs8' });
}

/** A new key pair in DER: the private key as PKCS #8, the public key as SubjectPublicKeyInfo, as KMS returns them. */
export function makeKeyPair(kind: KeyPairKind): { privateKey: Buffer; publicKey: Buffer } {
  const { privateKey, publicKey } = generateKeyPair(kind);
  return {
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }),
  };
}

function generateKeyPair(kind: KeyPairKind): { privateKey: KeyObject; publicKey: KeyObject } {
  switch (kind.kind) {
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: kind.bits });
    case 'ec':
      return generateKeyPairSync('ec', { namedCurve: kind.curve });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
  }
}

const AES_BYTES = 32;

function makeSecret(kind: MaterialKind): Buffer {
  if (kind.kind === 'aes') return randomBytes(AES_BYTES);
  return kind.kind === 'hmac' ? randomBytes(kind.bytes) : makeKeyPair(kind).privateKey;
}

function fitsKeyPair(secret: Buffer, kind: KeyPairKind): boolean {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' });
  } catch {
    return false;
  }
  if (key.asymmetricKeyType !== kind.kind) return false;
  const details = key.asymmetricKeyDetails;
  if (kind.kind === 'rsa') return details?.modulusLength === kind.bits;
  return kind.kind === 'ed25519' || details?.namedCurve === kind.curve;
}
