import { AwsError } from './errors.ts';
import type { KeyRecord } from './key-record.ts';
import type { KeyOperationName } from './key-states.ts';
import { algorithmsOf, type KeyUsage } from './key-specs.ts';

/**
 * The usage that an operation needs. Decrypt and the source of ReEncrypt call `refuseByUsage` themselves, because AWS
 * checks first whether the ciphertext belongs to the key (recorded answers).
 */
const NEEDED_USAGES: Readonly<Partial<Record<KeyOperationName, KeyUsage>>> = {
  Encrypt: 'ENCRYPT_DECRYPT',
  ReEncryptTo: 'ENCRYPT_DECRYPT',
  GenerateDataKey: 'ENCRYPT_DECRYPT',
  GenerateDataKeyWithoutPlaintext: 'ENCRYPT_DECRYPT',
};

/** Throws InvalidKeyUsageException when the key has another usage; the message is AWS's (recorded answers). */
export function refuseByUsage(
  operation: string,
  key: KeyRecord,
  needed: KeyUsage | undefined = NEEDED_USAGES[operation as KeyOperationName],
): void {
  if (needed === undefined || key.keyUsage === needed) return;
  const called = operation.startsWith('ReEncrypt') ? 'ReEncrypt' : operation;
  throw new AwsError(
    'InvalidKeyUsageException',
    `${key.arn} key usage is ${key.keyUsage} which is not valid for ${called}.`,
  );
}

/** The error of AWS for an operation that doesn't support the origin of the key's material. */
export function invalidOrigin(key: KeyRecord): AwsError {
  return new AwsError(
    'UnsupportedOperationException',
    `${key.arn} origin is ${key.origin} which is not valid for this operation.`,
  );
}

/** Throws InvalidKeyUsageException for an algorithm that the key doesn't support. */
export function refuseOtherAlgorithms(key: KeyRecord, algorithm: string): void {
  if (algorithmsOf(key).includes(algorithm)) return;
  throw new AwsError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} is incompatible with key spec ${key.keySpec}.`,
  );
}
