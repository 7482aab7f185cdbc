import type { Server } from 'node:http';

const IDLE_CHECK_MS = 50;

/**
 * Stops a server: takes no new connection, ends event streams at once, gives other requests `withinMs` to finish and
 * then cuts them off. Resolves when every connection is closed.
 */
export function createStop(server: Server): (withinMs: number) => Promise<void> {
  const streams = new Set<() => void>();
  server.on('request', (_request, response) => {
    // An event stream lasts for minutes, and its browser reconnects by itself.
    const end = (): void => {
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.destroy();
    };
    streams.add(end);
    response.once('close', () => streams.delete(end));
  });
  return (withinMs) =>
    new Promise((resolve) => {
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
      const limit = setTimeout(() => server.closeAllConnections(), withinMs);
      server.close(() => {
        clearInterval(idle);
        clearTimeout(limit);
        resolve();
      });
      for (const end of streams) end();
    });
}
