import { z } from 'zod';
import { AwsError } from '../errors.ts';
import { newImportParameters, unwrapMaterial, WRAPPING_ALGORITHMS, WRAPPING_KEY_SPECS } from '../import-parameters.ts';
import { deleteMaterial, importMaterial } from '../imported-material.ts';
import { blob, member } from '../input.ts';
import { shownMaterialId, toEpochSeconds, type KeyRecord } from '../key-record.ts';
import { invalidOrigin } from '../key-usage.ts';
import { defineOperation, openKey, type Operation } from '../operation.ts';

const DAY_MS = 86_400_000;
const LONGEST_VALIDITY_MS = 365 * DAY_MS;
// An expired token is kept for a while, so that its use is answered as expired, not as unknown.
const FORGET_TOKENS_AFTER_MS = 30 * DAY_MS;

const materialId = z
  .string()
  .length(64)
  .regex(/^[a-f0-9]+$/)
  .optional();

const getParametersForImport = defineOperation(
  'GetParametersForImport',
  z.object({
    KeyId: member.keyId,
    WrappingAlgorithm: z.enum(WRAPPING_ALGORITHMS),
    WrappingKeySpec: z.enum(WRAPPING_KEY_SPECS),
  }),
  (call, input) => {
    const key = openKey(call, {
      operation: 'GetParametersForImport',
      keyId: input.KeyId,
      conditionKeys: { 'kms:WrappingAlgorithm': input.WrappingAlgorithm, 'kms:WrappingKeySpec': input.WrappingKeySpec },
    });
    refuseOtherOrigins(key);
    const { importParameters } = call.sandbox;
    for (const { token, validTo } of importParameters.values()) {
      if (call.now - validTo > FORGET_TOKENS_AFTER_MS) importParameters.delete(token);
    }
    const { parameters, publicKey } = newImportParameters(
      key,
      input.WrappingAlgorithm,
      input.WrappingKeySpec,
      call.now,
    );
    importParameters.set(parameters.token, parameters);
    return {
      ImportToken: parameters.token,
      KeyId: key.arn,
      ParametersValidTo: toEpochSeconds(parameters.validTo),
      PublicKey: publicKey.toString('base64'),
    };
  },
);

const ImportKeyMaterialInput = z.object({
  KeyId: member.keyId,
  ImportToken: blob(1, 6144),
  EncryptedKeyMaterial: blob(1, 6144),
  ValidTo: z.number().optional(),
  ExpirationModel: z.enum(['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE']).default('KEY_MATERIAL_EXPIRES'),
  ImportType: z.enum(['NEW_KEY_MATERIAL', 'EXISTING_KEY_MATERIAL']).optional(),
  KeyMaterialDescription: z.string().max(256).optional(),
  KeyMaterialId: materialId,
});
type ImportKeyMaterialInput = z.output<typeof ImportKeyMaterialInput>;

const importKeyMaterial = defineOperation('ImportKeyMaterial', ImportKeyMaterialInput, (call, input) => {
  const key = openKey(call, {
    operation: 'ImportKeyMaterial',
    keyId: input.KeyId,
    conditionKeys: { 'kms:ExpirationModel': input.ExpirationModel, 'kms:ValidTo': input.ValidTo },
  });
  refuseOtherOrigins(key);
  const validTo = readValidTo(input, call.now);
  refuseInapplicable(key, input);
  const parameters = call.sandbox.importParameters.get(input.ImportToken.toString('base64'));
  const secret = unwrapMaterial(parameters, key, input.EncryptedKeyMaterial, call.now);
  const imported = importMaterial(
    key,
    {
      secret,
      importType: input.ImportType,
      materialId: input.KeyMaterialId,
      terms: { description: input.KeyMaterialDescription, validTo },
    },
    call.now,
  );
  call.sandbox.keys.put(imported.key);
  return { KeyId: key.arn, KeyMaterialId: shownMaterialId(key, imported.material) };
});

const deleteImportedKeyMaterial = defineOperation(
  'DeleteImportedKeyMaterial',
  z.object({ KeyId: member.keyId, KeyMaterialId: materialId }),
  (call, input) => {
    const key = openKey(call, { operation: 'DeleteImportedKeyMaterial', keyId: input.KeyId });
    refuseOtherOrigins(key);
    const deleted = deleteMaterial(key, input.KeyMaterialId);
    call.sandbox.keys.put(deleted.key);
    return { KeyId: key.arn, KeyMaterialId: key.keySpec === 'SYMMETRIC_DEFAULT' ? deleted.materialId : undefined };
  },
);

function refuseOtherOrigins(key: KeyRecord): void {
  if (key.origin !== 'EXTERNAL') throw invalidOrigin(key);
}

/** When the material expires: in the future, at most 365 days away (KMS API Reference, ImportKeyMaterial). */
function readValidTo({ ExpirationModel, ValidTo }: ImportKeyMaterialInput, now: number): number | undefined {
  const expires = ExpirationModel === 'KEY_MATERIAL_EXPIRES';
  if (expires !== (ValidTo !== undefined)) {
    throw new AwsError(
      'ValidationException',
      expires
        ? 'ValidTo is required when ExpirationModel is KEY_MATERIAL_EXPIRES.'
        : 'ValidTo is not allowed when ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE.',
    );
  }
  if (ValidTo === undefined) return undefined;
  const validTo = ValidTo * 1000;
  if (validTo <= now || validTo > now + LONGEST_VALIDITY_MS) {
    throw new AwsError('ValidationException', 'ValidTo must be in the future, and at most 365 days from now.');
  }
  return validTo;
}

/** Only symmetric keys can have several key materials; other keys can't use the members that distinguish them. */
function refuseInapplicable(key: KeyRecord, input: ImportKeyMaterialInput): void {
  const { ImportType, KeyMaterialDescription, KeyMaterialId } = input;
  const given = Object.entries({ ImportType, KeyMaterialDescription, KeyMaterialId }).find(
    ([, value]) => value !== undefined,
  )?.[0];
  if (key.keySpec !== 'SYMMETRIC_DEFAULT' && given !== undefined) {
    throw new AwsError('ValidationException', `${given} can only be given for symmetric encryption keys.`);
  }
  if (ImportType === 'NEW_KEY_MATERIAL' && KeyMaterialId !== undefined) {
    throw new AwsError('ValidationException', 'KeyMaterialId is not allowed when ImportType is NEW_KEY_MATERIAL.');
  }
}

export const IMPORT_OPERATIONS: readonly Operation[] = [
  getParametersForImport,
  importKeyMaterial,
  deleteImportedKeyMaterial,
];
