import { request as send } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { runningStack } from './running-stack.ts';

const { origin } = runningStack();

export type RawAnswer = { status: number; headers: IncomingHttpHeaders; body: string };

/**
 * Sends a request as no browser would: any method, any Host, a body without its length. Redirects are not followed.
 * @param chunked whether to send the body without declaring its size
 */
export function rawRequest(
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
    chunked = false,
  }: { method?: string; headers?: Record<string, string>; body?: string | Buffer; chunked?: boolean } = {},
): Promise<RawAnswer> {
  const { port, host } = new URL(origin);
  const sized = body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const request = send(
      { host: '127.0.0.1', port, path, method, agent: false, headers: { host, ...sized, ...headers } },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString('utf8'),
          }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    // Two writes: with a single one, Node would set content-length by itself.
    if (chunked && body !== undefined) request.write(body.slice(0, 1));
    request.end(chunked ? body?.slice(1) : body);
  });
}
