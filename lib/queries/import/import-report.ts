import { resultWords } from '#lib/core/import/import-words.ts';
import type { Database } from '#lib/db/database.ts';
import { badRows } from '#lib/db/import/bad-rows.ts';
import { findImport } from '#lib/db/import/imports.ts';
import { resultRows, type ResultRow } from '#lib/db/import/rows.ts';
import { csvLines } from './book-csv.ts';
import { problemsOf } from './import-pages.ts';

const ROWS_A_STATEMENT = 500;
const HEADER = ['line', 'customer', 'result', 'column', 'value', 'problem'];

/** Which rows a report has: those with a problem, or all of them. */
export type ReportOf = 'problems' | 'rows';

/** Whether there is an import with this id. */
export const hasImport = async ({ db }: { db: Database }, importId: string): Promise<boolean> =>
  (await findImport(db, importId)) !== null;

/**
 * A report as CSV, by line and column: every problem of a file, or every row with what became of it. Each row is read once,
 * so that a report of a running import says of no row that it is both in and out.
 */
export async function* reportCsv(
  { db }: { db: Database },
  { importId, of }: { importId: string; of: ReportOf },
  stopped: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  yield `\u{FEFF}${csvLines([HEADER])}`;
  let after = 0;
  while (!stopped.aborted) {
    const rows = await readRows(db, importId, of, after);
    after = rows.at(-1)?.line ?? after;
    const lines = rows.flatMap(linesOf);
    if (lines.length > 0) yield csvLines(lines);
    if (rows.length < ROWS_A_STATEMENT) return;
  }
}

const readRows = async (db: Database, importId: string, of: ReportOf, after: number): Promise<ResultRow[]> =>
  of === 'rows'
    ? resultRows(db, importId, after, ROWS_A_STATEMENT)
    : (await badRows(db, importId, after, ROWS_A_STATEMENT)).map((row) => ({ ...row, verdict: 'bad', outcome: null }));

function linesOf(row: ResultRow): string[][] {
  const of = [String(row.line), row.cells.customer ?? '', resultWords(row)];
  if (row.verdict !== 'bad') return [[...of, '', '', '']];
  return problemsOf(row).map(({ column, value, words }) => [...of, column ?? '', value ?? '', words]);
}
