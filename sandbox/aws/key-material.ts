import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { materialKindOf, type KeyPairKind, type KeySpec, type MaterialKind } from './key-specs.ts';

/** One generation of key material. */
export interface KeyMaterial {
  readonly id: string;
  /**
   * Base64 of raw bytes (AES, HMAC) or of a PKCS #8 private key; leaves the sandbox only through its state file. Null
   * while imported material is deleted or expired: the id stays, so that only the same material can take its place.
   */
  readonly secret: string | null;
  readonly createdAt: number;
  /** How and when it became current; absent for a key's first material. */
  readonly rotation?: Rotation | undefined;
  /** What was said when it was imported. */
  readonly imported?: ImportTerms | undefined;
}

export interface Rotation {
  readonly at: number;
  readonly type: 'AUTOMATIC' | 'ON_DEMAND';
}

export interface ImportTerms {
  readonly description?: string | undefined;
  /** The instant at which KMS deletes the material; absent when it does not expire. */
  readonly validTo?: number | undefined;
}

/** Fresh material for a key; a rotation says how it becomes current. */
export function newMaterial(key: { keyId: string; keySpec: KeySpec }, now: number, rotation?: Rotation): KeyMaterial {
  const material = materialFrom(key, makeSecret(materialKindOf(key.keySpec)), now);
  return rotation === undefined ? material : { ...material, rotation };
}

/** Material of given bytes. Its id follows from key ID and bytes, as AWS's does: the same material has the same id. */
export function materialFrom({ keyId }: { keyId: string }, secret: Buffer, now: number): KeyMaterial {
  const id = createHash('sha256').update(keyId).update(secret).digest('hex');
  return { id, secret: secret.toString('base64'), createdAt: now };
}

/** Whether bytes can be material of such a key (KMS Developer Guide, "Requirements for imported key material"). */
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

/** The bytes of material that is there. Throws when it is not: the key's state has refused such a call before. */
export function secretBytes(material: KeyMaterial): Buffer {
  if (material.secret === null) throw new Error(`The material ${material.id} is deleted or expired.`);
  return Buffer.from(material.secret, 'base64');
}

export function privateKeyOf(material: KeyMaterial): KeyObject {
  return createPrivateKey({ key: secretBytes(material), format: 'der', type: 'pkcs8' });
}

/** A key pair as KMS hands it out: DER, the private key in PKCS #8, the public key as SubjectPublicKeyInfo. */
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
