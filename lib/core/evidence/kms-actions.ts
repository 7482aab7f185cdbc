import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';

/** Every permission that a key policy can grant, in AWS's names. Source: KMS developer guide, "AWS KMS permissions". */
export const KMS_ACTIONS = [
  ...REQUIRED_ACTIONS,
  'CancelKeyDeletion',
  'CreateAlias',
  'CreateGrant',
  'Decapsulate',
  'DeleteAlias',
  'DeleteImportedKeyMaterial',
  'DeriveSharedSecret',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'Encapsulate',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateMac',
  'GetKeyLastUsage',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'GetParametersForImport',
  'GetPublicKey',
  'ImportKeyMaterial',
  'ListGrants',
  'ListKeyPolicies',
  'ListKeyRotations',
  'ListResourceTags',
  'PutKeyPolicy',
  'ReplicateKey',
  'RetireGrant',
  'RevokeGrant',
  'RotateKeyOnDemand',
  'ScheduleKeyDeletion',
  'Sign',
  'SynchronizeMultiRegionKey',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
  'UpdatePrimaryRegion',
  'Verify',
  'VerifyMac',
] as const;
export type KmsAction = (typeof KMS_ACTIONS)[number];

/** What AWS's console grants an account that may use a key, plus the permission to read the rotation schedule. */
export const ASKED_FOR_ACTIONS: readonly KmsAction[] = [
  ...REQUIRED_ACTIONS,
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GetKeyRotationStatus',
];

/** Needed only by AWS services that call for us, under `kms:GrantIsForAWSResource`. */
export const GRANT_ACTIONS: readonly KmsAction[] = ['CreateGrant', 'ListGrants', 'RevokeGrant'];

/** The permission with that name, or null. Only AWS's own names are kept of pasted text. */
export const kmsActionOf = (name: string): KmsAction | null => {
  const bare = name.toLowerCase().replace(/^kms:/, '');
  return KMS_ACTIONS.find((action) => action.toLowerCase() === bare) ?? null;
};
