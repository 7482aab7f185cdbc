import { BEAT_MS, readEvent, type ServerMessage } from '#lib/core/live/server-message.ts';

/** How the stream stands. `signed_out` has the server's words for it. */
export type LinkState =
  { kind: 'connecting' } | { kind: 'open' } | { kind: 'broken' } | { kind: 'signed_out'; words: string };

export type LiveConnection = {
  /** Connects now instead of later, or anew when nothing was heard for longer than `silentMs`. */
  wake(silentMs?: number): void;
  stop(): void;
};

/** After this silence the connection is dead, even if the browser has not noticed: after a sleep, or with a cut cable. */
export const SILENT_MS = 2.5 * BEAT_MS;
const LOOK_EVERY_MS = 2_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** A stream that ends sooner counts as another failure, so that a server that breaks every stream is asked ever less. */
const LASTED_MS = 10_000;

type Ended = { how: 'failed' | 'silent' | 'ended' } | { how: 'signed_out'; words: string };

/**
 * Keeps one stream of the server's messages open. After any failure it connects again: after a second at first, then later
 * and later up to half a minute, each time with some chance, so that many browsers don't all come back at once.
 * @param connect makes the request
 * @param random a number in [0, 1)
 */
export function openLiveConnection({
  connect,
  onMessage,
  onState,
  random = Math.random,
}: {
  connect: (signal: AbortSignal) => Promise<Response>;
  onMessage: (message: ServerMessage) => void;
  onState: (state: LinkState) => void;
  random?: () => number;
}): LiveConnection {
  let stopped = false;
  let failures = 0;
  let heardAtMs = 0;
  let request = new AbortController();
  let endWait = (): void => undefined;
  /** Why the server ended the last stream, until the next answer. */
  let farewell: Extract<ServerMessage, { event: 'end' }> | null = null;

  const read = async (response: Response): Promise<void> => {
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) return;
      heardAtMs = Date.now();
      const blocks = (text + decoder.decode(part.value, { stream: true })).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const message = readEvent(block);
        if (message === null || stopped) continue;
        if (message.event === 'hello') {
          farewell = null;
          onState({ kind: 'open' });
        }
        if (message.event === 'end') farewell = message;
        onMessage(message);
      }
    }
  };

  const openOnce = async (): Promise<Ended> => {
    request = new AbortController();
    const { signal } = request;
    heardAtMs = Date.now();
    try {
      const response = await connect(signal);
      if (response.status === 401) return { how: 'signed_out', words: await wordsOf(response, farewell) };
      if (!response.ok) {
        await response.body?.cancel();
        return { how: 'failed' };
      }
      await read(response);
      return { how: 'ended' };
    } catch {
      return { how: signal.aborted ? 'silent' : 'failed' };
    }
  };

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const isStopped = (): boolean => stopped;
  const run = async (): Promise<void> => {
    for (;;) {
      const beganAtMs = Date.now();
      const ended = await openOnce();
      if (isStopped()) return;
      onState(ended.how === 'signed_out' ? { kind: 'signed_out', words: ended.words } : { kind: 'broken' });
      failures = Date.now() - beganAtMs >= LASTED_MS ? 0 : failures + 1;
      // A server that says why it ends a stream answers at once; a dead connection was waited for already.
      const soon = ended.how === 'silent' || (ended.how === 'ended' && farewell !== null);
      await wait(soon ? FIRST_WAIT_MS * 0.2 * random() : waitMs(failures, random));
      if (isStopped()) return;
    }
  };

  const look = setInterval(() => {
    if (Date.now() - heardAtMs > SILENT_MS) request.abort();
  }, LOOK_EVERY_MS);
  onState({ kind: 'connecting' });
  void run();

  return {
    wake(silentMs = 0) {
      failures = 0;
      endWait();
      if (Date.now() - heardAtMs >= silentMs) request.abort();
    },
    stop() {
      stopped = true;
      clearInterval(look);
      request.abort();
      endWait();
    },
  };
}

/** How long to wait after so many failures in a row: half of it fixed, half by chance. */
const waitMs = (failures: number, random: () => number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1)) * (0.5 + random() / 2);

/** What the server says about the end of the session; what it said before, if it no longer knows the session. */
async function wordsOf(response: Response, before: { words: string } | null): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null || !('words' in body) || !('reason' in body))
    return before?.words ?? '';
  return body.reason === 'signed_out' && before !== null ? before.words : String(body.words);
}
