/** The columns of the lists of keys and customers after the customer's name, in their order. */
export const LIST_COLUMNS = [
  'problem',
  'next_action',
  'told',
  'not_usable_since',
  'deadline',
  'at_stake',
  'service_level',
  'last_answer',
  'region',
  'key',
  'role',
  'key_state',
  'changed',
] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];

export const LIST_COLUMN_TITLE = {
  problem: 'Problem',
  next_action: 'Next action by',
  told: 'Told',
  not_usable_since: 'Not usable since',
  deadline: 'Deadline',
  at_stake: 'At stake',
  service_level: 'Service level',
  last_answer: 'Last answer',
  region: 'Region',
  key: 'Key',
  role: 'Role',
  key_state: 'Key state',
  changed: 'Status since',
} as const satisfies Record<ListColumn, string>;

/** What a cell says of something that nobody reported or recorded. */
export const ABSENT_WORD = {
  told: 'never reported',
  at_stake: 'never reported',
  service_level: 'not known',
  last_answer: 'never',
  key_state: 'never reported',
} as const satisfies Partial<Record<ListColumn, string>>;

/** What a list shows unless somebody chose other columns. */
export const DEFAULT_COLUMNS: readonly ListColumn[] = LIST_COLUMNS.slice(0, 9);

/** Reads the columns from the URL: ids joined by commas. Unknown ones are left out; none at all means the default. */
export function readColumns(text: string | null): readonly ListColumn[] {
  const wanted = new Set(text?.split(',') ?? []);
  const chosen = LIST_COLUMNS.filter((column) => wanted.has(column));
  return chosen.length === 0 ? DEFAULT_COLUMNS : chosen;
}

/** The same as the URL writes it; null for the default. */
export function columnsParameter(columns: readonly ListColumn[]): string | null {
  const text = LIST_COLUMNS.filter((column) => columns.includes(column)).join(',');
  return text === DEFAULT_COLUMNS.join(',') ? null : text;
}
