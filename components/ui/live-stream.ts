import { openLiveConnection } from './live-connection.ts';
import { joinLiveTabs, type LiveTabs } from './live-tabs.ts';

type Told = Parameters<typeof joinLiveTabs>[1];

/** Joins this browser's one stream of changes. This module loads after the page is shown. */
export const joinLive = (told: Told): LiveTabs =>
  joinLiveTabs(
    {
      locks: 'locks' in navigator ? navigator.locks : undefined,
      channel: 'BroadcastChannel' in window ? new BroadcastChannel('keydesk-live') : undefined,
      connect: (on) =>
        openLiveConnection({
          ...on,
          connect: (signal) =>
            fetch('/api/live', { signal, headers: { accept: 'text/event-stream' }, cache: 'no-store' }),
        }),
    },
    told,
  );
