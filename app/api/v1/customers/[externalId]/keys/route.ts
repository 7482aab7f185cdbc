import { serviceRoute } from '#lib/http/service-route.ts';
import { answerOf } from '#app/api/v1/answer-of.ts';
import { readCustomerKeys } from '#lib/queries/service/service-keys.ts';
import { runtime } from '#lib/runtime.ts';
import { customerKeys } from '#lib/service-api/operations.ts';

export const GET = serviceRoute(customerKeys, async ({ path, query }, service) =>
  answerOf(await readCustomerKeys(runtime(), service, { ...path, region: query.region ?? null })),
);
