import { BEAT_MS, readEvent, type ServerMessage } from '#lib/core/live/server-message.ts';
import { type EndWords, endWordsOf } from './end-words.ts';

/** The state of the stream. */
export type LinkState =
  { kind: 'connecting' } | { kind: 'open' } | { kind: 'broken' } | ({ kind: 'signed_out' } & EndWords);

export type LiveConnection = {
  /** Connects now instead of later, or anew when nothing was heard for longer than `silentMs`. */
  wake(silentMs?: number): void;
  stop(): void;
};

/** After this silence the connection is dead, even if the browser has not noticed: after a sleep, or without a network. */
export const SILENT_MS = 2.5 * BEAT_MS;
/** The answer to a request begins sooner, unless it was sent over a dead connection. */
const ANSWER_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 2_000;
const FIRST_WAIT_MS = 1_000;
const GROWTH = 1.6;
const LONGEST_WAIT_MS = 30_000;
/** A stream that ends sooner counts as another failure, so that a server that breaks every stream is asked ever less. */
const LASTED_MS = 10_000;

type Ended = { how: 'failed' | 'silent' | 'ended' } | ({ how: 'signed_out' } & EndWords);

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
  let patienceMs = ANSWER_WITHIN_MS;
  let request = new AbortController();
  let endWait = (): void => undefined;
  /** Why the server ended the last stream, until the next answer. */
  let endWords: EndWords | null = null;

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
          endWords = null;
          onState({ kind: 'open' });
        }
        if (message.event === 'end') endWords = { words: message.words, why: message.reason !== 'signed_out' };
        onMessage(message);
      }
    }
  };

  const openOnce = async (): Promise<Ended> => {
    request = new AbortController();
    const { signal } = request;
    heardAtMs = Date.now();
    patienceMs = ANSWER_WITHIN_MS;
    try {
      const response = await connect(signal);
      patienceMs = SILENT_MS;
      if (response.status === 401) {
        const said = await endWordsOf(response);
        return { how: 'signed_out', ...(said.why || endWords === null ? said : endWords) };
      }
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
      onState(
        ended.how === 'signed_out' ? { kind: 'signed_out', words: ended.words, why: ended.why } : { kind: 'broken' },
      );
      failures = Date.now() - beganAtMs >= LASTED_MS ? 0 : failures + 1;
      // A server that says why it ends a stream answers at once; a dead connection was waited for already.
      const soon = ended.how === 'silent' || (ended.how === 'ended' && endWords !== null);
      await wait(soon ? FIRST_WAIT_MS * 0.2 * random() : waitMs(failures, random));
      if (isStopped()) return;
    }
  };

  const look = setInterval(() => {
    if (Date.now() - heardAtMs > patienceMs) request.abort();
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
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * GROWTH ** Math.max(0, failures - 1)) * (0.5 + random() / 2);
