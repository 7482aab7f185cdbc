/**
 * How urgent a key is, and the order of lists. The database keeps it by trigger from the status, the next action and the
 * deadline, so that every writer, also one of another version, gets the same.
 */
export const URGENCIES = ['ours', 'deadline', 'unusable', 'attention', 'unknown', 'usable'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Stored until the trigger has seen the row. It comes after every urgency. */
export const NOT_FILLED_URGENCY = 9;
/** A customer without keys. */
export const NO_KEYS_URGENCY = 9;

/** Why a row is where it is in a list that is sorted "urgent first". */
export const URGENCY_WORD = {
  ours: 'Next action: us',
  deadline: 'Has a deadline',
  unusable: 'Unusable',
  attention: 'Needs attention',
  unknown: 'Unknown',
  usable: 'Usable',
} as const satisfies Record<Urgency, string>;

/** The urgency that a row stores, or null where it isn't filled in. */
export const urgencyOf = (stored: number): Urgency | null => URGENCIES[stored] ?? null;
