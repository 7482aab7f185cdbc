import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readImportPage } from '#lib/queries/import/import-pages.ts';
import { runtime } from '#lib/runtime.ts';
import { importGone } from '#app/api/imports/[importId]/import-gone.ts';

/** One import as JSON, for an open page. It doesn't keep a session alive. */
export const GET = staffRoute(
  'import:run',
  z.object({ importId: z.uuid() }),
  async ({ importId }, staff) => (await readImportPage(runtime(), staff, importId)) ?? importGone(),
  { people: false },
);
