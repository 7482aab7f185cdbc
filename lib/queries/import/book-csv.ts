import { stringify } from 'csv-stringify/sync';
import { neutralCell } from '#lib/core/import/cell-text.ts';
import { IMPORT_COLUMNS } from '#lib/core/import/columns.ts';
import type { ImportCells } from '#lib/core/import/import.ts';

/** Spreadsheets then read the text as UTF-8. */
const BYTE_ORDER_MARK = '\u{FEFF}';

/** Lines of a file, with every cell in quotes and no cell that a spreadsheet would compute. */
export const csvLines = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((row) => row.map(neutralCell)),
    { quoted: true, quoted_empty: true, record_delimiter: 'windows' },
  );

/** The head of a file for an import. */
export const bookHeader = (): string => BYTE_ORDER_MARK + csvLines([IMPORT_COLUMNS]);

/** Rows of the book as a file that can be imported, page by page. */
export async function* bookCsv(pages: AsyncIterable<readonly ImportCells[]>): AsyncGenerator<string, void, undefined> {
  yield bookHeader();
  for await (const rows of pages)
    if (rows.length > 0) yield csvLines(rows.map((cells) => IMPORT_COLUMNS.map((column) => cells[column] ?? '')));
}
