import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import { isCiphertext, namedKeyArn, openCiphertext, sealCiphertext, type EncryptionContext } from './ciphertext.ts';
import { AwsError } from './errors.ts';
import { privateKeyOf, type KeyMaterial } from './key-material.ts';
import { currentMaterial, type KeyRecord } from './key-record.ts';
import { refuseByUsage, refuseOtherAlgorithms } from './key-usage.ts';

const OAEP_HASHES = { RSAES_OAEP_SHA_1: 'sha1', RSAES_OAEP_SHA_256: 'sha256' } as const;
const OAEP_HASH_BYTES = { sha1: 20, sha256: 32 } as const;

/** The plaintext of a ciphertext, and the material that opened it. */
export interface Decrypted {
  readonly plaintext: Buffer;
  readonly material: KeyMaterial;
}

/** Encrypts with one of the key's algorithms. Throws InvalidKeyUsageException for any other. */
export function encryptWith(key: KeyRecord, algorithm: string, plaintext: Buffer, context: EncryptionContext): Buffer {
  refuseOtherAlgorithms(key, algorithm);
  const oaepHash = oaepHashOf(algorithm);
  return oaepHash === undefined ? sealCiphertext(key, plaintext, context) : encryptOaep(key, oaepHash, plaintext);
}

/**
 * Decrypts for Decrypt or ReEncrypt. Throws IncorrectKeyException for a ciphertext that another key made,
 * InvalidKeyUsageException for a key that does not decrypt so, InvalidCiphertextException for what does not open.
 */
export function decryptWith(
  operation: 'Decrypt' | 'ReEncrypt',
  key: KeyRecord,
  algorithm: string,
  ciphertext: Buffer,
  context: EncryptionContext,
): Decrypted {
  if (algorithm === 'SYMMETRIC_DEFAULT' && isCiphertext(ciphertext)) refuseForeignCiphertext(key, ciphertext);
  refuseByUsage(operation, key, 'ENCRYPT_DECRYPT');
  refuseOtherAlgorithms(key, algorithm);
  const oaepHash = oaepHashOf(algorithm);
  return oaepHash === undefined ? openCiphertext(key, ciphertext, context) : decryptOaep(key, oaepHash, ciphertext);
}

/** A ciphertext of another key than the one that the request names, in AWS's words (recorded answers). */
function refuseForeignCiphertext(key: KeyRecord, ciphertext: Buffer): void {
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
  // publicEncrypt takes the public half of a private key.
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
