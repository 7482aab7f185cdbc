import type { Database } from '#lib/db/database.ts';
import { badRows } from '#lib/db/import/bad-rows.ts';
import { csvLines } from './book-csv.ts';
import { problemsOf } from './import-pages.ts';

const ROWS_A_STATEMENT = 500;
const HEADER = ['line', 'column', 'value', 'problem', 'customer'];

/** Every problem of a file as CSV, by line and column. */
export async function* reportCsv(
  { db }: { db: Database },
  importId: string,
  stopped: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  yield `\u{FEFF}${csvLines([HEADER])}`;
  let after = 0;
  while (!stopped.aborted) {
    const rows = await badRows(db, importId, after, ROWS_A_STATEMENT);
    after = rows.at(-1)?.line ?? after;
    const problems = rows.flatMap(problemsOf);
    if (problems.length > 0)
      yield csvLines(
        problems.map(({ line, column, value, words, customer }) => [
          String(line),
          column ?? '',
          value ?? '',
          words,
          customer,
        ]),
      );
    if (rows.length < ROWS_A_STATEMENT) return;
  }
}
