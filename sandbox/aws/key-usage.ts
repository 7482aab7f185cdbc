import { AwsError } from './errors.ts';
import type { KeyRecord } from './key-record.ts';
import type { KeyOperationName } from './key-states.ts';
import { algorithmsOf, type KeyUsage } from './key-specs.ts';

/**
 * The usage that an operation needs. Decrypt and the source of ReEncrypt are not here: a ciphertext of another key is
 * told first, in other words (recorded answers), so they ask `refuseByUsage` themselves.
 */
const NEEDED_USAGES: Readonly<Partial<Record<KeyOperationName, KeyUsage>>> = {
  Encrypt: 'ENCRYPT_DECRYPT',
  ReEncryptTo: 'ENCRYPT_DECRYPT',
  GenerateDataKey: 'ENCRYPT_DECRYPT',
  GenerateDataKeyWithoutPlaintext: 'ENCRYPT_DECRYPT',
};

/** Throws InvalidKeyUsageException when the key was made for something else; the text is AWS's (recorded answers). */
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

/** Throws InvalidKeyUsageException for an algorithm that is not one of the key's. */
export function refuseOtherAlgorithms(key: KeyRecord, algorithm: string): void {
  if (algorithmsOf(key).includes(algorithm)) return;
  throw new AwsError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} is incompatible with key spec ${key.keySpec}.`,
  );
}
