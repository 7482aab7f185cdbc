import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readSetupPage } from '#lib/queries/setup/setup-page.ts';
import { runtime } from '#lib/runtime.ts';
import { keyGone } from '#app/api/keys/[customerKeyId]/key-gone.ts';

/** One setup as JSON, for an open page after a change. It doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  z.object({ setupId: z.uuid() }),
  async ({ setupId }, staff) => (await readSetupPage(runtime(), staff, setupId)) ?? keyGone(),
  { people: false },
);
