import { z } from 'zod';
import { eventStream } from '#lib/live/event-stream.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { NO_SESSION_WORDS } from '#lib/http/words.ts';
import { runtime } from '#lib/runtime.ts';

/**
 * Tells a browser what changed: only kinds and ids. It doesn't keep a session alive, and it ends with the session.
 */
export const GET = staffRoute(
  'keys:read',
  z.object({}),
  async (_query, { staffId, sessionId }, { signal }) => {
    const { live, sessionWatch, clock } = runtime();
    const now = (): string => clock().toISOString();
    return eventStream(signal, ({ send, end }) => {
      send(live.hello(staffId));
      const unsubscribe = live.subscribe(send);
      const unwatch = sessionWatch.add(sessionId, (reason) =>
        end({ event: 'end', now: now(), reason, words: NO_SESSION_WORDS[reason] }),
      );
      return () => {
        unsubscribe();
        unwatch();
      };
    });
  },
  { people: false },
);
