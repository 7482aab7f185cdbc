import { z } from 'zod';
import { actorOf } from '#lib/auth/session.ts';
import { PERIOD_PROBLEM_WORDS, readPeriod } from '#lib/core/pages/evidence-pack.ts';
import { exportFileName, TOO_MANY_EXPORTS } from '#lib/core/pages/list-export.ts';
import { csvResponse } from '#lib/http/csv-response.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { packCsv } from '#lib/queries/customer/evidence-pack-csv.ts';
import { readEvidencePack } from '#lib/queries/customer/evidence-pack.ts';
import { runtime } from '#lib/runtime.ts';
import { exportEvidencePack } from '#lib/use-cases/customer/export-evidence-pack.ts';

const PackQuery = z.object({
  customerId: z.uuid(),
  from: z.string().max(10),
  to: z.string().max(10),
  type: z.enum(['csv', 'json']),
});

const refused = (status: number, problem: string, words: string, headers: Record<string, string> = {}): Response =>
  Response.json({ problem, words }, { status, headers: { 'cache-control': 'no-store', ...headers } });

/** The evidence pack of a customer as a file, with an audit entry that has its hash. */
export const GET = staffRoute(
  'keys:export',
  PackQuery,
  async ({ customerId, from, to, type }, staff, { requestId, signal }) => {
    const { clock, exportSlots, log } = runtime();
    const period = readPeriod({ from, to }, clock());
    if (!period.ok) return refused(400, period.problem, PERIOD_PROBLEM_WORDS[period.problem]);
    const release = exportSlots.take();
    if (release === null) return refused(429, 'too_many_exports', TOO_MANY_EXPORTS, { 'retry-after': '10' });
    let streams = false;
    try {
      const pack = await readEvidencePack(runtime(), staff, customerId, period);
      if (pack === null) return refused(404, 'not_found', 'This customer does not exist.');
      const by = { actor: actorOf(staff), requestId };
      const { sha256, json } = await exportEvidencePack(runtime(), { customerId, pack, type }, by);
      const fileName = exportFileName('evidence-pack', clock(), type);
      if (type === 'csv') {
        streams = true;
        return csvResponse(
          fileName,
          signal,
          (stopped) => packCsv(pack, sha256, stopped),
          (error) => {
            release();
            if (error !== null) log.error({ event: 'export_failed', requestId, error }, 'an export failed');
          },
        );
      }
      return new Response(json, {
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-disposition': `attachment; filename="${fileName}"`,
          'cache-control': 'no-store',
        },
      });
    } finally {
      if (!streams) release();
    }
  },
  { people: true },
);
