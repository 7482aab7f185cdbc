import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { runtime } from '#lib/runtime.ts';

/** One key as JSON, for a page that is open already. A change brings it here, not a person: it keeps no session alive. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerKeyId: z.uuid() }),
  async ({ customerKeyId }, staff) =>
    (await readKeyPage(runtime(), staff, customerKeyId)) ??
    Response.json({ problem: 'not_found', words: 'This key is not registered any more.' }, { status: 404 }),
  { people: false },
);
