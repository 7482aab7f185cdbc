import { ListQuery } from '#app/api/list-query.ts';
import { readCustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readCustomerList } from '#lib/queries/customer/customer-list.ts';
import { runtime } from '#lib/runtime.ts';

/** The list of customers as JSON, for an open page. Pages poll it, so it doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  ListQuery,
  (query, staff) =>
    readCustomerList(
      runtime(),
      staff,
      readCustomerFilter((name) => query[name as keyof typeof query] ?? null),
      { after: query.after ?? null, before: query.before ?? null },
    ),
  { people: false },
);
