import type { ImportColumn } from './columns.ts';

/**
 * What happens to a file: it is read, judged (the dry run), accepted by an approver and run. `refused`: nothing of it can be
 * used.
 */
export const IMPORT_STATES = ['reading', 'judging', 'judged', 'running', 'done', 'refused'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/**
 * What the dry run says of a customer, and so of each of their rows: they are new, get something new, are in the book as
 * they are in the file, or have a problem. Of a customer with one problem nothing is imported.
 */
export const IMPORT_VERDICTS = ['new', 'changed', 'unchanged', 'bad'] as const;
export type ImportVerdict = (typeof IMPORT_VERDICTS)[number];

/** What became of a row when the import ran. */
export const IMPORT_OUTCOMES = ['imported', 'not_imported'] as const;
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];

/** What a row says, by column. An empty cell says nothing and is left out. */
export type ImportCells = Readonly<Partial<Record<ImportColumn, string>>>;

/** What is wrong with a row. `column` is null for the whole row; `about` is what it is about: a name, a line, a value. */
export type ImportProblem = { column: ImportColumn | null; code: string; about?: string };

/** What the dry run counted. Customers and keys are those that are added. */
export type ImportCounts = Readonly<Record<'customers' | 'workspaces' | 'contacts' | 'accounts' | 'keys', number>> &
  Readonly<Record<`${ImportVerdict}Customers`, number>> &
  Readonly<Record<`${ImportVerdict}Rows`, number>>;

/** A file that is uploaded has at most so many bytes and rows. */
export const MOST_IMPORT_BYTES = 16 * 1_048_576;
export const MOST_IMPORT_ROWS = 50_000;
