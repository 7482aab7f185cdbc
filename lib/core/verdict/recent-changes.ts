import { isWithin } from '#lib/core/probe/clock-error.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';

/**
 * How long KMS may answer with what was true before a change. A change takes up to five minutes to reach all of KMS.
 * Source: KMS developer guide, "AWS KMS eventual consistency".
 */
export const SETTLES_WITHIN_MS = 10 * 60_000;

/** What can change of a key, as the history tells it. */
export type ChangingValue =
  | 'key_state'
  | 'deletion_date'
  | 'material_expiry'
  | 'key_material'
  | 'rotation_schedule'
  | `permission:${RequiredAction}`;

/** A change that the history tells, in the form in which it is compared. */
export type RecentChange = { what: ChangingValue; from: string | null; to: string | null; at: Date };

/** The changes that KMS may not have settled yet. A time in the future never holds a change open (H26). */
export const unsettled = (changes: readonly RecentChange[], now: Date): RecentChange[] =>
  changes.filter(({ at }) => isWithin(at, SETTLES_WITHIN_MS, now));

/**
 * What to make of an answer. `same`: as the history has it. `stale`: as it was before a change of the last minutes, so it
 * may be an older answer; it becomes a change if KMS still says so afterwards. `changed`: something new.
 */
export type Comparison = { says: 'same' | 'stale' } | { says: 'changed'; from: string | null };

/**
 * Compares an answer with what the history told last.
 * @param before what is stored
 * @param recent the changes of the last checks, settled ones included: they say what the history told
 */
export function compare(
  what: ChangingValue,
  before: string | null,
  value: string | null,
  recent: readonly RecentChange[],
  now: Date,
): Comparison {
  const last = recent.findLast((change) => change.what === what);
  const told = last === undefined ? before : last.to;
  if (value === told) return { says: 'same' };
  if (last !== undefined && value === last.from && isWithin(last.at, SETTLES_WITHIN_MS, now)) return { says: 'stale' };
  return { says: 'changed', from: told };
}
