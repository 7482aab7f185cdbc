import { serviceRoute } from '#lib/http/service-route.ts';
import { readServiceEvents } from '#lib/queries/service/service-events.ts';
import { runtime } from '#lib/runtime.ts';
import { events } from '#lib/service-api/operations.ts';

export const GET = serviceRoute(events, async ({ query }, service) => ({
  ok: true,
  value: await readServiceEvents(runtime(), service, query),
}));
