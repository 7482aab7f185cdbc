import { readKeyFilter } from '#lib/core/verdict/key-filter.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { keyCsv } from '#lib/queries/key/list-csv.ts';
import { runtime } from '#lib/runtime.ts';
import { exportKeys } from '#lib/use-cases/key/export-list.ts';
import { exportCsv } from '#app/api/export-csv.ts';
import { ExportQuery } from '#app/api/list-query.ts';

/** All keys that match the filters as CSV, from one moment, in the order of the list. */
export const GET = staffRoute(
  'keys:export',
  ExportQuery,
  async (query, staff, request) => {
    const filter = readKeyFilter((name) => query[name as keyof typeof query] ?? null);
    return exportCsv('keys', staff, request, (of) => keyCsv(runtime(), exportKeys(runtime(), filter, of)));
  },
  { people: true },
);
