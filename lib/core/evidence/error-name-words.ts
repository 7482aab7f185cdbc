import type { StateRefusal } from '#lib/core/probe/report.ts';
import type { ErrorName } from './error-names.ts';

/** What an error means, and whose action is next. */
export type Said = { means: string; nextAction: string };

export const BY_STATE = {
  disabled: {
    means: 'The key was disabled at that time.',
    nextAction: 'Customer: ask whether it was intended. If it was a mistake, enable the key.',
  },
  pending_deletion: {
    means: 'The key was pending deletion at that time. The message gives no date.',
    nextAction:
      'Customer, urgent: ask whether it was intended. If it was a mistake, cancel the deletion (cancel-key-deletion), then enable the key (enable-key).',
  },
  pending_import: {
    means:
      'Key material of the key was missing: it was never imported, or at least one of its materials was deleted or had expired.',
    nextAction: 'Customer: import the same key material again.',
  },
  unavailable: {
    means: 'The key’s custom key store was not connected.',
    nextAction: 'Customer: reconnect the custom key store.',
  },
  creating: { means: 'The key was still being created.', nextAction: 'Nobody yet: try again in a few minutes.' },
  updating: { means: 'The key was being updated.', nextAction: 'Nobody yet: try again in a few minutes.' },
  wrong_key_type: {
    means: 'The key is of a type that can’t do this, such as an asymmetric key. The type of a key never changes.',
    nextAction: 'Customer: create a new symmetric encryption key.',
  },
  unrecognised: {
    means: 'KMS refused the call because of the key’s state, and the text does not say which.',
    nextAction: 'Unclear: check the key state first.',
  },
} as const satisfies Record<StateRefusal, Said>;

export const BY_KEY_STORE = {
  external_key_store: {
    means:
      'The proxy of the customer’s external key store did not do what KMS asked. The key can’t be used for now. It is neither a permission nor a fault of AWS KMS.',
    nextAction: 'Customer: whoever runs the external key store proxy must look. It may pass by itself.',
  },
  cloudhsm_key_store: {
    means: 'KMS could not use the customer’s CloudHSM cluster. The key can’t be used for now.',
    nextAction: 'Customer: whoever runs the CloudHSM cluster must look. It may pass by itself.',
  },
} as const;

export const NOT_FOUND: Said = {
  means: 'KMS found no such key.',
  nextAction: 'Unclear: compare the ARN and the Region first.',
};

const LOST_BY_SERVICE: Said = {
  means:
    'An AWS service could not use the key. The text covers a key state, a missing permission and a missing grant, and does not tell which.',
  nextAction: 'Unclear: check the key state first, then kms:CreateGrant for AWS services.',
};
const LOST_BY_RDS: Said = {
  means:
    'RDS can no longer use the key of a database instance, which becomes inaccessible. It names no key. Our own permissions are not concerned.',
  nextAction:
    'Customer, urgent: the instance can be recovered only for a limited time. Check the key state, then the grants and the key policy.',
};
const OUR_CALL: Said = {
  means:
    'Neither a permission nor a key state: the ciphertext, its encryption context, or the way it was passed is wrong (base64 text instead of the bytes, or cut off).',
  nextAction: 'Us, likely: compare what our call sent.',
};
const SIGN_IN: Said = {
  means: 'AWS did not accept the credentials of the call. That says nothing about the key.',
  nextAction: 'Us: renew the credentials.',
};
const WRONG_PARAMETER: Said = { means: 'A parameter of the call is invalid.', nextAction: 'Us: correct the call.' };
const NOT_AUTHENTIC: Said = {
  means: 'The key works, but the signature or MAC does not fit the message. That says nothing about a permission.',
  nextAction: 'Us, likely: compare what our call sent.',
};
const GRANT: Said = {
  means: 'KMS does not accept the grant that the call named. That says nothing about the key policy or the key state.',
  nextAction: 'Us, likely: use the ID or token of a grant that exists on this key.',
};
const KEY_STORE_SETUP: Said = {
  means: 'KMS refused to set up or connect a custom key store. Only the account that owns the store can do that.',
  nextAction: 'Customer: whoever runs the custom key store must look.',
};
const KEY_MATERIAL: Said = {
  means: 'KMS did not accept the key material of an import. The key stays as it was before. Only its owner can import.',
  nextAction: 'Customer: import the same key material again, with a new import token.',
};
const EXISTS: Said = {
  means: 'What the call was to create exists already. That says nothing about whether the key can be used.',
  nextAction: 'Us, likely: use what exists, or another name.',
};
const BY_AWS: Said = {
  means: 'A fault of AWS KMS or of something it needs. It may pass by itself.',
  nextAction: 'Nobody yet: retry, and contact AWS Support if it lasts.',
};

