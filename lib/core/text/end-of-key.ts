import { heading, paragraph, steps, table, type Part } from './blocks.ts';

/** What each way of cutting our access does. One table, which opens every text on leaving, disabling or deleting. */
const COLUMNS = ['What stops', 'How soon', 'Can it be undone', 'By whom', 'Until when'] as const;

const ROWS: readonly { what: string; cells: readonly [string, string, string, string, string] }[] = [
  {
    what: 'Disable the key',
    cells: [
      'Backups, restores and everything else that uses the key. Nothing is deleted.',
      'At once; systems that still hold data keys notice later.',
      'Yes: enable the key.',
      'You, as an administrator of the key.',
      'At any time.',
    ],
  },
  {
    what: 'Schedule the deletion of the key',
    cells: [
      'The same as when it is disabled.',
      'At once: the waiting period begins, during which the key already does not work.',
      'Yes, in two steps: cancel the deletion, then enable the key.',
      'You, as an administrator of the key. We cannot.',
      'Only until the end of the waiting period, which you choose when you schedule it. Do not count on its last day.',
    ],
  },
  {
    what: 'Remove our statement from the key policy',
    cells: [
      'Every use of the key by our service. We can no longer see its state either.',
      'From the next calls on, at the latest after some minutes.',
      'Yes: add the statement again, while the key exists.',
      'You, as an administrator of the key.',
      'As long as the key exists.',
    ],
  },
  {
    what: 'Once AWS has deleted the key',
    cells: [
      'Everything that the key protects can never be read again, by anybody.',
      'At the end of the waiting period.',
      'No.',
      'Nobody: neither you, nor we, nor AWS.',
      'Never.',
    ],
  },
];

/** The table with the advice, as the first parts of a text. */
export const END_OF_KEY: readonly Part[] = [
  heading('What each step does to the data that your key protects'),
  table(COLUMNS, ROWS),
  paragraph(
    'Please talk to us first, before you do any of these. If you must act at once, disable the key rather than delete it: that can be undone.',
  ),
];

/** How our statement is removed, once nothing of ours uses the key (H1). */
export const REMOVE_STATEMENT: Part = steps(
  { text: 'Save the present key policy to a file, and keep that file unchanged, so that you can restore it.' },
  {
    text: 'Remove only the statements that name our account. Leave every other statement as it is, and save the change where you maintain the policy.',
  },
);

/** What becomes of a key that we no longer use is its owner's decision, and a deletion comes last (H19). */
export const OWNERS_DECISION: Part = paragraph(
  'Whether you keep the key is your decision: other systems of yours may use it. If you want to end it, disable it first, watch whether anything still needs it, and decide about the deletion only later.',
);
