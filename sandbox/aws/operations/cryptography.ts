import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { namedKeyArn, encryptSymmetric, type EncryptionContext } from '../ciphertext.ts';
import { decryptWith, encryptWith } from '../encryption.ts';
import { AwsError } from '../errors.ts';
import { blob, brokenConstraint, member, validationError } from '../input.ts';
import { currentMaterial, shownMaterialId, type KeyRecord } from '../key-record.ts';
import { refuseOtherAlgorithms } from '../key-usage.ts';
import {
  defineOperation,
  dryRunSucceeded,
  openKey,
  openKeyForDryRun,
  type Call,
  type KeyRequest,
  type Operation,
} from '../operation.ts';

const ALGORITHM = 'SYMMETRIC_DEFAULT';
const DATA_KEY_BYTES = { AES_128: 16, AES_256: 32 } as const;

export const algorithm = z
  .enum(['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'])
  .default(ALGORITHM);
export const dryRunModifiers = z.array(z.enum(['IGNORE_CIPHERTEXT'])).optional();
const common = {
  EncryptionContext: member.encryptionContext,
  GrantTokens: member.grantTokens,
  DryRun: member.dryRun,
};

const EncryptInput = z.object({
  ...common,
  KeyId: member.keyId,
  Plaintext: blob(1, 4096),
  EncryptionAlgorithm: algorithm,
});

const encrypt = defineOperation('Encrypt', EncryptInput, (call, input) => {
  const { key, context } = openForUse(call, 'Encrypt', input.KeyId, input);
  refuseOtherAlgorithms(key, input.EncryptionAlgorithm);
  if (input.DryRun) throw dryRunSucceeded();
  return {
    CiphertextBlob: encryptWith(key, input.EncryptionAlgorithm, input.Plaintext, context).toString('base64'),
    EncryptionAlgorithm: input.EncryptionAlgorithm,
    KeyId: key.arn,
  };
});

const DecryptInput = z.object({
  ...common,
  KeyId: member.keyId.optional(),
  CiphertextBlob: blob(1, 6144).optional(),
  EncryptionAlgorithm: algorithm,
  DryRunModifiers: dryRunModifiers,
});

/**
 * Decrypt uses the key named in the blob; a KeyId of another key is IncorrectKeyException. A dry run may omit the
 * ciphertext with `DryRunModifiers: ["IGNORE_CIPHERTEXT"]`, and then needs a KeyId (KMS API Reference, Decrypt).
 */
const decrypt = defineOperation('Decrypt', DecryptInput, (call, input) => {
  if (ignoresCiphertext(input, 'KeyId', input.KeyId)) {
    openForUse(call, 'Decrypt', input.KeyId ?? '', input);
    throw dryRunSucceeded();
  }
  if (input.CiphertextBlob === undefined) {
    throw validationError([brokenConstraint('ciphertextBlob', undefined, 'not be null')]);
  }
  // Without a KeyId, the blob says which key's permissions apply; with one, permission is checked first.
  const foundBy = input.KeyId === undefined ? 'ciphertext' : 'keyId';
  const keyId = input.KeyId ?? namedKeyArn(input.CiphertextBlob, call.region);
  const { key, context } = openForUse(call, 'Decrypt', keyId, input, foundBy);
  const { plaintext, material } = decryptWith('Decrypt', key, input.EncryptionAlgorithm, input.CiphertextBlob, context);
  if (input.DryRun) throw dryRunSucceeded();
  return {
    EncryptionAlgorithm: input.EncryptionAlgorithm,
    KeyId: key.arn,
    KeyMaterialId: shownMaterialId(key, material),
    Plaintext: plaintext.toString('base64'),
  };
});

const DataKeyInput = z.object({
  ...common,
  KeyId: member.keyId,
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
});

const generateDataKey = defineOperation('GenerateDataKey', DataKeyInput, (call, input) => {
  const { plaintext, ...answer } = makeDataKey(call, 'GenerateDataKey', input);
  return { ...answer, Plaintext: plaintext.toString('base64') };
});

const generateDataKeyWithoutPlaintext = defineOperation(
  'GenerateDataKeyWithoutPlaintext',
  DataKeyInput,
  (call, input) => {
    const { plaintext: _, ...answer } = makeDataKey(call, 'GenerateDataKeyWithoutPlaintext', input);
    return answer;
  },
);

function makeDataKey(
  call: Call,
  operation: 'GenerateDataKey' | 'GenerateDataKeyWithoutPlaintext',
  input: z.output<typeof DataKeyInput>,
) {
  const { KeySpec: keySpec, NumberOfBytes: numberOfBytes } = input;
  const length =
    keySpec === undefined ? numberOfBytes : numberOfBytes === undefined ? DATA_KEY_BYTES[keySpec] : undefined;
  if (length === undefined) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  const { key, context } = openForUse(call, operation, input.KeyId, input);
  refuseOtherAlgorithms(key, ALGORITHM);
  if (input.DryRun) throw dryRunSucceeded();
  const plaintext = randomBytes(length);
  return {
    CiphertextBlob: encryptSymmetric(key, plaintext, context).toString('base64'),
    KeyId: key.arn,
    KeyMaterialId: shownMaterialId(key, currentMaterial(key)),
    plaintext,
  };
}

/** Authorizes a cryptographic call or its dry run; returns the key and the encryption context. */
function openForUse(
  call: Call,
  operation: KeyRequest['operation'],
  keyId: string,
  input: {
    DryRun?: boolean | undefined;
    EncryptionContext?: EncryptionContext | undefined;
    EncryptionAlgorithm?: string;
  },
  foundBy: 'keyId' | 'ciphertext' = 'keyId',
): { key: KeyRecord; context: EncryptionContext } {
  const request: KeyRequest = {
    operation,
    keyId,
    foundBy,
    encryptionContext: input.EncryptionContext,
    conditionKeys: { 'kms:EncryptionAlgorithm': input.EncryptionAlgorithm ?? ALGORITHM },
  };
  const key = input.DryRun ? openKeyForDryRun(call, request) : openKey(call, request);
  return { key, context: input.EncryptionContext ?? {} };
}

/**
 * Whether a dry run ignores the ciphertext; throws ValidationException for modifiers that don't apply.
 * `keyMember` is the member that must then name the key (`KeyId`, or `SourceKeyId` for ReEncrypt).
 */
export function ignoresCiphertext(
  input: { DryRun?: boolean | undefined; DryRunModifiers?: readonly string[] | undefined },
  keyMember: string,
  keyId: string | undefined,
): boolean {
  if (input.DryRunModifiers === undefined || input.DryRunModifiers.length === 0) return false;
  if (!input.DryRun) {
    throw new AwsError('ValidationException', 'DryRunModifiers can only be specified when DryRun is true.');
  }
  if (keyId === undefined) {
    throw new AwsError(
      'ValidationException',
      `${keyMember} is required when DryRunModifiers includes IGNORE_CIPHERTEXT.`,
    );
  }
  return true;
}

export const CRYPTOGRAPHIC_OPERATIONS: readonly Operation[] = [
  encrypt,
  decrypt,
  generateDataKey,
  generateDataKeyWithoutPlaintext,
];
