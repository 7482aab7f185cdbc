import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { bookHeader } from '#lib/queries/import/book-csv.ts';

/** A file with the columns and no rows. */
export const GET = staffRoute(
  'import:run',
  z.object({}),
  async () =>
    new Response(bookHeader(), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="keydesk-import.csv"',
        'cache-control': 'no-store',
      },
    }),
  { people: true },
);
