import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readTakers } from '#lib/queries/shift/handover-page.ts';
import { runtime } from '#lib/runtime.ts';

/** Whom work can be handed over to now, for a form that somebody opened. */
export const GET = staffRoute('shifts:hand_over', z.object({}), async (_input, staff) => readTakers(runtime(), staff), {
  people: true,
});
