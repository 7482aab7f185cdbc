import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readKeyPeriods } from '#lib/queries/key/key-periods.ts';
import { runtime } from '#lib/runtime.ts';
import { keyGone } from '#app/api/keys/[customerKeyId]/key-gone.ts';

/** The periods of a key's status history as JSON, when a person chooses an earlier day. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerKeyId: z.uuid() }),
  async ({ customerKeyId }, staff) => (await readKeyPeriods(runtime(), staff, customerKeyId)) ?? keyGone(),
  { people: true },
);
