import { z } from 'zod';
import { eventStream } from '#lib/live/event-stream.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { runtime } from '#lib/runtime.ts';

/** Tells an open page which keys were checked: only their ids. It doesn't keep a session alive. */
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
