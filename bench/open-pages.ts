import { openLiveConnection } from '#components/ui/live-connection.ts';
import { createRefetchPace } from '#components/ui/refetch-pace.ts';
import type { HeardChange } from '#lib/core/live/change.ts';

/** A page that is open in a browser of its own: the desk's stream and pace, without the drawing. */
export type OpenPage = {
  /** Reads it as the slow poll does. */
  poll(): void;
  /** When the last finished read began. */
  readAtMs(): number;
  close(): void;
};

export type Requests = { asked: number; canceled: number; failed: number };

/** @param address of the page's data; @param keyId the one key that the page shows, null for a list */
export function openPage(
  origin: string,
  cookie: string,
  { address, keyId }: { address: string; keyId: string | null },
  requests: Requests,
): OpenPage {
  let readAtMs = 0;
  let isFirst = true;
  const leave = new AbortController();
  const pace = createRefetchPace({
    read: async () => {
      const beganAtMs = performance.now();
      requests.asked += 1;
      try {
        const response = await fetch(`${origin}${address}`, { headers: { cookie }, signal: leave.signal });
        await response.arrayBuffer();
        if (!response.ok) requests.failed += 1;
        readAtMs = beganAtMs;
        return response.ok;
      } catch {
        requests.canceled += 1;
        return false;
      }
    },
  });
  const concerns = ({ kind, id }: HeardChange): boolean => kind === 'many' || keyId === null || id === keyId;
  const connection = openLiveConnection({
    connect: (signal) => fetch(`${origin}/api/live`, { headers: { cookie }, signal }),
    onMessage: (message) => {
      if (message.event === 'changes' && message.changes.some(concerns)) pace.changed();
      if (message.event !== 'hello') return;
      if (!isFirst) pace.changed();
      isFirst = false;
    },
    onState: () => undefined,
  });
  return {
    poll: () => void pace.readNow(),
    readAtMs: () => readAtMs,
    close() {
      connection.stop();
      pace.stop();
      leave.abort();
    },
  };
}
