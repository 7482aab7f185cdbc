import { z } from 'zod';
import { eventStream } from '#lib/http/event-stream.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { runtime } from '#lib/runtime.ts';

/** Tells an open page which keys were checked: their ids and nothing else. It does not extend the session. */
export const GET = staffRoute(
  'keys:read',
  z.object({}),
  (_query, staff, { signal }) =>
    Promise.resolve(
      eventStream((listener) => runtime().live.subscribe(listener), {
        signal,
        endsAt: staff.expiresAt,
        now: runtime().clock(),
      }),
    ),
  { people: false },
);
