import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSIDE_HEADER, insideMark } from './request-headers.ts';
import { standBeforeNext } from './server-front.ts';

let server: Server;
let port = 0;

beforeAll(async () => {
  // Stands for Next, which answers everything.
  server = createServer((_request, response) => response.writeHead(404).end('next'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  standBeforeNext(`http://localhost:${port}`);
});

afterAll(() => server.close());

async function ask(method: string, path: string, headers: Record<string, string> = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ host: '127.0.0.1', port, method, path, headers: { host: `localhost:${port}`, ...headers } }, resolve)
      .on('error', reject)
      .end();
  });
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

describe('what stands before Next', () => {
  it.each([
    ['what Next answers by itself', 'GET', '//evil.test'],
    ['its own refusals', 'TRACE', '/'],
  ])('puts the security headers on %s', async (_what, method, path) => {
    const { headers } = await ask(method, path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('refuses TRACE without letting Next see it', async () => {
    expect(await ask('TRACE', '/')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('refuses a target that is no path', async () => {
    expect(await ask('OPTIONS', '*')).toMatchObject({ status: 405 });
  });

  it('leads from another name of this machine to the configured origin, whole', async () => {
    const { status, headers } = await ask('GET', '/keys?a=1', { host: `127.0.0.1:${port}` });
    expect(status).toBe(308);
    expect(headers.location).toBe(`http://localhost:${port}/keys?a=1`);
  });

  it('lets Next call itself by address, and nobody else who only claims to', async () => {
    const host = `127.0.0.1:${port}`;
    expect(await ask('GET', '/', { host, [INSIDE_HEADER]: insideMark() })).toMatchObject({ body: 'next' });
    expect(await ask('GET', '/', { host, [INSIDE_HEADER]: 'x'.repeat(43) })).toMatchObject({ status: 308 });
  });
});
