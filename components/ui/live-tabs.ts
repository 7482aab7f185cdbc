import { hear, type Heard, type ServerMessage } from '#lib/core/live/server-message.ts';
import { type LinkState, type LiveConnection, SILENT_MS } from './live-connection.ts';

/** What tabs of one browser tell each other. `to` names one tab; without it, all are meant. */
type TabMessage =
  /** A tab that has just opened asks the leader for the state. */
  | { kind: 'ask'; from: string }
  | { kind: 'server'; message: ServerMessage; to?: string }
  | { kind: 'link'; state: LinkState; to?: string }
  /** A tab was told that the session has ended. The leader finds out. */
  | { kind: 'verify' };

/** The parts of the browser that this needs. */
export type TabDeps = {
  /** Web Locks; undefined where there are none. */
  locks: Pick<LockManager, 'request'> | undefined;
  /** Undefined where there is no BroadcastChannel. */
  channel: BroadcastChannel | undefined;
  connect: (on: { onMessage: (message: ServerMessage) => void; onState: (state: LinkState) => void }) => LiveConnection;
  random?: () => number;
};

export type LiveTabs = {
  /** Connects anew if nothing was heard for this long: after a sleep, or when the network is back. */
  wake(silentMs: number): void;
  /** This tab was told that the session has ended: the leader connects anew and tells every tab what it finds. */
  verify(): void;
  stop(): void;
};

const LOCK = 'keydesk-live';
const LOOK_EVERY_MS = 2_000;

/**
 * One stream for all tabs of a browser. The tab that holds a Web Lock has the stream and passes on what it hears; when it
 * closes, the browser gives the lock to another tab. Where a browser has no locks or no channel, each tab has a stream.
 * @param onMessage what the server sent
 * @param onState the state of the stream
 */
export function joinLiveTabs(
  { locks, channel, connect, random = Math.random }: TabDeps,
  { onMessage, onState }: { onMessage: (message: ServerMessage) => void; onState: (state: LinkState) => void },
): LiveTabs {
  const me = `${Date.now()}-${random()}`;
  let stopped = false;
  /** Ends this tab's wait for the lock, or its time as leader. */
  let turn = new AbortController();
  let connection: LiveConnection | null = null;
  let state: LinkState = { kind: 'connecting' };
  /** The last hello, brought up to date, for tabs that open later. */
  let hello: Heard | null = null;
  let heardAtMs = Date.now();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches this origin only
  const tell = (message: TabMessage): void => channel?.postMessage(message);

  const receive = (message: ServerMessage): void => {
    heardAtMs = Date.now();
    hello = hear(hello, message);
    onMessage(message);
  };
  const setState = (now: LinkState): void => {
    heardAtMs = Date.now();
    state = now;
    onState(now);
  };

  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      connection = connect({
        onMessage: (message) => {
          receive(message);
          tell({ kind: 'server', message });
        },
        onState: (now) => {
          setState(now);
          tell({ kind: 'link', state: now });
        },
      });
      turn.signal.addEventListener('abort', () => resolve());
    });
  const follow = (): void => {
    connection?.stop();
    connection = null;
  };

  /** Waits for the lock and leads until this tab stops, or until another one takes the lock because this one is silent. */
  const compete = async (steal: boolean): Promise<void> => {
    turn.abort();
    const mine = new AbortController();
    turn = mine;
    if (locks === undefined || channel === undefined) return lead();
    await locks.request(LOCK, steal ? { steal } : { signal: mine.signal }, lead).catch(() => undefined);
    if (turn !== mine) return;
    follow();
    if (!stopped) void compete(false);
  };

  channel?.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    if ('to' in data && data.to !== undefined && data.to !== me) return;
    if (connection !== null) {
      if (data.kind === 'verify') connection.wake();
      if (data.kind !== 'ask') return;
      // A page that opened was signed in, so a session that had ended is there again.
      if (state.kind === 'signed_out' || state.kind === 'broken') connection.wake();
      tell({ kind: 'link', state, to: data.from });
      if (hello !== null && state.kind === 'open') tell({ kind: 'server', message: hello, to: data.from });
      return;
    }
    if (data.kind === 'server') receive(data.message);
    if (data.kind === 'link') setState(data.state);
  });

  // A leader that the browser has frozen keeps its lock and says nothing.
  const patienceMs = SILENT_MS * (1.5 + random());
  const look = setInterval(() => {
    if (connection !== null || Date.now() - heardAtMs < patienceMs) return;
    heardAtMs = Date.now();
    void compete(true);
  }, LOOK_EVERY_MS);

  void compete(false);
  tell({ kind: 'ask', from: me });

  return {
    wake(silentMs) {
      connection?.wake(silentMs);
    },
    verify() {
      if (connection === null) tell({ kind: 'verify' });
      else connection.wake();
    },
    stop() {
      stopped = true;
      turn.abort();
      clearInterval(look);
      follow();
      channel?.close();
    },
  };
}
