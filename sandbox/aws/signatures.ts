import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import { signEcdsaDigest, verifyEcdsaDigest } from './ecdsa.ts';
import { AwsError } from './errors.ts';
import { materialKindOf, type KeySpec } from './key-specs.ts';
import { signPkcs1Digest, signPssDigest, verifyPkcs1Digest, verifyPssDigest } from './rsa-signatures.ts';

/** What Sign and Verify work on: a message to be hashed, or its hash. */
export interface SignedMessage {
  readonly bytes: Buffer;
  readonly type: 'RAW' | 'DIGEST' | 'EXTERNAL_MU';
}

export type DigestName = 'sha256' | 'sha384' | 'sha512';
const DIGEST_BYTES = { sha256: 32, sha384: 48, sha512: 64 } as const satisfies Record<DigestName, number>;

/** Signs with the private key of a KMS key, in one of its algorithms. */
export function signMessage(keySpec: KeySpec, key: KeyObject, algorithm: string, message: SignedMessage): Buffer {
  if (algorithm.startsWith('ED25519')) return sign(null, readEd25519Message(keySpec, algorithm, message), key);
  const { name, digest } = digestOf(keySpec, algorithm, message);
  if (algorithm.startsWith('ECDSA')) return signEcdsaDigest(curveOf(keySpec), key, digest);
  return algorithm.startsWith('RSASSA_PSS') ? signPssDigest(key, name, digest) : signPkcs1Digest(key, name, digest);
}

/** Whether a signature is the key's on that message. It takes the private key, as whoever holds it may. */
export function isSignatureValid(
  keySpec: KeySpec,
  key: KeyObject,
  algorithm: string,
  message: SignedMessage,
  signature: Buffer,
): boolean {
  if (algorithm.startsWith('ED25519')) {
    return verify(null, readEd25519Message(keySpec, algorithm, message), key, signature);
  }
  const { name, digest } = digestOf(keySpec, algorithm, message);
  if (algorithm.startsWith('ECDSA')) return verifyEcdsaDigest(curveOf(keySpec), key, digest, signature);
  return algorithm.startsWith('RSASSA_PSS')
    ? verifyPssDigest(key, name, digest, signature)
    : verifyPkcs1Digest(key, name, digest, signature);
}

/** Throws ValidationException for a digest that the algorithm does not make, and for a message type of other keys. */
function digestOf(
  keySpec: KeySpec,
  algorithm: string,
  { bytes, type }: SignedMessage,
): { name: DigestName; digest: Buffer } {
  const name = `sha${algorithm.slice(-3)}` as DigestName;
  if (type === 'EXTERNAL_MU') throw incompatibleMessageType(type, keySpec);
  if (type === 'RAW') return { name, digest: createHash(name).update(bytes).digest() };
  if (bytes.length !== DIGEST_BYTES[name]) {
    throw new AwsError('ValidationException', `Digest is invalid length for algorithm ${algorithm}.`);
  }
  return { name, digest: bytes };
}

/** ED25519_SHA_512 signs whole messages, ED25519_PH_SHA_512 digests (KMS API Reference, Sign). */
function readEd25519Message(keySpec: KeySpec, algorithm: string, { bytes, type }: SignedMessage): Buffer {
  if ((algorithm === 'ED25519_SHA_512') !== (type === 'RAW')) throw incompatibleMessageType(type, keySpec);
  if (algorithm === 'ED25519_SHA_512') return bytes;
  throw new AwsError('UnsupportedOperationException', `The AWS sandbox does not sign with ${algorithm}.`);
}

function incompatibleMessageType(type: string, keySpec: KeySpec): AwsError {
  return new AwsError('ValidationException', `Message type ${type} is incompatible with key spec ${keySpec}.`);
}

function curveOf(keySpec: KeySpec): string {
  const kind = materialKindOf(keySpec);
  if (kind.kind !== 'ec') throw new Error(`${keySpec} has no curve.`);
  return kind.curve;
}
