import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readReplacementList } from '#lib/queries/replacement/replacement-list.ts';
import { runtime } from '#lib/runtime.ts';

const Query = z.object({ show: z.enum(['open', 'ended']).default('open') });

/** The list of replacements as JSON, for an open page. Open pages share a reading, and it doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  Query,
  ({ show }, staff) =>
    runtime().shareRead(`replacements ${show} ${staff.role}`, () =>
      readReplacementList(runtime(), staff, show === 'ended'),
    ),
  { people: false },
);
