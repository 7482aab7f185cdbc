import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readDeparturePage } from '#lib/queries/departure/departure-page.ts';
import { runtime } from '#lib/runtime.ts';
import { keyGone } from '#app/api/keys/[customerKeyId]/key-gone.ts';

/** One departure as JSON, for an open page after a change. It doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  z.object({ departureId: z.uuid() }),
  async ({ departureId }, staff) => (await readDeparturePage(runtime(), staff, departureId)) ?? keyGone(),
  { people: false },
);
