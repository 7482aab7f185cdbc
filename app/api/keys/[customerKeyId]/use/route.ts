import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readKeyUse } from '#lib/queries/departure/key-use.ts';
import { runtime } from '#lib/runtime.ts';
import { keyGone } from '#app/api/keys/[customerKeyId]/key-gone.ts';

/** What a key protects and what keeps it, as JSON, for an open page. It doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerKeyId: z.uuid() }),
  async ({ customerKeyId }, staff) => (await readKeyUse(runtime(), staff, customerKeyId)) ?? keyGone(),
  { people: false },
);
