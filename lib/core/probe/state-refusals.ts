import { isRequired } from '#lib/core/probe/actions.ts';
import type { Cell, CellResult, KeyFacts, ProbeReport, StateRefusal } from '#lib/core/probe/report.ts';

/** Refusals that say nothing about the key's state when an optional call gets them. */
const NAMES_NO_STATE: readonly StateRefusal[] = ['wrong_key_type', 'unrecognised'];

/**
 * Whether KMS refused a call because of the key's state. A dry run may not look at the state, so a refusal of
 * GetKeyRotationStatus counts too when it names one (H10).
 */
export const isStateRefusal = (cell: Cell): cell is Cell & { result: 'wrong_state' } =>
  cell.result === 'wrong_state' && (isRequired(cell.action) || !NAMES_NO_STATE.includes(cell.refusal));

const OUT_OF_USE: readonly StateRefusal[] = ['disabled', 'pending_deletion'];

type Answer = { result: 'wrong_state'; refusal: StateRefusal } | { result: Exclude<CellResult, 'wrong_state'> };

/** Whether an answer says that the key is disabled or pending deletion. No other call may start then (H21). */
export const saysOutOfUse = (answer: Answer): boolean =>
  answer.result === 'wrong_state' && OUT_OF_USE.includes(answer.refusal);

/** When refusals differ, the worst one counts. KMS is eventually consistent, so calls may see different states. */
const WORST_FIRST: readonly StateRefusal[] = [
  'pending_deletion',
  'disabled',
  'pending_import',
  'unavailable',
  'wrong_key_type',
  'creating',
  'updating',
  'unrecognised',
];

/** Whether DescribeKey's answer shows that a refusal can't mean what it seems to. */
function isDisproved(refusal: StateRefusal, { keySpec, keyUsage, origin, customKeyStoreId }: KeyFacts): boolean {
  switch (refusal) {
    case 'wrong_key_type':
      return keySpec === 'SYMMETRIC_DEFAULT' && keyUsage === 'ENCRYPT_DECRYPT';
    case 'unavailable':
      return customKeyStoreId === null;
    case 'pending_import':
      return origin !== null && origin !== 'EXTERNAL';
    default:
      return false;
  }
}

/**
 * What the report's refused calls say about the key's state. They count only while DescribeKey says "Enabled" or
 * nothing: KMS is eventually consistent, so a refusal is newer (H10). A refusal that DescribeKey's facts disprove is
 * `unrecognised`.
 * @param known the facts from an earlier DescribeKey: the type, the origin and the store of a key never change
 * @returns null when no call was refused, or when DescribeKey names a state itself
 */
export function stateRefusal({ facts, cells }: ProbeReport, known: KeyFacts | null): StateRefusal | null {
  if (facts.seen && facts.value.keyState !== 'Enabled') return null;
  const seen = facts.seen ? facts.value : known;
  const read = (refusal: StateRefusal): StateRefusal =>
    seen !== null && isDisproved(refusal, seen) ? 'unrecognised' : refusal;
  const refusals = cells
    .filter(isStateRefusal)
    .map((cell) => ({ ...cell, refusal: read(cell.refusal) }))
    .filter(isStateRefusal)
    .map(({ refusal }) => refusal);
  return WORST_FIRST.find((refusal) => refusals.includes(refusal)) ?? null;
}

/** Whether DescribeKey says, or said, that the key is in a custom key store. */
export const inKeyStore = ({ facts }: ProbeReport, known: KeyFacts | null): boolean =>
  ((facts.seen ? facts.value : known)?.customKeyStoreId ?? null) !== null;
