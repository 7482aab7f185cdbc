import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';

/** Every permission that a key policy can give, as AWS names it. Source: KMS developer guide, "AWS KMS permissions". */
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

/** What AWS's own console gives an account that may use a key, and what shows us the rotation schedule besides. */
export const ASKED_FOR_ACTIONS: readonly KmsAction[] = [
  ...REQUIRED_ACTIONS,
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GetKeyRotationStatus',
];

/** Asked for only where AWS services call for us, under `kms:GrantIsForAWSResource`. */
export const GRANT_ACTIONS: readonly KmsAction[] = ['CreateGrant', 'ListGrants', 'RevokeGrant'];

/** The permission of that name without its prefix, or null: only AWS's own words leave a paste. */
export const kmsActionOf = (name: string): KmsAction | null => {
  const bare = name.toLowerCase().replace(/^kms:/, '');
  return KMS_ACTIONS.find((action) => action.toLowerCase() === bare) ?? null;
};
