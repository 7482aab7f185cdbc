import { AwsError } from './errors.ts';
import { keyStateOf, type KeyRecord, type KeyState } from './key-record.ts';
import type { Settings } from './settings.ts';

/** How KMS refuses an operation because of a key's state; the texts are AWS's, after the key ARN. */
const REFUSALS = {
  disabled: ['DisabledException', 'is disabled.'],
  // The alarm recipe of the Developer Guide matches this very text.
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
const LEAVING_STATES: ReadonlySet<Refusal> = new Set(['pendingDeletion', 'pendingReplicaDeletion']);
type StateRule = Readonly<Partial<Record<KeyState, Refusal>>>;

const ANY_STATE: StateRule = {};
const LEAVING: StateRule = { PendingDeletion: 'pendingDeletion', PendingReplicaDeletion: 'pendingReplicaDeletion' };
const CRYPTOGRAPHIC: StateRule = {
  ...LEAVING,
  Disabled: 'disabled',
  PendingImport: 'pendingImport',
  Unavailable: 'unavailable',
  Creating: 'creating',
};
const GRANTING: StateRule = { ...LEAVING, Disabled: 'disabled', PendingImport: 'pendingImport', Creating: 'creating' };
const MOVING: StateRule = { ...LEAVING, Disabled: 'disabled', PendingImport: 'pendingImport', Creating: 'creating' };
const REPLICATING: StateRule = { ...MOVING, Updating: 'updating' };
const ROTATING: StateRule = { ...LEAVING, Disabled: 'disabled', PendingImport: 'pendingImport', Creating: 'creating' };
const SWITCHING: StateRule = { ...LEAVING, PendingImport: 'pendingImport', Creating: 'creating', Updating: 'updating' };

// What a leaving key refuses by either name; everything else by KMSInvalidStateException alone.
const EITHER_NAME: ReadonlySet<StateRule> = new Set([CRYPTOGRAPHIC, GRANTING, MOVING, REPLICATING]);

/**
 * Every operation on one key, with the states that refuse it: KMS Developer Guide, "Key states of AWS KMS keys". They go
 * by the names of their permissions, so ReEncrypt stands here as its two halves.
 */
const STATE_RULES = {
  DescribeKey: ANY_STATE,
  GetKeyPolicy: ANY_STATE,
  PutKeyPolicy: ANY_STATE,
  ListKeyPolicies: ANY_STATE,
  GetKeyRotationStatus: ANY_STATE,
  CreateAlias: LEAVING,
  UpdateAlias: LEAVING,
  DeleteAlias: ANY_STATE,
  TagResource: LEAVING,
  UntagResource: LEAVING,
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
  GetParametersForImport: { ...LEAVING, Creating: 'creating', Updating: 'updating' },
  ImportKeyMaterial: { ...LEAVING, Creating: 'creating' },
  DeleteImportedKeyMaterial: { Creating: 'creating', Updating: 'updating' },
  ReplicateKey: REPLICATING,
  UpdatePrimaryRegion: MOVING,
  ListKeyRotations: ANY_STATE,
  EnableKeyRotation: ROTATING,
  DisableKeyRotation: ROTATING,
  RotateKeyOnDemand: ROTATING,
  EnableKey: SWITCHING,
  DisableKey: SWITCHING,
  UpdateKeyDescription: LEAVING,
  ScheduleKeyDeletion: { ...LEAVING, Updating: 'updating' },
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
 * Throws DisabledException or KMSInvalidStateException when the key's state does not admit the operation. For a key that
 * is leaving AWS lists either name where it would be used or granted: `pendingDeletionRefusal`.
 */
export function refuseByState(
  operation: KeyOperationName,
  key: KeyRecord,
  { pendingDeletionRefusal }: Pick<Settings, 'pendingDeletionRefusal'>,
): void {
  const rule: StateRule = STATE_RULES[operation];
  const refusal = rule[keyStateOf(key)];
  if (refusal === undefined) return;
  const isLeaving = LEAVING_STATES.has(refusal) && EITHER_NAME.has(rule);
  const [code, text] = REFUSALS[refusal];
  throw new AwsError(isLeaving ? pendingDeletionRefusal : code, `${key.arn} ${text}`);
}

/** Whether an operation uses key material, and so also needs what holds the material to work. */
export function isCryptographic(operation: KeyOperationName): boolean {
  return STATE_RULES[operation] === CRYPTOGRAPHIC;
}
