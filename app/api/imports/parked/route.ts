import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readParkedPage } from '#lib/queries/import/import-pages.ts';
import { runtime } from '#lib/runtime.ts';

/** The parked rows as JSON, for an open page. */
export const GET = staffRoute('import:run', z.object({}), async (_, staff) => readParkedPage(runtime(), staff), {
  people: false,
});
