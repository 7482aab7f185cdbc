import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readReplacementPage } from '#lib/queries/replacement/replacement-page.ts';
import { runtime } from '#lib/runtime.ts';
import { keyGone } from '#app/api/keys/[customerKeyId]/key-gone.ts';

/** One request as JSON, as its reader may act on it, for an open page after a change. It doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  z.object({ replacementId: z.uuid() }),
  async ({ replacementId }, staff) => (await readReplacementPage(runtime(), staff, replacementId)) ?? keyGone(),
  { people: false },
);
