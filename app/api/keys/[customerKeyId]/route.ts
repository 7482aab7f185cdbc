import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { runtime } from '#lib/runtime.ts';
import { keyGone } from '#app/api/keys/[customerKeyId]/key-gone.ts';

/** One key as JSON, for an open page after a change. No person asks, so it doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerKeyId: z.uuid() }),
  async ({ customerKeyId }, staff) => (await readKeyPage(runtime(), staff, customerKeyId)) ?? keyGone(),
  { people: false },
);
