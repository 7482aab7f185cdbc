import type { ImportColumn } from './columns.ts';

/** What a spreadsheet would take for a formula, with the apostrophes that keep it from that. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/u;
const KEPT_FORMULA = /^'+[=+\-@\t\r＝＋－＠]/u;

/** A cell that no spreadsheet computes: it begins with an apostrophe where it would begin a formula. */
export const neutralCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text of a cell without the apostrophe that `neutralCell`, or a spreadsheet, put before it. */
export const plainCell = (cell: string): string => (KEPT_FORMULA.test(cell) ? cell.slice(1) : cell);

const NOT_STORED = /\0/g;
/** What stands in a stored cell for a character that PostgreSQL can't store. */
export const REPLACED = '\u{FFFD}';

/** The cell as it is staged: without white space around it. A role is stored as we write it. */
export function stagedCell(column: ImportColumn, cell: string): string {
  const text = plainCell(cell.trim()).trim().replaceAll(NOT_STORED, REPLACED);
  return column === 'role' ? text.toLowerCase() : text;
}
