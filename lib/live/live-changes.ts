import { isSessionNotice, MANY, readChange, type HeardChange } from '#lib/core/live/change.ts';
import { BEAT_MS, RECENT_MS, type RecentChange, type ServerMessage } from '#lib/core/live/server-message.ts';
import { gatherChanges } from './gather-changes.ts';
import { listen } from './listen.ts';

/** What this process hears of changes, from all processes, for all its streams. */
export type LiveChanges = {
  /** @returns a function that ends the subscription */
  subscribe(listener: (message: ServerMessage) => void): () => void;
  /** The first message of a stream: what its page may have missed since it was rendered. */
  hello(staffId: string): ServerMessage;
  /** Ends the connection to PostgreSQL. */
  close(): Promise<void>;
};

/** Recent changes kept for new streams; more than this are kept as one `many`. */
const MOST_RECENT = 50;

/**
 * Listens over one connection per process. While it is broken, every listener is told that nothing is heard; afterwards,
 * that anything may have changed. Every ten seconds they are told that the process is there.
 * @param options `onSessionNotice` is called when sessions ended, and after a break, in which they may have ended
 */
export function createLiveChanges(options: {
  url: string;
  role: string;
  channel: string;
  clock: () => Date;
  onSessionNotice: () => void;
  onError: (error: unknown) => void;
  beatMs?: number;
}): LiveChanges {
  const listeners = new Set<(message: ServerMessage) => void>();
  let recent: RecentChange[] = [];
  let hearingSince: string | null = null;
  let wasUp = false;
  const now = (): string => options.clock().toISOString();
  const tell = (message: ServerMessage): void => {
    for (const listener of listeners) listener(message);
  };
  const remember = (changes: readonly HeardChange[], at: string): void => {
    const oldest = options.clock().getTime() - RECENT_MS;
    recent = [...recent.filter((one) => Date.parse(one.at) >= oldest), ...changes.map((change) => ({ ...change, at }))];
    if (recent.length > MOST_RECENT) recent = [{ ...MANY, at }];
  };
  const gather = gatherChanges((changes) => {
    const at = now();
    remember(changes, at);
    tell({ event: 'changes', now: at, changes });
  });

  const beats = setInterval(() => tell({ event: 'beat', now: now() }), options.beatMs ?? BEAT_MS).unref();

  const stop = listen({
    url: options.url,
    role: options.role,
    channel: options.channel,
    onNotification: (payload) => {
      const change = readChange(payload);
      if (isSessionNotice(change)) options.onSessionNotice();
      else gather.heard(change);
    },
    onUp: () => {
      hearingSince = now();
      tell({ event: 'hearing', now: hearingSince, since: hearingSince });
      // What happened during a break is not repeated. Before the first connection there was no page to miss it.
      if (wasUp) {
        gather.heard(MANY);
        options.onSessionNotice();
      }
      wasUp = true;
    },
    onDown: (error) => {
      options.onError(error);
      hearingSince = null;
      tell({ event: 'hearing', now: now(), since: null });
    },
  });

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    hello: (staffId) => ({ event: 'hello', now: now(), staffId, hearingSince, recent }),
    close: async () => {
      clearInterval(beats);
      gather.stop();
      await stop();
    },
  };
}
