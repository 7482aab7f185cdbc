import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import { isCiphertext, namedKeyArn, decryptSymmetric, encryptSymmetric, type EncryptionContext } from './ciphertext.ts';
import { AwsError } from './errors.ts';
import { privateKeyOf, type KeyMaterial } from './key-material.ts';
import { currentMaterial, type KeyRecord } from './key-record.ts';
import { refuseByUsage, refuseOtherAlgorithms } from './key-usage.ts';

const OAEP_HASHES = { RSAES_OAEP_SHA_1: 'sha1', RSAES_OAEP_SHA_256: 'sha256' } as const;
const OAEP_HASH_BYTES = { sha1: 20, sha256: 32 } as const;

/** A plaintext, and the material that decrypted it. */
export interface Decrypted {
  readonly plaintext: Buffer;
  readonly material: KeyMaterial;
}

/** Encrypts with one of the key's algorithms. Throws InvalidKeyUsageException for any other. */
export function encryptWith(key: KeyRecord, algorithm: string, plaintext: Buffer, context: EncryptionContext): Buffer {
  refuseOtherAlgorithms(key, algorithm);
  const oaepHash = oaepHashOf(algorithm);
  return oaepHash === undefined ? encryptSymmetric(key, plaintext, context) : encryptOaep(key, oaepHash, plaintext);
}

/**
 * Decrypts for Decrypt or ReEncrypt. Throws IncorrectKeyException for a ciphertext of another key, InvalidKeyUsageException
 * for a key of the wrong usage or algorithm, InvalidCiphertextException for a ciphertext that can't be decrypted.
 */
export function decryptWith(
  operation: 'Decrypt' | 'ReEncrypt',
  key: KeyRecord,
  algorithm: string,
  ciphertext: Buffer,
  context: EncryptionContext,
): Decrypted {
  if (algorithm === 'SYMMETRIC_DEFAULT' && isCiphertext(ciphertext)) refuseCiphertextOfOtherKey(key, ciphertext);
  refuseByUsage(operation, key, 'ENCRYPT_DECRYPT');
  refuseOtherAlgorithms(key, algorithm);
  const oaepHash = oaepHashOf(algorithm);
  return oaepHash === undefined ? decryptSymmetric(key, ciphertext, context) : decryptOaep(key, oaepHash, ciphertext);
}

/** Throws IncorrectKeyException for a ciphertext of another key; the message is AWS's (recorded answers). */
function refuseCiphertextOfOtherKey(key: KeyRecord, ciphertext: Buffer): void {
  if (namedKeyArn(ciphertext, key.region) === key.arn) return;
  throw new AwsError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  );
}

function encryptOaep(key: KeyRecord, oaepHash: OaepHash, plaintext: Buffer): Buffer {
  const privateKey = privateKeyOf(currentMaterial(key));
  const modulusBytes = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const maxBytes = modulusBytes - 2 * OAEP_HASH_BYTES[oaepHash] - 2;
  if (plaintext.length > maxBytes) {
    throw new AwsError(
      'ValidationException',
      `A ${key.keySpec} key encrypts at most ${maxBytes} bytes with this encryption algorithm.`,
    );
  }
  // Given a private key, publicEncrypt uses its public key.
  return publicEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, plaintext);
}

function decryptOaep(key: KeyRecord, oaepHash: OaepHash, ciphertext: Buffer): Decrypted {
  const material = currentMaterial(key);
  const privateKey = privateKeyOf(material);
  try {
    const plaintext = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
      ciphertext,
    );
    return { plaintext, material };
  } catch {
    throw new AwsError('InvalidCiphertextException');
  }
}

type OaepHash = keyof typeof OAEP_HASH_BYTES;

function oaepHashOf(algorithm: string): OaepHash | undefined {
  return Object.hasOwn(OAEP_HASHES, algorithm) ? OAEP_HASHES[algorithm as keyof typeof OAEP_HASHES] : undefined;
}
