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
const ERROR_NAME = new RegExp(
  String.raw`(?<![\w.$#-])((?:[A-Za-z_$][\w$]{0,60}[.#]){0,12})(${ANY_NAME})(?=KMS Message|[^A-Za-z0-9_]|$)`,
  'g',
);

/** The ends of all names. Most texts have none, and looking for whole names costs more. */
const ANY_END = new RegExp([...new Set([...NAME_OF.keys()].map((name) => name.slice(-7)))].join('|'));

/** Every name of an error in a text: what stands before it, and the name as it was written. */
export const errorNamesIn = (text: string): Iterable<RegExpExecArray> =>
  ANY_END.test(text) ? text.matchAll(ERROR_NAME) : [];

/** What a name tells as it was written. */
export type WrittenName = {
  /** As AWS documents it; null if it is none of these. */
  name: ErrorName | null;
  /** Whether only KMS, or a service that speaks of KMS, uses it. */
  isKmsName: boolean;
  /** Whether KMS spells it so. Without "Exception", a denial is S3's, CloudTrail's or a program's. */
  asKmsWrites: boolean;
};

const IS_SHARED: ReadonlySet<string> = new Set(SHARED);
const WRITTEN: ReadonlyMap<string, WrittenName> = new Map(
  [...NAME_OF].map(([written, name]): [string, WrittenName] => {
    const saysKms = /^kms/i.test(written);
    const isKmsName = saysKms || !IS_SHARED.has(name);
    return [written, { name, isKmsName, asKmsWrites: saysKms || !Object.hasOwn(ALSO_WRITTEN, written) }];
  }),
);
const UNKNOWN: WrittenName = { name: null, isKmsName: false, asKmsWrites: true };

/** What a name in a package of KMS says: it is KMS's, whoever else uses it. */
export const writtenByKms = (written: string): WrittenName => ({
  name: WRITTEN.get(written)?.name ?? null,
  isKmsName: true,
  asKmsWrites: true,
});

/** What a name says of an error. */
export const writtenName = (written: string): WrittenName =>
  WRITTEN.get(written) ?? (written.startsWith('KMS.') ? writtenByKms(written.slice(4)) : UNKNOWN);

/** A name as AWS documents it, or null. */
export const errorNameOf = (written: string): ErrorName | null => writtenName(written).name;
