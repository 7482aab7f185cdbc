import { z } from 'zod';
import { readHomeAsked } from '#lib/core/pages/home-asked.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readHomeDesk } from '#lib/queries/home/home-desk.ts';
import { readHomePage } from '#lib/queries/home/home-page.ts';
import { runtime } from '#lib/runtime.ts';

const Query = z.object({ since: z.string().max(40).optional(), only: z.string().max(40).optional() });

/**
 * Home as JSON, for an open page. Pages poll it, so it doesn't keep a session alive. Open pages share the reading of
 * everything that is the same for all.
 */
export const GET = staffRoute(
  'keys:read',
  Query,
  (query, staff) =>
    readHomePage(
      runtime(),
      staff,
      readHomeAsked((name) => query[name as keyof typeof query] ?? null),
      () => runtime().shareRead(`home ${staff.role}`, () => readHomeDesk(runtime(), staff)),
    ),
  { people: false },
);
