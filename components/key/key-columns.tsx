import type { ReactNode } from 'react';
import { cellIdentifier, cellInstant, cellPastInstant } from '#components/ui/cell-content.tsx';
import type { Column } from '#components/ui/table.tsx';
import { problemCell } from '#components/verdict/problem-cell.tsx';
import { ACTS_SHORT_WORD } from '#lib/core/finding/status.ts';
import { acceptedWords, KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { CustomerListItem, KeyListItem } from '#lib/core/pages/key-list-page.ts';
import { ABSENT_WORD, LIST_COLUMN_TITLE, type ListColumn } from '#lib/core/pages/list-columns.ts';

type Cells = Omit<Column<KeyListItem>, 'id' | 'title' | 'whole'>;

const absent = (column: keyof typeof ABSENT_WORD): ReactNode => <i>{ABSENT_WORD[column]}</i>;

/** Nothing is missing of a usable key, so its cell stays empty. */
const unlessUsable = ({ verdict }: KeyListItem, column: keyof typeof ABSENT_WORD): ReactNode =>
  verdict.status === 'usable' ? null : absent(column);

/** What a row shows in each column, and from which width on. */
const CELLS: Readonly<Record<ListColumn, Cells>> = {
  problem: { cell: problemCell },
  next_action: {
    labeled: true,
    cell: (item) => (item.nextAction === null ? null : ACTS_SHORT_WORD[item.nextAction]),
  },
  told: { from: 'wide', cell: (item) => unlessUsable(item, 'told') },
  not_usable_since: {
    numeric: true,
    labeled: true,
    cell: ({ notUsableSince }, nowMs) => cellPastInstant(notUsableSince, nowMs),
  },
  deadline: { numeric: true, labeled: true, cell: ({ deadlineAt }, nowMs) => cellInstant(deadlineAt, nowMs) },
  at_stake: { from: 'wide', cell: (item) => unlessUsable(item, 'at_stake') },
  service_level: { from: 'xl', cell: ({ serviceLevel }) => serviceLevel ?? absent('service_level') },
  last_answer: {
    from: 'md',
    numeric: true,
    cell: ({ asOf }, nowMs) => (asOf === null ? absent('last_answer') : cellPastInstant(asOf, nowMs)),
  },
  region: { unbroken: true, cell: ({ region }) => region },
  key: { from: 'lg', cell: ({ arn }) => cellIdentifier(arn) },
  role: {
    from: 'lg',
    cell: ({ role, acceptedBy }) =>
      acceptedBy === null ? KEY_ROLE_WORD[role] : `${KEY_ROLE_WORD[role]}, ${acceptedWords(acceptedBy)}`,
  },
  key_state: { from: 'lg', cell: ({ keyState }) => keyState ?? absent('key_state') },
  changed: {
    from: 'md',
    numeric: true,
    cell: ({ verdictSince }, nowMs) => cellPastInstant(verdictSince, nowMs),
  },
};

const columnOf = (id: ListColumn) => ({ id, title: LIST_COLUMN_TITLE[id] });

/** The columns of the list of keys, the customer first. */
export const keyColumns = (columns: readonly ListColumn[]): Column<KeyListItem>[] => [
  {
    id: 'customer',
    title: 'Customer',
    cell: ({ customerName, clientNames }) =>
      clientNames.length === 0 ? customerName : `${clientNames.join(', ')} (key held by ${customerName})`,
  },
  ...columns.map((id) => ({ ...columnOf(id), ...CELLS[id] })),
];

const keysWord = ({ n, exact }: CustomerListItem['keys']): string =>
  `${n}${exact ? '' : '+'} ${n === 1 && exact ? 'key' : 'keys'}`;

/** The columns of the list of customers: the customer, how many keys, then the most urgent key's. */
export const customerColumns = (columns: readonly ListColumn[]): Column<CustomerListItem>[] => [
  {
    id: 'customer',
    title: 'Customer',
    whole: ({ name }) => name,
    cell: ({ name, keys, lead }) => (
      <>
        {name} <i>{lead === null ? 'no key counted' : keysWord(keys)}</i>
      </>
    ),
  },
  ...columns.map((id) => ({
    ...columnOf(id),
    ...CELLS[id],
    cell: ({ lead, serviceLevel }: CustomerListItem, nowMs: number): ReactNode =>
      id === 'service_level'
        ? (serviceLevel ?? absent('service_level'))
        : lead === null
          ? null
          : CELLS[id].cell(lead, nowMs),
  })),
];
