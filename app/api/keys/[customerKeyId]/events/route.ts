import { z } from 'zod';
import { EVENT_GROUPS } from '#lib/core/verdict/event-groups.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readKeyEvents } from '#lib/queries/key/key-events.ts';
import { runtime } from '#lib/runtime.ts';
import { keyGone } from '#app/api/keys/[customerKeyId]/key-gone.ts';

const EventsQuery = z.object({
  customerKeyId: z.uuid(),
  group: z.enum(EVENT_GROUPS).optional(),
  after: z.string().max(100).optional(),
});

/** A page of a key's history as JSON, when a person asks for older events or for one kind of them. */
export const GET = staffRoute(
  'keys:read',
  EventsQuery,
  async ({ customerKeyId, group, after }, staff) =>
    (await readKeyEvents(runtime(), staff, customerKeyId, { group: group ?? null, after: after ?? null })) ?? keyGone(),
  { people: true },
);
