import { z } from 'zod';
import { namedKeyArn } from '../ciphertext.ts';
import { decryptWith, encryptWith } from '../encryption.ts';
import { blob, brokenConstraint, member, validationError } from '../input.ts';
import { currentMaterial, shownMaterialId, type KeyRecord } from '../key-record.ts';
import { refuseOtherAlgorithms } from '../key-usage.ts';
import {
  defineOperation,
  dryRunSucceeded,
  openKey,
  openKeyForDryRun,
  resolveKey,
  type Call,
  type KeyRequest,
  type Operation,
} from '../operation.ts';
import { algorithm, dryRunModifiers, ignoresCiphertext } from './cryptography.ts';

const ReEncryptInput = z.object({
  CiphertextBlob: blob(1, 6144).optional(),
  SourceKeyId: member.keyId.optional(),
  SourceEncryptionContext: member.encryptionContext,
  SourceEncryptionAlgorithm: algorithm,
  DestinationKeyId: member.keyId,
  DestinationEncryptionContext: member.encryptionContext,
  DestinationEncryptionAlgorithm: algorithm,
  GrantTokens: member.grantTokens,
  DryRun: member.dryRun,
  DryRunModifiers: dryRunModifiers,
});
type ReEncryptInput = z.output<typeof ReEncryptInput>;

/**
 * ReEncrypt decrypts under the source key and encrypts under the destination key. It needs kms:ReEncryptFrom on the source
 * and kms:ReEncryptTo on the destination; a denial names the missing one (KMS API Reference, ReEncrypt).
 */
const reEncrypt = defineOperation('ReEncrypt', ReEncryptInput, (call, input) => {
  const withoutCiphertext = ignoresCiphertext(input, 'SourceKeyId', input.SourceKeyId);
  if (!withoutCiphertext && input.CiphertextBlob === undefined) {
    throw validationError([brokenConstraint('ciphertextBlob', undefined, 'not be null')]);
  }
  const { source, destination } = openBothKeys(call, input);
  if (withoutCiphertext || input.CiphertextBlob === undefined) throw dryRunSucceeded();

  const { plaintext, material } = decryptWith(
    'ReEncrypt',
    source,
    input.SourceEncryptionAlgorithm,
    input.CiphertextBlob,
    input.SourceEncryptionContext ?? {},
  );
  refuseOtherAlgorithms(destination, input.DestinationEncryptionAlgorithm);
  if (input.DryRun) throw dryRunSucceeded();
  const context = input.DestinationEncryptionContext ?? {};
  const encrypted = encryptWith(destination, input.DestinationEncryptionAlgorithm, plaintext, context);
  return {
    CiphertextBlob: encrypted.toString('base64'),
    DestinationEncryptionAlgorithm: input.DestinationEncryptionAlgorithm,
    DestinationKeyMaterialId: shownMaterialId(destination, currentMaterial(destination)),
    KeyId: destination.arn,
    SourceEncryptionAlgorithm: input.SourceEncryptionAlgorithm,
    SourceKeyId: source.arn,
    SourceKeyMaterialId: shownMaterialId(source, material),
  };
});

/** Without a SourceKeyId, the source is the key named in the ciphertext. */
function openBothKeys(call: Call, input: ReEncryptInput): { source: KeyRecord; destination: KeyRecord } {
  const open = input.DryRun ? openKeyForDryRun : openKey;
  const foundBy = input.SourceKeyId === undefined ? 'ciphertext' : 'keyId';
  const sourceId = input.SourceKeyId ?? namedKeyArn(input.CiphertextBlob ?? Buffer.of(), call.region);
  const onSameKey = resolveKey(call, sourceId).arn === resolveKey(call, input.DestinationKeyId).arn;
  const conditionKeys = (algorithm: string): NonNullable<KeyRequest['conditionKeys']> => ({
    'kms:EncryptionAlgorithm': algorithm,
    'kms:ReEncryptOnSameKey': onSameKey,
  });
  return {
    source: open(call, {
      operation: 'ReEncryptFrom',
      keyId: sourceId,
      foundBy,
      encryptionContext: input.SourceEncryptionContext,
      conditionKeys: conditionKeys(input.SourceEncryptionAlgorithm),
    }),
    destination: open(call, {
      operation: 'ReEncryptTo',
      keyId: input.DestinationKeyId,
      encryptionContext: input.DestinationEncryptionContext,
      conditionKeys: conditionKeys(input.DestinationEncryptionAlgorithm),
    }),
  };
}

export const RE_ENCRYPT_OPERATIONS: readonly Operation[] = [reEncrypt];
