import { AwsError } from './errors.ts';
import { keyStateOf, type KeyRecord, type KeyState } from './key-record.ts';
import type { Settings } from './settings.ts';

/** How KMS refuses an operation because of the key state. The messages are AWS's, after the key ARN. */
const REFUSALS = {
  disabled: ['DisabledException', 'is disabled.'],
  // The CloudWatch alarm example in the Developer Guide matches exactly this text.
  pendingDeletion: ['KMSInvalidStateException', 'is pending deletion.'],
  pendingReplicaDeletion: ['KMSInvalidStateException', 'is pending replica deletion.'],
  notPendingDeletion: ['KMSInvalidStateException', 'is not pending deletion.'],
  pendingImport: [
    'KMSInvalidStateException',
    'is pending import because no key material has ever been imported or one of the imported key materials is deleted or expired.',
  ],
  unavailable: ['KMSInvalidStateException', 'is unavailable.'],
  creating: ['KMSInvalidStateException', 'is creating.'],
  updating: ['KMSInvalidStateException', 'is updating.'],
} as const satisfies Record<string, readonly [code: string, text: string]>;

type Refusal = keyof typeof REFUSALS;
const PENDING_DELETION_REFUSALS: ReadonlySet<Refusal> = new Set(['pendingDeletion', 'pendingReplicaDeletion']);
type StateRule = Readonly<Partial<Record<KeyState, Refusal>>>;

const ANY_STATE: StateRule = {};
const WHILE_PENDING_DELETION: StateRule = {
  PendingDeletion: 'pendingDeletion',
  PendingReplicaDeletion: 'pendingReplicaDeletion',
};
const CRYPTOGRAPHIC: StateRule = {
  ...WHILE_PENDING_DELETION,
  Disabled: 'disabled',
  PendingImport: 'pendingImport',
  Unavailable: 'unavailable',
  Creating: 'creating',
};
const GRANTING: StateRule = {
  ...WHILE_PENDING_DELETION,
  Disabled: 'disabled',
  PendingImport: 'pendingImport',
  Creating: 'creating',
};
const MOVING: StateRule = {
  ...WHILE_PENDING_DELETION,
  Disabled: 'disabled',
  PendingImport: 'pendingImport',
  Creating: 'creating',
};
const REPLICATING: StateRule = { ...MOVING, Updating: 'updating' };
const ROTATING: StateRule = {
  ...WHILE_PENDING_DELETION,
  Disabled: 'disabled',
  PendingImport: 'pendingImport',
  Creating: 'creating',
};
const SWITCHING: StateRule = {
  ...WHILE_PENDING_DELETION,
  PendingImport: 'pendingImport',
  Creating: 'creating',
  Updating: 'updating',
};

// A key pending deletion may refuse these with either exception; all others only with KMSInvalidStateException.
const EITHER_EXCEPTION: ReadonlySet<StateRule> = new Set([CRYPTOGRAPHIC, GRANTING, MOVING, REPLICATING]);

/**
 * The key states that refuse each operation on a key (KMS Developer Guide, "Key states of AWS KMS keys"). Operations have
 * the names of their permissions, so ReEncrypt is listed as ReEncryptFrom and ReEncryptTo.
 */
const STATE_RULES = {
  DescribeKey: ANY_STATE,
  GetKeyPolicy: ANY_STATE,
  PutKeyPolicy: ANY_STATE,
  ListKeyPolicies: ANY_STATE,
  GetKeyRotationStatus: ANY_STATE,
  CreateAlias: WHILE_PENDING_DELETION,
  UpdateAlias: WHILE_PENDING_DELETION,
  DeleteAlias: ANY_STATE,
  TagResource: WHILE_PENDING_DELETION,
  UntagResource: WHILE_PENDING_DELETION,
  ListResourceTags: ANY_STATE,
  CreateGrant: GRANTING,
  ListGrants: ANY_STATE,
  RevokeGrant: ANY_STATE,
  Encrypt: CRYPTOGRAPHIC,
  Decrypt: CRYPTOGRAPHIC,
  ReEncryptFrom: CRYPTOGRAPHIC,
  ReEncryptTo: CRYPTOGRAPHIC,
  GenerateDataKey: CRYPTOGRAPHIC,
  GenerateDataKeyWithoutPlaintext: CRYPTOGRAPHIC,
  GetParametersForImport: { ...WHILE_PENDING_DELETION, Creating: 'creating', Updating: 'updating' },
  ImportKeyMaterial: { ...WHILE_PENDING_DELETION, Creating: 'creating' },
  DeleteImportedKeyMaterial: { Creating: 'creating', Updating: 'updating' },
  ReplicateKey: REPLICATING,
  UpdatePrimaryRegion: MOVING,
  ListKeyRotations: ANY_STATE,
  EnableKeyRotation: ROTATING,
  DisableKeyRotation: ROTATING,
  RotateKeyOnDemand: ROTATING,
  EnableKey: SWITCHING,
  DisableKey: SWITCHING,
  UpdateKeyDescription: WHILE_PENDING_DELETION,
  ScheduleKeyDeletion: { ...WHILE_PENDING_DELETION, Updating: 'updating' },
  CancelKeyDeletion: {
    Enabled: 'notPendingDeletion',
    Disabled: 'notPendingDeletion',
    PendingImport: 'notPendingDeletion',
    Unavailable: 'notPendingDeletion',
    Creating: 'notPendingDeletion',
    Updating: 'notPendingDeletion',
  },
} as const satisfies Record<string, StateRule>;

export type KeyOperationName = keyof typeof STATE_RULES;

/**
 * Throws DisabledException or KMSInvalidStateException when the key state doesn't allow the operation. For some operations
 * on a key pending deletion, AWS documents both exceptions; `pendingDeletionRefusal` chooses one.
 */
export function refuseByState(
  operation: KeyOperationName,
  key: KeyRecord,
  { pendingDeletionRefusal }: Pick<Settings, 'pendingDeletionRefusal'>,
): void {
  const rule: StateRule = STATE_RULES[operation];
  const refusal = rule[keyStateOf(key)];
  if (refusal === undefined) return;
  const isPendingDeletion = PENDING_DELETION_REFUSALS.has(refusal) && EITHER_EXCEPTION.has(rule);
  const [code, text] = REFUSALS[refusal];
  throw new AwsError(isPendingDeletion ? pendingDeletionRefusal : code, `${key.arn} ${text}`);
}

/** Whether an operation uses key material, so that a failing custom key store makes it fail. */
export function isCryptographic(operation: KeyOperationName): boolean {
  return STATE_RULES[operation] === CRYPTOGRAPHIC;
}
