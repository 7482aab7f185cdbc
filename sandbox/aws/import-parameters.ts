import {
  constants,
  createDecipheriv,
  createPrivateKey,
  privateDecrypt,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { AwsError } from './errors.ts';
import { makeKeyPair } from './key-material.ts';
import type { KeyRecord } from './key-record.ts';
import { isKeyPair, materialKindOf } from './key-specs.ts';

const VALID_MS = 24 * 3_600_000;

const OAEP_HASHES = {
  RSAES_OAEP_SHA_1: 'sha1',
  RSAES_OAEP_SHA_256: 'sha256',
  RSA_AES_KEY_WRAP_SHA_1: 'sha1',
  RSA_AES_KEY_WRAP_SHA_256: 'sha256',
} as const;
type WrappingAlgorithm = keyof typeof OAEP_HASHES;

const WRAPPING_KEY_BITS = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 } as const;

/** Every wrapping algorithm and key spec of AWS, including those that the sandbox refuses. */
export const WRAPPING_ALGORITHMS = [
  ...(Object.keys(OAEP_HASHES) as WrappingAlgorithm[]),
  'RSAES_PKCS1_V1_5',
  'SM2PKE',
] as const;
export const WRAPPING_KEY_SPECS = [
  ...(Object.keys(WRAPPING_KEY_BITS) as (keyof typeof WRAPPING_KEY_BITS)[]),
  'SM2',
] as const;

/** A wrapping key and its import token, valid together for one KMS key for 24 hours. */
export interface ImportParameters {
  /** The import token, base64. */
  readonly token: string;
  readonly keyArn: string;
  readonly algorithm: WrappingAlgorithm;
  /** Base64 of the wrapping key's private key in PKCS #8. */
  readonly privateKey: string;
  readonly validTo: number;
}

/**
 * Creates import parameters for a key. Throws UnsupportedOperationException for an algorithm that can't wrap its material:
 * RSA private keys need RSA_AES_KEY_WRAP, symmetric and HMAC material is wrapped directly (KMS API Reference,
 * GetParametersForImport).
 */
export function newImportParameters(
  key: KeyRecord,
  algorithm: string,
  wrappingKeySpec: string,
  now: number,
): { parameters: ImportParameters; publicKey: Buffer } {
  const kind = materialKindOf(key.keySpec);
  const isHybrid = algorithm.startsWith('RSA_AES_KEY_WRAP');
  const isPossible = kind.kind === 'rsa' ? isHybrid : !isHybrid || isKeyPair(kind);
  if (!isWrappingAlgorithm(algorithm) || !isWrappingKeySpec(wrappingKeySpec) || !isPossible) {
    throw new AwsError(
      'UnsupportedOperationException',
      `The wrapping algorithm ${algorithm} with a ${wrappingKeySpec} wrapping key does not import ${key.keySpec} key material.`,
    );
  }
  const { privateKey, publicKey } = makeKeyPair({ kind: 'rsa', bits: WRAPPING_KEY_BITS[wrappingKeySpec] });
  const parameters = {
    token: randomBytes(256).toString('base64'),
    keyArn: key.arn,
    algorithm,
    privateKey: privateKey.toString('base64'),
    validTo: now + VALID_MS,
  };
  return { parameters, publicKey };
}

/**
 * Unwraps imported material. Throws InvalidImportTokenException for an unknown token or another key's,
 * ExpiredImportTokenException after 24 hours, InvalidCiphertextException for material that the wrapping key can't decrypt.
 */
export function unwrapMaterial(
  parameters: ImportParameters | undefined,
  key: KeyRecord,
  wrapped: Buffer,
  now: number,
): Buffer {
  if (parameters?.keyArn !== key.arn) throw new AwsError('InvalidImportTokenException');
  if (now >= parameters.validTo) throw new AwsError('ExpiredImportTokenException');
  const privateKey = createPrivateKey({
    key: Buffer.from(parameters.privateKey, 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  try {
    return parameters.algorithm.startsWith('RSA_AES_KEY_WRAP')
      ? unwrapHybrid(privateKey, parameters.algorithm, wrapped)
      : decryptOaep(privateKey, parameters.algorithm, wrapped);
  } catch {
    throw new AwsError('InvalidCiphertextException');
  }
}

// The initial value of AES key wrapping with padding: RFC 5649, section 3.
const KEY_WRAP_IV = Buffer.from('A65959A6', 'hex');

/** An AES key wrapped by RSA, then the material wrapped by the AES key (PKCS #11, CKM_RSA_AES_KEY_WRAP). */
function unwrapHybrid(privateKey: KeyObject, algorithm: WrappingAlgorithm, wrapped: Buffer): Buffer {
  const modulusBytes = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const aesKey = decryptOaep(privateKey, algorithm, wrapped.subarray(0, modulusBytes));
  const decipher = createDecipheriv('id-aes256-wrap-pad', aesKey, KEY_WRAP_IV);
  return Buffer.concat([decipher.update(wrapped.subarray(modulusBytes)), decipher.final()]);
}

function decryptOaep(privateKey: KeyObject, algorithm: WrappingAlgorithm, wrapped: Buffer): Buffer {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return privateDecrypt({ key: privateKey, padding, oaepHash: OAEP_HASHES[algorithm] }, wrapped);
}

function isWrappingAlgorithm(name: string): name is WrappingAlgorithm {
  return Object.hasOwn(OAEP_HASHES, name);
}

function isWrappingKeySpec(name: string): name is keyof typeof WRAPPING_KEY_BITS {
  return Object.hasOwn(WRAPPING_KEY_BITS, name);
}
