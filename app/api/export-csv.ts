import { actorOf, type SignedInStaff } from '#lib/auth/session.ts';
import { exportFileName, TOO_MANY_EXPORTS } from '#lib/core/pages/list-export.ts';
import { csvResponse } from '#lib/http/csv-response.ts';
import type { RouteRequest } from '#lib/http/guard-route.ts';
import { runtime } from '#lib/runtime.ts';
import type { ExportFor } from '#lib/use-cases/key/export-list.ts';

/** Answers with a list as CSV, or with 429 while as many exports run as may run at once. */
export function exportCsv(
  list: Parameters<typeof exportFileName>[0],
  staff: SignedInStaff,
  { requestId, signal }: RouteRequest,
  csv: (request: ExportFor) => AsyncGenerator<string, void, undefined>,
): Response {
  const { exportSlots, clock, log } = runtime();
  const release = exportSlots.take();
  if (release === null)
    return Response.json(
      { problem: 'too_many_exports', words: TOO_MANY_EXPORTS },
      { status: 429, headers: { 'cache-control': 'no-store', 'retry-after': '10' } },
    );
  return csvResponse(
    exportFileName(list, clock()),
    signal,
    (stopped) => csv({ actor: actorOf(staff), requestId, stopped }),
    (error) => {
      release();
      if (error !== null) log.error({ event: 'export_failed', requestId, error }, 'an export failed');
    },
  );
}
