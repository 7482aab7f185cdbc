import { serviceRoute } from '#lib/http/service-route.ts';
import { runtime } from '#lib/runtime.ts';
import { keyInUse } from '#lib/service-api/operations.ts';
import { recordKeyInUse } from '#lib/use-cases/service/record-key-in-use.ts';

export const PUT = serviceRoute(keyInUse, async ({ path: { id }, body: { arn, how } }, service, requestId) => {
  const recorded = await recordKeyInUse(runtime(), { workspaceId: id, arn, how }, service, requestId);
  return recorded.ok
    ? { ok: true, value: { workspaceId: id, arn, recordedAt: recorded.value.at.toISOString() } }
    : { ok: false, problem: recorded.reason };
});
