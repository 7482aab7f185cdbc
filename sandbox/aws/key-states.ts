import { AwsError } from './errors.ts';
import type { KeyRecord, KeyState } from './key-record.ts';

/** How KMS refuses an operation because of a key's state; the texts are AWS's, after the key ARN. */
const REFUSALS = {
  disabled: ['DisabledException', 'is disabled.'],
  // AWS lists DisabledException or KMSInvalidStateException for crypto calls; its alarm recipe matches this very text.
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
const ROTATING: StateRule = { ...LEAVING, Disabled: 'disabled', PendingImport: 'pendingImport', Creating: 'creating' };
const SWITCHING: StateRule = { ...LEAVING, PendingImport: 'pendingImport', Creating: 'creating', Updating: 'updating' };

/** Every operation on one key, with the states that refuse it: KMS Developer Guide, "Key states of AWS KMS keys". */
const STATE_RULES = {
  DescribeKey: ANY_STATE,
  GetKeyPolicy: ANY_STATE,
  PutKeyPolicy: ANY_STATE,
  ListKeyPolicies: ANY_STATE,
  GetKeyRotationStatus: ANY_STATE,
  Encrypt: CRYPTOGRAPHIC,
  Decrypt: CRYPTOGRAPHIC,
  GenerateDataKey: CRYPTOGRAPHIC,
  GenerateDataKeyWithoutPlaintext: CRYPTOGRAPHIC,
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

/** Throws DisabledException or KMSInvalidStateException when the key's state does not admit the operation. */
export function refuseByState(operation: KeyOperationName, key: KeyRecord): void {
  const rule: StateRule = STATE_RULES[operation];
  const refusal = rule[key.life.state];
  if (refusal === undefined) return;
  const [code, text] = REFUSALS[refusal];
  throw new AwsError(code, `${key.arn} ${text}`);
}
