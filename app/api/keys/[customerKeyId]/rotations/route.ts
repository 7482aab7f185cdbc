import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readKeyRotations } from '#lib/queries/key/key-rotations.ts';
import { runtime } from '#lib/runtime.ts';
import { keyGone } from '#app/api/keys/[customerKeyId]/key-gone.ts';

/** All rotations of a key as JSON, when a person asks for the older ones. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerKeyId: z.uuid() }),
  async ({ customerKeyId }, staff) => (await readKeyRotations(runtime(), staff, customerKeyId)) ?? keyGone(),
  { people: true },
);
