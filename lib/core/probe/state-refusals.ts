import { isRequired } from '#lib/core/probe/actions.ts';
import type { Cell, ProbeReport, StateRefusal } from '#lib/core/probe/report.ts';

/** Refusals that say nothing about the key's state when an optional call gets them. */
const NAMES_NO_STATE: readonly StateRefusal[] = ['wrong_key_type', 'unrecognised'];

/**
 * Whether KMS refused a call because of the key's state. A dry run may not look at the state, so a refusal of
 * GetKeyRotationStatus counts too when it names one (H10).
 */
export const isStateRefusal = (cell: Cell): cell is Cell & { result: 'wrong_state' } =>
  cell.result === 'wrong_state' && (isRequired(cell.action) || !NAMES_NO_STATE.includes(cell.refusal));

/**
 * What the report's first refused call says about the key's state. It counts only while DescribeKey says "Enabled" or
 * nothing: KMS is eventually consistent, so the refusal is newer (H10).
 * @returns null when no call was refused, or when DescribeKey names a state itself
 */
export function stateRefusal({ facts, cells }: ProbeReport): StateRefusal | null {
  if (facts.seen && facts.value.keyState !== 'Enabled') return null;
  return cells.find(isStateRefusal)?.refusal ?? null;
}

/** Whether DescribeKey says that the key is in a custom key store. */
export const inKeyStore = ({ facts }: ProbeReport): boolean => facts.seen && facts.value.customKeyStoreId !== null;
