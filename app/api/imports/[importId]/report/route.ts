import { z } from 'zod';
import { exportFileName } from '#lib/core/pages/list-export.ts';
import { csvResponse } from '#lib/http/csv-response.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { reportCsv } from '#lib/queries/import/import-report.ts';
import { runtime } from '#lib/runtime.ts';

/** Every problem of a file as CSV. */
export const GET = staffRoute(
  'import:run',
  z.object({ importId: z.uuid() }),
  async ({ importId }, _, { requestId, signal }) =>
    csvResponse(
      exportFileName('import-report', runtime().clock()),
      signal,
      (stopped) => reportCsv(runtime(), importId, stopped),
      (error) => {
        if (error !== null) runtime().log.error({ event: 'report_failed', requestId, error }, 'a report failed');
      },
    ),
  { people: true },
);
