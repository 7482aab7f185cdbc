import { readCustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { customerCsv } from '#lib/queries/key/list-csv.ts';
import { runtime } from '#lib/runtime.ts';
import { exportCustomers } from '#lib/use-cases/key/export-list.ts';
import { exportCsv } from '#app/api/export-csv.ts';
import { ExportQuery } from '#app/api/list-query.ts';

/** All customers that match the filters as CSV, from one moment, in the order of the list. */
export const GET = staffRoute(
  'keys:export',
  ExportQuery,
  async (query, staff, request) => {
    const filter = readCustomerFilter((name) => query[name as keyof typeof query] ?? null);
    return exportCsv('customers', staff, request, (of) =>
      customerCsv(runtime(), exportCustomers(runtime(), filter, of)),
    );
  },
  { people: true },
);
