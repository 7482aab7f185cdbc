import { z } from 'zod';
import { readHandoverFrom } from '#lib/core/pages/handover-page.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readHandoverPage } from '#lib/queries/shift/handover-page.ts';
import { runtime } from '#lib/runtime.ts';

/** What the reader has open and what was handed over to them, as JSON for an open page. It doesn't keep a session alive. */
export const GET = staffRoute(
  'shifts:hand_over',
  z.object({ from: z.string().max(10).optional() }),
  ({ from }, staff) => readHandoverPage(runtime(), staff, readHandoverFrom(from ?? null)),
  { people: false },
);
