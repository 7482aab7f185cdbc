import type { NoSession } from '#lib/core/staff/session-life.ts';

/** How often the sessions of all open streams are looked up: a session that ended without a notice ends its stream too. */
const LOOK_EVERY_MS = 3_000;

/** The sessions behind this process's open streams. */
export type SessionWatch = {
  /** @returns a function that ends the watch over this stream */
  add(sessionId: string, end: (reason: NoSession) => void): () => void;
  /** Looks at once: some session ended. */
  look(): void;
};

/**
 * Ends streams whose session has ended, with the reason. One query for all of them, and none while there is no stream.
 * @param endedAmong which of these sessions have ended, and why
 */
export function watchSessions(
  endedAmong: (sessionIds: readonly string[]) => Promise<ReadonlyMap<string, NoSession>>,
): SessionWatch {
  const streams = new Map<string, Set<(reason: NoSession) => void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let again = false;

  const lookOnce = async (): Promise<void> => {
    const ended = await endedAmong([...streams.keys()]);
    for (const [sessionId, reason] of ended) for (const end of streams.get(sessionId) ?? []) end(reason);
  };
  const look = async (): Promise<void> => {
    again = true;
    if (looking) return;
    looking = true;
    while (again && streams.size > 0) {
      again = false;
      // While the database does not answer, no session can be told to have ended, and no data is read either.
      await lookOnce().catch(() => undefined);
    }
    looking = false;
  };

  return {
    add(sessionId, end) {
      const ends = streams.get(sessionId) ?? new Set();
      streams.set(sessionId, ends.add(end));
      timer ??= setInterval(() => void look(), LOOK_EVERY_MS).unref();
      return () => {
        ends.delete(end);
        if (ends.size === 0 && streams.get(sessionId) === ends) streams.delete(sessionId);
        if (streams.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    look: () => void look(),
  };
}
