import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { bookCsv } from '#lib/queries/import/book-csv.ts';
import { runtime } from '#lib/runtime.ts';
import { exportBook } from '#lib/use-cases/import/export-book.ts';
import { exportCsv } from '#app/api/export-csv.ts';

/** The whole book as CSV that can be imported, from one moment. */
export const GET = staffRoute(
  'import:run',
  z.object({}),
  async (_, staff, request) => exportCsv('book', staff, request, (of) => bookCsv(exportBook(runtime(), of))),
  { people: true },
);
