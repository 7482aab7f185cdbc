import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { INSIDE_HEADER, isFromInside } from './request-headers.ts';
import { answerOnHost } from './request-rules.ts';
import { BARE_POLICY, commonHeaders } from './security-headers.ts';

// A standard Request cannot carry them, so Next fails on them before its proxy is asked.
const NOT_CARRIED = ['TRACE', 'TRACK', 'CONNECT'];

/**
 * Puts itself between Node's HTTP server and Next for what Next cannot do: the security headers on its own answers
 * (bad addresses, slashes, faults), methods that it stumbles over, and a redirect to another name of this machine,
 * which it would turn into a path. Everything else is the proxy's.
 */
export function standBeforeNext(origin: string): void {
  const guarded = new WeakSet<Server>();
  subscribe('http.server.request.start', (message) => {
    const { server } = message as { server: Server };
    if (guarded.has(server)) return;
    guarded.add(server);
    const handlers = server.listeners('request');
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      if (answerAhead(request, response, origin)) return;
      for (const handler of handlers) Reflect.apply(handler, server, [request, response]);
    });
  });
}

/** Sets the headers of every response. Returns whether the request was answered here. */
export function answerAhead(request: IncomingMessage, response: ServerResponse, origin: string): boolean {
  for (const [name, value] of Object.entries(commonHeaders(origin))) response.setHeader(name, value);
  // What Next renders gets a policy of its own, with a nonce.
  response.setHeader('content-security-policy', BARE_POLICY);
  const { method = '', url = '' } = request;
  if (NOT_CARRIED.includes(method) || !url.startsWith('/')) {
    response.writeHead(405, {
      allow: 'GET, HEAD',
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=utf-8',
    });
    response.end('This method is not for this address. It takes GET, HEAD.\n');
    return true;
  }
  if (isFromInside(String(request.headers[INSIDE_HEADER] ?? ''))) return false;
  const ruling = answerOnHost({ method, target: url, host: request.headers.host ?? '' }, origin);
  if (ruling?.kind !== 'redirect') return false;
  response.writeHead(ruling.status, { location: ruling.location, 'cache-control': 'no-store' });
  response.end();
  return true;
}
