import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readHomeCounts } from '#lib/queries/home/home-counts.ts';
import { runtime } from '#lib/runtime.ts';

/** How much waits for a person, as JSON for the rail of an open page. It doesn't keep a session alive. */
export const GET = staffRoute('keys:read', z.object({}), (_, staff) => readHomeCounts(runtime(), staff), {
  people: false,
});
