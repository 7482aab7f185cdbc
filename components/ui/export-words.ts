const count = (n: number): string => n.toLocaleString('en-GB');
const rowsWord = (n: number): string => `${count(n)} ${n === 1 ? 'row' : 'rows'}`;

export const EXPORT_WORDS = {
  start: 'Export CSV',
  cancel: 'Cancel',
  canceled: 'Export canceled. No file was saved.',
  /** Keydesk answered with an error, or the answer ended early. */
  failed: 'The export failed, and no file was saved. Try again.',
  noAnswer: 'No answer for 10 seconds. No file was saved. Try again.',
  saved: (rows: number): string => `Saved ${rowsWord(rows)}.`,
  /** "1,200 of 50,000 rows", or "1,200 rows" where nobody knows how many there will be. */
  progress: (rows: number, total: number | null): string =>
    total === null ? `${rowsWord(rows)} so far` : `${count(rows)} of ${rowsWord(Math.max(rows, total))}`,
} as const;
