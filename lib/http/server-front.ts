import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import compression from 'compression';
import type { Logger } from '#lib/config/log.ts';
import { admit } from './admit.ts';

/** How long a client may take, in milliseconds. */
const TIMEOUTS = {
  /** For the request line and the headers, counted from the connection's start. */
  headers: 15_000,
  /** For the whole request. The largest is 1 MB. */
  request: 60_000,
  /** Between two requests. Longer than the 60 s of common load balancers, which must be the ones to close. */
  keepAlive: 65_000,
  /** Without a byte in either direction, for example when a client stops reading. Event streams send every 10 s. */
  inactive: 120_000,
};
const TIMEOUT_CHECK_MS = 2_000;

type FrontOptions = {
  /** The configured origin. */
  origin: string;
  /** Next's request handler. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  onError: (error: unknown) => void;
  /** Where refused requests are logged. */
  log: Pick<Logger, 'warn'>;
  timeouts?: typeof TIMEOUTS;
  timeoutCheckMs?: number;
};

/**
 * Compresses pages, scripts and JSON of 1 kB and more. Next compresses pages only, and removes `content-encoding` from what a
 * route compressed itself. A stream of events would wait in the buffer of the compressor.
 */
const compress = compression({
  filter: (request, response) =>
    !String(response.getHeader('content-type')).startsWith('text/event-stream') &&
    compression.filter(request, response),
});

/**
 * The HTTP server around Next: decides on every request before Next sees it (`admit`), compresses all responses but event
 * streams, and limits how long a client may hold a connection. Next's own proxy file would cost each page a second
 * request object and a copy of its headers, and would not see what Next answers by itself (bad addresses, slashes).
 */
export function createFront(options: FrontOptions): Server {
  const { handle, onError, timeouts = TIMEOUTS, timeoutCheckMs = TIMEOUT_CHECK_MS } = options;
  const server = createServer(
    {
      headersTimeout: timeouts.headers,
      requestTimeout: timeouts.request,
      keepAliveTimeout: timeouts.keepAlive,
      connectionsCheckingInterval: timeoutCheckMs,
    },
    (request, response) => {
      if (!admit(request, response, options)) return;
      compress(request, response, () => {
        handle(request, response).catch((error: unknown) => {
          onError(error);
          if (response.headersSent) response.destroy();
          else response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end('Internal server error\n');
        });
      });
    },
  );
  server.setTimeout(timeouts.inactive);
  server.on('upgrade', (_request, socket) => refuseTunnel(socket));
  server.on('connect', (_request, socket) => refuseTunnel(socket));
  return server;
}

const NO_TUNNEL = 'Keydesk takes plain HTTP requests only: no WebSocket, no other protocol, no tunnel.\n';

/** After Upgrade and CONNECT the socket is ours: no timeout of the server applies to it, so it is closed at once. */
function refuseTunnel(socket: Duplex): void {
  // Without a listener, a client that resets the connection would raise an uncaught exception.
  socket.on('error', () => socket.destroy());
  socket.resume();
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${NO_TUNNEL.length}\r\n\r\n${NO_TUNNEL}`,
    () => socket.destroy(),
  );
}
