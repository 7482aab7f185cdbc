import { finding, type FindingCode } from '#lib/core/finding.ts';
import { isRequired, type Cell, type StateRefusal } from '#lib/core/probe.ts';
import type { Rule } from '#lib/core/rules/rule.ts';

// Key states are facts: they apply at the first sight, whatever a dry run said (H10, H11).
// Source: KMS developer guide, "Key states of AWS KMS keys".

const inState =
  (state: string, code: FindingCode): Rule =>
  ({ report }) =>
    report.facts.seen && report.facts.value.keyState === state ? finding(code, 'certain') : null;

const pendingDeletion: Rule = ({ report }) =>
  report.facts.seen && report.facts.value.keyState === 'PendingDeletion'
    ? finding('pending_deletion', 'certain', { deletionAt: report.facts.value.deletionAt })
    : null;

const pendingReplicaDeletion: Rule = ({ report }) =>
  report.facts.seen && report.facts.value.keyState === 'PendingReplicaDeletion'
    ? finding('pending_replica_deletion', 'certain', {
        pendingDeletionWindowDays: report.facts.value.pendingDeletionWindowDays,
      })
    : null;

const KNOWN_STATES: readonly string[] = [
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingReplicaDeletion',
  'PendingImport',
  'Unavailable',
  'Creating',
  'Updating',
];

const unknownKeyState: Rule = ({ report }) =>
  report.facts.seen && !KNOWN_STATES.includes(report.facts.value.keyState)
    ? finding('unknown_key_state', 'certain', { keyState: report.facts.value.keyState })
    : null;

const keyChanging: Rule = ({ report }) =>
  report.facts.seen && ['Creating', 'Updating'].includes(report.facts.value.keyState)
    ? finding('key_changing', 'certain', { keyState: report.facts.value.keyState })
    : null;

const awsManagedKey: Rule = ({ report }) =>
  report.facts.seen && report.facts.value.keyManager === 'AWS' ? finding('aws_managed_key', 'certain') : null;

const wrongKeyType: Rule = ({ report }) =>
  report.facts.seen &&
  (report.facts.value.keySpec !== 'SYMMETRIC_DEFAULT' || report.facts.value.keyUsage !== 'ENCRYPT_DECRYPT')
    ? finding('wrong_key_type', 'certain')
    : null;

/** How long before its end imported material is worth a word. */
export const MATERIAL_WARNING_MS = 30 * 24 * 3_600_000;

const materialExpiring: Rule = ({ report, now }) => {
  if (!report.facts.seen || report.facts.value.keyState !== 'Enabled') return null;
  const { materialExpiresAt } = report.facts.value;
  if (materialExpiresAt === null) return null;
  return materialExpiresAt.getTime() - now.getTime() <= MATERIAL_WARNING_MS
    ? finding('material_expiring', 'certain', { materialExpiresAt })
    : null;
};

const REFUSAL_FINDING = {
  disabled: 'key_disabled',
  pending_deletion: 'pending_deletion',
  pending_import: 'material_missing',
  unavailable: 'key_store_unavailable',
  creating: 'key_changing',
  updating: 'key_changing',
  wrong_key_type: 'wrong_key_type',
  unrecognised: 'unknown_key_state',
} as const satisfies Record<StateRefusal, FindingCode>;

/** Refusals that say nothing of the key's state, where they come from a call that "usable" does not rest on. */
const NAMES_NO_STATE: readonly StateRefusal[] = ['wrong_key_type', 'unrecognised'];

/**
 * Whether a call was refused for the key's state. Dry runs may not look at the state, so the refusal of
 * GetKeyRotationStatus counts too, where it names one (H10).
 */
export const isStateRefusal = (cell: Cell): cell is Cell & { result: 'wrong_state' } =>
  cell.result === 'wrong_state' && (isRequired(cell.action) || !NAMES_NO_STATE.includes(cell.refusal));

/** A call's own refusal outweighs an "Enabled" beside it: KMS is eventually consistent (H10). */
const refusedByState: Rule = ({ report }) => {
  if (report.facts.seen && report.facts.value.keyState !== 'Enabled') return null;
  const refused = report.cells.find(isStateRefusal);
  if (refused === undefined) return null;
  // Faults of a custom key store come as KMSInvalidStateException with a text of their own while the state stays Enabled.
  const inKeyStore = report.facts.seen && report.facts.value.customKeyStoreId !== null;
  const ofTheStore = refused.refusal === 'unrecognised' && inKeyStore;
  const code = ofTheStore ? 'key_store_unavailable' : REFUSAL_FINDING[refused.refusal];
  // A text that we do not know may speak of a moment: "Retry the request" is among AWS's.
  return finding(code, ofTheStore ? 'likely' : 'certain', { actions: [refused.action], deletionAt: null });
};

export const KEY_RULES: readonly Rule[] = [
  pendingDeletion,
  pendingReplicaDeletion,
  inState('PendingImport', 'material_missing'),
  inState('Unavailable', 'key_store_unavailable'),
  inState('Disabled', 'key_disabled'),
  refusedByState,
  awsManagedKey,
  wrongKeyType,
  unknownKeyState,
  keyChanging,
  materialExpiring,
];
