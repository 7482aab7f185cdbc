import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readDeletions } from '#lib/queries/key/deletions-page.ts';
import { runtime } from '#lib/runtime.ts';

const DeletionsQuery = z.object({ after: z.string().max(2_000).optional() });

/**
 * The deletion timeline as JSON, for an open page. Pages poll it, so it doesn't keep a session alive, and open pages share
 * a reading.
 */
export const GET = staffRoute(
  'keys:read',
  DeletionsQuery,
  ({ after }, staff) =>
    runtime().shareRead(`deletions ${staff.role} ${after ?? ''}`, () => readDeletions(runtime(), staff, after ?? null)),
  { people: false },
);
