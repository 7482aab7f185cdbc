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
const GRANT_ACTIONS: readonly KmsAction[] = ['CreateGrant', 'ListGrants', 'RevokeGrant'];

export const isGrantAction = (action: KmsAction): boolean => GRANT_ACTIONS.includes(action);

/** Actions whose requests can hold an encryption context. Source: KMS developer guide, kms:EncryptionContext. */
const WITH_ENCRYPTION_CONTEXT: readonly KmsAction[] = [
  'CreateGrant',
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
];
export const usesEncryptionContext = (action: KmsAction): boolean => WITH_ENCRYPTION_CONTEXT.includes(action);

const BY_NAME: ReadonlyMap<string, KmsAction> = new Map(KMS_ACTIONS.map((action) => [action.toLowerCase(), action]));

/** The permission with that name, or null. Only AWS's own names are kept of pasted text. */
export const kmsActionOf = (name: string): KmsAction | null =>
  BY_NAME.get(name.toLowerCase().replace(/^kms:/, '')) ?? null;

/** Permissions that no key policy grants, because their calls name no key. Source: KMS developer guide. */
const WITHOUT_KEY = [
  'ConnectCustomKeyStore',
  'CreateCustomKeyStore',
  'CreateKey',
  'DeleteCustomKeyStore',
  'DescribeCustomKeyStores',
  'DisconnectCustomKeyStore',
  'GenerateRandom',
  'ListAliases',
  'ListKeys',
  'ListRetirableGrants',
  'UpdateCustomKeyStore',
] as const;
const WITHOUT_KEY_BY_NAME: ReadonlyMap<string, string> = new Map(
  WITHOUT_KEY.map((action) => [action.toLowerCase(), action]),
);

/** The permission that a call needs, also one that no key policy grants; null if it is none of KMS. */
export const calledActionOf = (name: string): string | null =>
  kmsActionOf(name) ?? WITHOUT_KEY_BY_NAME.get(name.toLowerCase()) ?? null;
