import type { Column } from '#components/ui/table.tsx';

/** The columns of the list of keys. Narrow tables keep the first one; its second line has the rest. */
export const KEY_COLUMNS: readonly Column[] = [
  { title: 'Customer' },
  { title: 'Status', from: 'md' },
  { title: 'Cause', from: 'md' },
  { title: 'Key', from: 'lg' },
  { title: 'Region', from: 'lg' },
  { title: 'Key state', from: 'xl' },
  { title: 'Deletion', from: 'lg', numeric: true },
  { title: 'Changed', from: 'md', numeric: true },
];
