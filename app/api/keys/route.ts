import { ListQuery } from '#app/api/list-query.ts';
import { readKeyFilter } from '#lib/core/verdict/key-filter.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';
import { runtime } from '#lib/runtime.ts';

/**
 * The list of keys as JSON, for an open page. Pages poll it, so it doesn't keep a session alive. Open lists are all read
 * again after a change, so they share a reading.
 */
export const GET = staffRoute(
  'keys:read',
  ListQuery,
  (query, staff) =>
    runtime().shareRead(`keys ${staff.role} ${JSON.stringify(query)}`, () =>
      readKeyList(
        runtime(),
        staff,
        readKeyFilter((name) => query[name as keyof typeof query] ?? null),
        { after: query.after ?? null, before: query.before ?? null },
      ),
    ),
  { people: false },
);
