import { answerOf } from '#app/api/v1/answer-of.ts';
import { serviceRoute } from '#lib/http/service-route.ts';
import { readServiceKey } from '#lib/queries/service/service-keys.ts';
import { runtime } from '#lib/runtime.ts';
import { keyById } from '#lib/service-api/operations.ts';

export const GET = serviceRoute(keyById, async ({ path: { id } }, service) =>
  answerOf(await readServiceKey(runtime(), service, id)),
);