/** Every name without a policy and a key state has its own words: none is called a fault of AWS by default. */
export const BY_NAME = {
  'Client.InvalidKMSKey.InvalidState': {
    means:
      'EC2 could not use the key of an encrypted volume: it is disabled, pending deletion or pending import, or EC2 has no grant. The text does not tell which.',
    nextAction: 'Unclear: check the key state first, then kms:CreateGrant for AWS services.',
  },
  KMSKeyNotAccessibleFault: LOST_BY_SERVICE,
  KMSFault: LOST_BY_SERVICE,
  CustomerKeyHasBeenRevoked: LOST_BY_SERVICE,
  DecryptionFailure: LOST_BY_SERVICE,
  EncryptionFailure: LOST_BY_SERVICE,
  KmsGrantRevoked: {
    means: 'The grant with which an AWS service used the key was revoked or retired. A grant is never restored.',
    nextAction: 'Unclear: ask who revoked it. The service must create a new grant, for which it needs kms:CreateGrant.',
  },
  'RDS-EVENT-0419': LOST_BY_RDS,
  'inaccessible-encryption-credentials': LOST_BY_RDS,
  'inaccessible-encryption-credentials-recoverable': LOST_BY_RDS,
  IncorrectKeyException: {
    means:
      'The call named another key than the one that encrypted the data. That says nothing about the key’s type or state.',
    nextAction: 'Us: decrypt with the original key’s ARN.',
  },
  InvalidCiphertextException: OUR_CALL,
  ValidationException: WRONG_PARAMETER,
  InvalidAliasNameException: WRONG_PARAMETER,
  InvalidArnException: { means: 'The ARN in the call is not valid.', nextAction: 'Us: correct the ARN.' },
  ThrottlingException: {
    means:
      'Our own request rate in this Region was too high. The quota belongs to the caller. It says nothing about the key.',
    nextAction: 'Us: retry more slowly.',
  },
  LimitExceededException: {
    means:
      'A quota of KMS is reached, such as the number of grants of a key. That is neither a permission nor a key state.',
    nextAction: 'Unclear: see which quota the message names. Unused grants on the key can be retired.',
  },
  ExpiredTokenException: SIGN_IN,
  UnrecognizedClientException: SIGN_IN,
  InvalidSignatureException: SIGN_IN,
  KMSOptInRequired: SIGN_IN,
  DisabledException: BY_STATE.disabled,
  KMSInvalidStateException: BY_STATE.unrecognised,
  InvalidKeyUsageException: BY_STATE.wrong_key_type,
  NotFoundException: NOT_FOUND,
  UnsupportedOperationException: {
    means: 'The key does not support this operation. That says nothing about the other ones.',
    nextAction: 'Unclear: compare the operation with the key’s origin and type.',
  },
  DryRunOperationException: {
    means: 'No error: the call was only a test, and KMS would have permitted it.',
    nextAction: 'Nobody: there is nothing to do.',
  },
  MalformedPolicyDocumentException: {
    means: 'KMS refused a new key policy. The policy that the key had before stays in effect.',
    nextAction: 'Customer, likely: correct the new policy. Only the account that owns the key can change it.',
  },
  ConflictException: {
    means: 'Another change of the same key was still running. It may pass by itself.',
    nextAction: 'Nobody yet: try again in a few minutes.',
  },
  AlreadyExistsException: EXISTS,
  InvalidGrantIdException: GRANT,
  InvalidGrantTokenException: GRANT,
  KMSInvalidMacException: NOT_AUTHENTIC,
  KMSInvalidSignatureException: NOT_AUTHENTIC,
  ExpiredImportTokenException: KEY_MATERIAL,
  IncorrectKeyMaterialException: KEY_MATERIAL,
  InvalidImportTokenException: KEY_MATERIAL,
  CloudHsmClusterInUseException: KEY_STORE_SETUP,
  CloudHsmClusterInvalidConfigurationException: KEY_STORE_SETUP,
  CloudHsmClusterNotActiveException: KEY_STORE_SETUP,
  CloudHsmClusterNotFoundException: KEY_STORE_SETUP,
  CloudHsmClusterNotRelatedException: KEY_STORE_SETUP,
  CustomKeyStoreHasCMKsException: KEY_STORE_SETUP,
  CustomKeyStoreInvalidStateException: {
    means: 'The connection state of the customer’s custom key store does not permit the operation.',
    nextAction: 'Customer: whoever runs the custom key store must look, and reconnect it.',
  },
  CustomKeyStoreNameInUseException: KEY_STORE_SETUP,
  CustomKeyStoreNotFoundException: KEY_STORE_SETUP,
  IncorrectTrustAnchorException: KEY_STORE_SETUP,
  XksKeyAlreadyInUseException: KEY_STORE_SETUP,
  XksKeyInvalidConfigurationException: KEY_STORE_SETUP,
  XksKeyNotFoundException: KEY_STORE_SETUP,
  XksProxyIncorrectAuthenticationCredentialException: KEY_STORE_SETUP,
  XksProxyInvalidConfigurationException: KEY_STORE_SETUP,
  XksProxyInvalidResponseException: BY_KEY_STORE.external_key_store,
  XksProxyUriEndpointInUseException: KEY_STORE_SETUP,
  XksProxyUriInUseException: KEY_STORE_SETUP,
  XksProxyUriUnreachableException: BY_KEY_STORE.external_key_store,
  XksProxyVpcEndpointServiceInUseException: KEY_STORE_SETUP,
  XksProxyVpcEndpointServiceInvalidConfigurationException: KEY_STORE_SETUP,
  XksProxyVpcEndpointServiceNotFoundException: KEY_STORE_SETUP,
  DependencyTimeoutException: BY_AWS,
  KMSInternalException: BY_AWS,
  KeyUnavailableException: BY_AWS,
} as const satisfies Record<Exclude<ErrorName, 'AccessDeniedException'>, Said>;

/** The words of a name that Keydesk no longer reads. */
const UNFAMILIAR: Said = {
  means: 'An error that Keydesk has no words for.',
  nextAction: 'Unclear: look it up in the KMS API reference.',
};

/** What an error says by its name alone. */
export const saidByName = (name: string): Said =>
  Object.hasOwn(BY_NAME, name) ? BY_NAME[name as keyof typeof BY_NAME] : UNFAMILIAR;
