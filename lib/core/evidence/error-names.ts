/** Errors that only KMS returns. Source: KMS API reference. */
const ONLY_KMS = [
  'CloudHsmClusterInUseException',
  'CloudHsmClusterInvalidConfigurationException',
  'CloudHsmClusterNotActiveException',
  'CloudHsmClusterNotFoundException',
  'CloudHsmClusterNotRelatedException',
  'CustomKeyStoreHasCMKsException',
  'CustomKeyStoreInvalidStateException',
  'CustomKeyStoreNameInUseException',
  'CustomKeyStoreNotFoundException',
  'DisabledException',
  'DryRunOperationException',
  'ExpiredImportTokenException',
  'IncorrectKeyException',
  'IncorrectKeyMaterialException',
  'IncorrectTrustAnchorException',
  'InvalidAliasNameException',
  'InvalidCiphertextException',
  'InvalidGrantIdException',
  'InvalidGrantTokenException',
  'InvalidImportTokenException',
  'InvalidKeyUsageException',
  'KMSInternalException',
  'KMSInvalidMacException',
  'KMSInvalidSignatureException',
  'KMSInvalidStateException',
  'KeyUnavailableException',
  'MalformedPolicyDocumentException',
  'XksKeyAlreadyInUseException',
  'XksKeyInvalidConfigurationException',
  'XksKeyNotFoundException',
  'XksProxyIncorrectAuthenticationCredentialException',
  'XksProxyInvalidConfigurationException',
  'XksProxyInvalidResponseException',
  'XksProxyUriEndpointInUseException',
  'XksProxyUriInUseException',
  'XksProxyUriUnreachableException',
  'XksProxyVpcEndpointServiceInUseException',
  'XksProxyVpcEndpointServiceInvalidConfigurationException',
  'XksProxyVpcEndpointServiceNotFoundException',
] as const;

/** Errors of KMS whose names other services and programs use too. */
const SHARED = [
  'AccessDeniedException',
  'AlreadyExistsException',
  'ConflictException',
  'DependencyTimeoutException',
  'ExpiredTokenException',
  'InvalidArnException',
  'InvalidSignatureException',
  'LimitExceededException',
  'NotFoundException',
  'ThrottlingException',
  'UnrecognizedClientException',
  'UnsupportedOperationException',
  'ValidationException',
] as const;

/** What other services call it when KMS refused them or the customer's key can't be used, in their own names. */
const OF_SERVICES = [
  'Client.InvalidKMSKey.InvalidState',
  'CustomerKeyHasBeenRevoked',
  'DecryptionFailure',
  'EncryptionFailure',
  'KMSFault',
  'KMSKeyNotAccessibleFault',
  'KMSOptInRequired',
  'KmsGrantRevoked',
  'RDS-EVENT-0419',
  'inaccessible-encryption-credentials',
  'inaccessible-encryption-credentials-recoverable',
] as const;

/** Other spellings: those of CloudTrail, of older protocols, and of services that pass KMS's error on. */
const ALSO_WRITTEN: Readonly<Record<string, ErrorName>> = {
  AccessDenied: 'AccessDeniedException',
  IncompleteSignature: 'InvalidSignatureException',
  IncompleteSignatureException: 'InvalidSignatureException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  VpceAccessDenied: 'AccessDeniedException',
  'InvalidKMSKey.InvalidState': 'Client.InvalidKMSKey.InvalidState',
  InvalidClientTokenId: 'UnrecognizedClientException',
  ExpiredToken: 'ExpiredTokenException',
  KMSAccessDenied: 'AccessDeniedException',
  KMSAccessDeniedException: 'AccessDeniedException',
  KMSAccessDeniedFault: 'AccessDeniedException',
  KmsAccessDenied: 'AccessDeniedException',
  KmsAccessDeniedException: 'AccessDeniedException',
  KMSDisabled: 'DisabledException',
  KMSDisabledException: 'DisabledException',
  KMSDisabledFault: 'DisabledException',
  KmsDisabled: 'DisabledException',
  KmsKeyDisabled: 'DisabledException',
  KmsKeyDisabledException: 'DisabledException',
  KmsKeyMarkedForDeletion: 'KMSInvalidStateException',
  KmsKeyNotFound: 'NotFoundException',
  KMSKeyNotFound: 'NotFoundException',
  KMSInvalidState: 'KMSInvalidStateException',
  KMSInvalidStateFault: 'KMSInvalidStateException',
  KmsInvalidState: 'KMSInvalidStateException',
  KmsInvalidKeyUsage: 'InvalidKeyUsageException',
  KMSNotFound: 'NotFoundException',
  KMSNotFoundException: 'NotFoundException',
  KMSNotFoundFault: 'NotFoundException',
  KmsNotFound: 'NotFoundException',
  KmsOptInRequired: 'KMSOptInRequired',
  KMSThrottling: 'ThrottlingException',
  KMSThrottlingException: 'ThrottlingException',
  KMSThrottlingFault: 'ThrottlingException',
  KmsThrottled: 'ThrottlingException',
  ThrottledException: 'ThrottlingException',
};

export type ErrorName = (typeof ONLY_KMS)[number] | (typeof SHARED)[number] | (typeof OF_SERVICES)[number];

const canonical = (): [string, ErrorName][] => [
  ...[...ONLY_KMS, ...SHARED, ...OF_SERVICES].map((name): [string, ErrorName] => [name, name]),
  ...Object.entries(ALSO_WRITTEN),
];
const NAME_OF: ReadonlyMap<string, ErrorName> = new Map(canonical());

/**
 * A name in a text, with the package or prefix before it. Lambda runs a name together with the next word. Long names
 * stand first, so that no name is read as a part of another.
 */
const ANY_NAME = [...NAME_OF.keys()]
  .toSorted((a, b) => b.length - a.length)
  .map((name) => name.replaceAll('.', String.raw`\.`))
  .join('|');
export const ERROR_NAME = new RegExp(
  String.raw`(?<![\w.$#-])((?:[A-Za-z_$][\w$]{0,60}[.#]){0,12})(${ANY_NAME})(?=KMS Message|[^A-Za-z0-9_]|$)`,
  'g',
);

/** KMS's own spelling of a denial. Without "Exception", it is S3's, CloudTrail's or a program's. */
export const isOfOtherProtocol = (written: string): boolean =>
  Object.hasOwn(ALSO_WRITTEN, written) && !/^kms/i.test(written);

export const errorNameOf = (written: string): ErrorName | null => NAME_OF.get(written.replace(/^KMS\./, '')) ?? null;

/** Whether only KMS, or a service that speaks of KMS, uses this name as it was written. */
export const isKmsName = (written: string): boolean => {
  const name = errorNameOf(written);
  if (name === null) return false;
  return /^kms/i.test(written) || !(SHARED as readonly string[]).includes(name);
};
