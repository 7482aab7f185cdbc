import type { Column } from '#components/ui/table.tsx';

/** The columns of the list of keys; narrow tables keep the first, and its second line says the rest. */
export const KEY_COLUMNS: readonly Column[] = [
  { title: 'Customer' },
  { title: 'Verdict', from: 'md' },
  { title: 'Cause', from: 'md' },
  { title: 'Key', from: 'lg' },
  { title: 'Region', from: 'lg' },
  { title: 'Key state', from: 'xl' },
  { title: 'Deletion', from: 'lg', numeric: true },
  { title: 'Since', from: 'md', numeric: true },
];
