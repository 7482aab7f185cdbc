import { answerOf } from '#app/api/v1/answer-of.ts';
import { serviceRoute } from '#lib/http/service-route.ts';
import { readWorkspaceKey } from '#lib/queries/service/service-keys.ts';
import { runtime } from '#lib/runtime.ts';
import { workspaceKey } from '#lib/service-api/operations.ts';

export const GET = serviceRoute(workspaceKey, async ({ path: { id } }, service) =>
  answerOf(await readWorkspaceKey(runtime(), service, id)),
);
