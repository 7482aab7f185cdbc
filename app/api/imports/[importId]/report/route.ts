import { z } from 'zod';
import { exportFileName } from '#lib/core/pages/list-export.ts';
import { csvResponse } from '#lib/http/csv-response.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { hasImport, reportCsv } from '#lib/queries/import/import-report.ts';
import { runtime } from '#lib/runtime.ts';
import { importGone } from '#app/api/imports/[importId]/import-gone.ts';

/** Every problem of a file as CSV, or every row with what became of it. */
export const GET = staffRoute(
  'import:run',
  z.object({ importId: z.uuid(), of: z.enum(['problems', 'rows']).default('problems') }),
  async (report, _, { requestId, signal }) =>
    (await hasImport(runtime(), report.importId))
      ? csvResponse(
          exportFileName(`import-${report.of}`, runtime().clock()),
          signal,
          (stopped) => reportCsv(runtime(), report, stopped),
          (error) => {
            if (error !== null) runtime().log.error({ event: 'report_failed', requestId, error }, 'a report failed');
          },
        )
      : importGone(),
  { people: true },
);
