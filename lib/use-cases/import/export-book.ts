import type { ImportCells } from '#lib/core/import/import.ts';
import { readBookRows } from '#lib/db/import/book-rows.ts';
import { exported, type ExportDeps, type ExportFor } from '#lib/use-cases/key/export-list.ts';

/** Customers that one statement reads. */
const CUSTOMERS_A_STATEMENT = 200;

/** The whole book as rows of a file that can be imported, from one moment, with its audit entries. */
export const exportBook = (deps: ExportDeps, request: ExportFor): AsyncGenerator<ImportCells[], void, undefined> =>
  exported(deps, request, {
    action: 'book.exported',
    filter: new URLSearchParams(),
    readPage: async (db, after) => ({ ...(await readBookRows(db, after, CUSTOMERS_A_STATEMENT)), more: false }),
  });
