import { z } from 'zod';
import { readKeyFilter } from '#lib/core/verdict/key-filter.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';
import { runtime } from '#lib/runtime.ts';

const text = z.string().max(2_000).optional();

const KeyListQuery = z.object({
  q: text,
  verdict: text,
  cause: text,
  region: text,
  role: text,
  state: text,
  deadline: text,
  changed: text,
  sort: text,
  // The page shows the columns that the URL names; the data has them all.
  columns: text,
  after: text,
  before: text,
});

/** The list of keys as JSON, for an open page. Pages poll it, so it doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  KeyListQuery,
  (query, staff) =>
    readKeyList(
      runtime(),
      staff,
      readKeyFilter((name) => query[name as keyof typeof query] ?? null),
      { after: query.after ?? null, before: query.before ?? null },
    ),
  { people: false },
);
