import { isRequired } from '#lib/core/probe/actions.ts';
import type { Cell, ProbeReport, StateRefusal } from '#lib/core/probe/report.ts';

/** Refusals that say nothing about the key's state when they come from a call that "usable" does not rest on. */
const NAMES_NO_STATE: readonly StateRefusal[] = ['wrong_key_type', 'unrecognised'];

/**
 * Whether a call was refused because of the key's state. Dry runs may not look at the state, so the refusal of
 * GetKeyRotationStatus counts too where it names one (H10).
 */
export const isStateRefusal = (cell: Cell): cell is Cell & { result: 'wrong_state' } =>
  cell.result === 'wrong_state' && (isRequired(cell.action) || !NAMES_NO_STATE.includes(cell.refusal));

/**
 * What the first refused call of a report says about the key's state, where DescribeKey says "Enabled" or nothing: KMS is
 * eventually consistent, so the refusal counts more (H10).
 * @returns null where no call was refused, or DescribeKey names a state itself
 */
export function stateRefusal({ facts, cells }: ProbeReport): StateRefusal | null {
  if (facts.seen && facts.value.keyState !== 'Enabled') return null;
  return cells.find(isStateRefusal)?.refusal ?? null;
}

/** Whether the key was seen in a custom key store. */
export const inKeyStore = ({ facts }: ProbeReport): boolean => facts.seen && facts.value.customKeyStoreId !== null;
