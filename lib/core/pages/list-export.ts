import { ACTS_SHORT_WORD, VERDICT_WORD } from '#lib/core/finding/status.ts';
import { accountOfArn } from '#lib/core/key/key-arn.ts';
import { KEY_ROLE_WORD, NO_LONGER_CHECKED } from '#lib/core/key/role-words.ts';
import type { CustomerListItem, KeyListItem } from '#lib/core/pages/key-list-page.ts';
import { ABSENT_WORD, LIST_COLUMN_TITLE } from '#lib/core/pages/list-columns.ts';
import { URGENCY_WORD } from '#lib/core/verdict/urgency.ts';

/** One column of an exported list: its title, and the text of a row's cell. Times are ISO text in UTC, or nothing. */
export type ExportColumn<Item> = { title: string; cell: (item: Item) => string };

const KEY_CELLS = {
  status: {
    title: 'Status',
    cell: ({ role, verdict }) => (role === 'retired' ? NO_LONGER_CHECKED : VERDICT_WORD[verdict.status]),
  },
  problem: { title: LIST_COLUMN_TITLE.problem, cell: ({ causeWord }) => causeWord ?? '' },
  nextAction: {
    title: LIST_COLUMN_TITLE.next_action,
    cell: ({ nextAction }) => (nextAction === null ? '' : ACTS_SHORT_WORD[nextAction]),
  },
  notUsableSince: { title: LIST_COLUMN_TITLE.not_usable_since, cell: ({ notUsableSince }) => notUsableSince ?? '' },
  deadline: { title: LIST_COLUMN_TITLE.deadline, cell: ({ deadlineAt }) => deadlineAt ?? '' },
  lastAnswer: { title: LIST_COLUMN_TITLE.last_answer, cell: ({ asOf }) => asOf ?? '' },
  region: { title: LIST_COLUMN_TITLE.region, cell: ({ region }) => region },
  role: { title: LIST_COLUMN_TITLE.role, cell: ({ role }) => KEY_ROLE_WORD[role] },
  keyState: { title: LIST_COLUMN_TITLE.key_state, cell: ({ keyState }) => keyState ?? ABSENT_WORD.key_state },
  changed: { title: LIST_COLUMN_TITLE.changed, cell: ({ verdictSince }) => verdictSince ?? '' },
  urgency: { title: 'Why here', cell: ({ urgency }) => (urgency === null ? '' : URGENCY_WORD[urgency]) },
  arn: { title: 'Key ARN', cell: ({ arn }) => arn },
  account: { title: 'AWS account', cell: ({ arn }) => accountOfArn(arn) },
} as const satisfies Record<string, ExportColumn<KeyListItem>>;

const serviceLevel: ExportColumn<{ serviceLevel: string | null }> = {
  title: LIST_COLUMN_TITLE.service_level,
  cell: (item) => item.serviceLevel ?? ABSENT_WORD.service_level,
};

export const KEY_EXPORT: readonly ExportColumn<KeyListItem>[] = [
  { title: 'Customer', cell: ({ customerName }) => customerName },
  { title: 'Held for', cell: ({ clientNames }) => clientNames.join('; ') },
  serviceLevel,
  ...Object.values(KEY_CELLS),
];

/** A customer, and their most urgent key. */
export const CUSTOMER_EXPORT: readonly ExportColumn<CustomerListItem>[] = [
  { title: 'Customer', cell: ({ name }) => name },
  { title: 'Keys', cell: ({ keys: { n, exact } }) => `${n}${exact ? '' : ' or more'}` },
  serviceLevel,
  ...Object.values(KEY_CELLS).map(({ title, cell }) => ({
    title: title === KEY_CELLS.arn.title ? 'Most urgent key' : title,
    cell: ({ lead }: CustomerListItem) => (lead === null ? '' : cell(lead)),
  })),
];

/** "keydesk-keys-20260314T091200Z.csv" */
export const exportFileName = (
  what: 'keys' | 'customers' | 'book' | 'import-problems' | 'import-rows' | 'evidence-pack',
  at: Date,
  type: 'csv' | 'json' = 'csv',
): string => `keydesk-${what}-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.${type}`;

export const TOO_MANY_EXPORTS = 'Too many exports are running. Try again when one has ended.';
