import { serviceRoute } from '#lib/http/service-route.ts';
import { runtime } from '#lib/runtime.ts';
import { dependentsReport } from '#lib/service-api/operations.ts';
import { recordReportedBackups } from '#lib/use-cases/service/record-reported-backups.ts';
import { recordDependents, type DependentsRefusal } from '#lib/use-cases/service/record-dependents.ts';

const WORDS: Readonly<Record<DependentsRefusal['reason'], string>> = {
  in_the_future: 'This time is in the future.',
  twice: 'This key is in the report twice.',
  not_found: 'There is no such key, or the token doesn’t cover it.',
  report_id_used: 'This report was sent before with other content about this key.',
};

export const PUT = serviceRoute(dependentsReport, async ({ body: { reportId, asOf, keys } }, service, requestId) => {
  const recorded = await recordDependents(runtime(), { reportId, asOf: new Date(asOf), keys }, service);
  if (recorded.ok) {
    // After the report, in transactions of their own. A report that is sent again does what is left.
    const backups = keys.flatMap(({ keyId, lastBackup }) =>
      lastBackup === null ? [] : [{ keyId, ...lastBackup, at: new Date(lastBackup.at) }],
    );
    await recordReportedBackups(runtime(), backups, service, requestId);
    return { ok: true, value: { taken: recorded.taken, repeated: recorded.repeated } };
  }
  const { reason, places } = recorded;
  const detail = WORDS[reason];
  const errors =
    places.length === 0 ? [{ pointer: '/asOf', detail }] : places.map((n) => ({ pointer: `/keys/${n}/keyId`, detail }));
  const problem = reason === 'in_the_future' || reason === 'twice' ? 'invalid_request' : reason;
  return { ok: false, problem, errors };
});
