import { once } from 'node:events';
import { request, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionCookieName } from '#lib/auth/cookies.ts';
import { INSIDE_HEADER, insideMark, PATH_HEADER, REQUEST_ID_HEADER } from './request-headers.ts';
import { createFront } from './server-front.ts';

const TIMEOUTS = { headers: 300, request: 600, keepAlive: 300, inactive: 1_500 };
/** A page answers only with one; whose session it is, Next finds out. */
const COOKIE = `${sessionCookieName('http://localhost')}=token`;
const TEXT = JSON.stringify(Array.from({ length: 200 }, (_, n) => `key ${n}`));
const MUCH = Buffer.alloc(32_000_000, 'x');

let server: Server;
let port = 0;
let origin = '';
const seen: Record<string, string | string[] | undefined>[] = [];
const errors: unknown[] = [];
const refused: unknown[] = [];
const log = { warn: (fields: unknown) => void refused.push(fields) };

beforeAll(async () => {
  // The origin holds the port, so the port is found before the server is made.
  const finder = createFront({
    origin: 'http://localhost',
    handle: async () => undefined,
    onError: () => undefined,
    log,
  });
  port = await listen(finder, 0);
  await new Promise((resolve) => finder.close(resolve));
  origin = `http://localhost:${port}`;
  server = createFront({
    origin,
    // Stands for Next, which answers everything.
    handle: async ({ url, headers }, response) => {
      seen.push(headers);
      if (url === '/fails') throw new Error('next failed');
      if (url === '/json' || url === '/events') {
        const type = url === '/json' ? 'application/json' : 'text/event-stream';
        return void response.writeHead(200, { 'content-type': type }).end(TEXT);
      }
      if (url === '/much') return void response.writeHead(200).end(MUCH);
      response.writeHead(404).end('next');
    },
    onError: (error) => errors.push(error),
    log,
    timeouts: TIMEOUTS,
    timeoutCheckMs: 50,
  });
  await listen(server, port);
});

afterAll(() => server.close());

async function listen(listening: Server, wanted: number): Promise<number> {
  await new Promise<void>((resolve) => {
    listening.listen(wanted, '127.0.0.1', resolve);
  });
  const address = listening.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function gunzipped(path: string) {
  const { headers } = await ask('GET', path, { 'accept-encoding': 'gzip' });
  const response = await fetch(`${origin}${path}`, { headers: { 'accept-encoding': 'gzip', cookie: COOKIE } });
  return {
    encoding: headers['content-encoding'],
    vary: headers.vary,
    length: headers['content-length'],
    body: await response.text(),
  };
}

async function ask(method: string, path: string, headers: Record<string, string> = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(
      { host: '127.0.0.1', port, method, path, headers: { host: `localhost:${port}`, cookie: COOKIE, ...headers } },
      resolve,
    )
      .on('error', reject)
      .end();
  });
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const openSockets = (): Promise<number> =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });

/** A client that never closes its side: what ends the connection is the server. */
function client(sent: string, { reads = true } = {}): { socket: Socket; answer: () => string } {
  const parts: Buffer[] = [];
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.on('error', () => undefined);
  if (reads) socket.on('data', (part) => parts.push(part));
  socket.write(sent);
  return { socket, answer: () => Buffer.concat(parts).toString() };
}

describe('the server in front of Next', () => {
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

  it('refuses TRACE and does not pass it to Next', async () => {
    expect(await ask('TRACE', '/')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('refuses a target that is not a path', async () => {
    expect(await ask('OPTIONS', '*')).toMatchObject({ status: 405 });
  });

  it('redirects from another name of this machine to the configured origin, path and query included', async () => {
    const { status, headers } = await ask('GET', '/keys?a=1', { host: `127.0.0.1:${port}` });
    expect(status).toBe(308);
    expect(headers.location).toBe(`http://localhost:${port}/keys?a=1`);
  });

  it('lets Next call itself by address, and refuses a caller that only claims to be Next', async () => {
    const host = `127.0.0.1:${port}`;
    expect(await ask('GET', '/', { host, [INSIDE_HEADER]: insideMark() })).toMatchObject({ body: 'next' });
    expect(await ask('GET', '/', { host, [INSIDE_HEADER]: 'x'.repeat(43) })).toMatchObject({ status: 308 });
  });

  it('hides X-Forwarded-Proto from Next, which would call itself over TLS because of it', async () => {
    await ask('GET', '/', { 'x-forwarded-proto': 'https' });
    expect(seen.at(-1)).toMatchObject({ host: `localhost:${port}` });
    expect(seen.at(-1)).not.toHaveProperty('x-forwarded-proto');
  });

  it('gives Next the address without its router’s mark, an id, and a nonce that only this answer allows', async () => {
    const [first, second] = [await ask('GET', '/keys?q=a%20b&_rsc=1x'), await ask('GET', '/keys?q=a%20b')];
    expect(seen.slice(-2)).toMatchObject([{ [PATH_HEADER]: '/keys?q=a+b' }, { [PATH_HEADER]: '/keys?q=a%20b' }]);
    for (const [at, { headers }] of [first, second].entries()) {
      const given = seen.at(at - 2);
      expect(headers['x-request-id']).toBe(given?.[REQUEST_ID_HEADER]);
      expect(headers['content-security-policy']).toBe(given?.['content-security-policy']);
      expect(headers['content-security-policy']).toMatch(/'nonce-[\w+/=]{24}'/);
    }
    expect(first.headers['content-security-policy']).not.toBe(second.headers['content-security-policy']);
    expect(first.headers['x-request-id']).not.toBe(second.headers['x-request-id']);
  });

  it('replaces what a caller says in the headers that only Keydesk sets', async () => {
    const forged = { [PATH_HEADER]: '/x', [REQUEST_ID_HEADER]: 'x', [INSIDE_HEADER]: 'x', forwarded: 'host=evil.test' };
    await ask('GET', '/keys', { ...forged, 'x-forwarded-host': 'evil.test', 'content-security-policy': 'x' });
    expect(seen.at(-1)).toMatchObject({
      [PATH_HEADER]: '/keys',
      [INSIDE_HEADER]: insideMark(),
      'x-forwarded-host': `localhost:${port}`,
      'content-security-policy': expect.stringContaining("script-src 'nonce-"),
    });
    expect(seen.at(-1)?.[REQUEST_ID_HEADER]).not.toBe('x');
    expect(seen.at(-1)).not.toHaveProperty('forwarded');
  });

  it('forbids to store every answer but that for a file of the build, whose name changes with its content', async () => {
    expect((await ask('GET', '/keys')).headers['cache-control']).toBe('no-store');
    expect((await ask('GET', '/api/keys')).headers['cache-control']).toBe('no-store');
    expect((await ask('GET', '/_next/static/a.js')).headers).not.toHaveProperty('cache-control');
  });

  it.each([
    ['a foreign host', 'GET', '/keys', { host: 'evil.test' }, 421, 'foreign_host'],
    ['a method that no page takes', 'PUT', '/keys', {}, 405, 'unexpected_method'],
    ['a foreign origin', 'POST', '/api/auth/signout', { origin: 'https://evil.test' }, 403, 'malicious_csrf'],
  ])(
    'refuses %s with words, logs it once, and does not ask Next',
    async (_what, method, path, headers, status, event) => {
      const [asked, logged] = [seen.length, refused.length];
      const answer = await ask(method, path, headers);
      expect(answer).toMatchObject({ status, headers: { 'cache-control': 'no-store' } });
      expect(answer.body).toMatch(/^[A-Z].{20,}\.\n$/);
      expect(refused.slice(logged)).toEqual([
        { event, status, method, pathname: path, requestId: answer.headers['x-request-id'] },
      ]);
      expect(seen).toHaveLength(asked);
    },
  );

  it('leads a visitor without a session to sign-in and back, whatever the address looks like', async () => {
    for (const path of ['/keys?a=1', '//evil.test/', '/%', String.raw`/\evil`]) {
      const { status, headers } = await ask('GET', path, { cookie: 'other=1; x-keydesk-session=1' });
      expect.soft(status, path).toBe(307);
      expect.soft(headers.location, path).toMatch(/^\/sign-in\?callbackUrl=%2F/);
    }
    expect((await ask('GET', '/keys', { cookie: `other=1; ${COOKIE}` })).body).toBe('next');
  });

  it('answers 500 without details when Next throws, and reports the error', async () => {
    const { status, body } = await ask('GET', '/fails');
    expect(status).toBe(500);
    expect(body).not.toContain('next failed');
    expect(errors).toMatchObject([{ message: 'next failed' }]);
  });
});

describe('connections', () => {
  const head = (line: string, extra = ''): string =>
    `${line} HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: ${COOKIE}\r\n${extra}\r\n`;
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  const request = (): string => head('GET /');

  it.each([
    ['an upgrade on a page', () => head('GET /keys', upgrade)],
    ['an upgrade on a route', () => head('GET /api/live', upgrade)],
    ['an upgrade to HTTP/2', () => head('GET /', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n')],
    ['an upgrade with a body', () => `${head('POST /keys', `${upgrade}Content-Length: 5\r\n`)}hello`],
    ['CONNECT', () => head('CONNECT evil.test:443')],
  ])('answers %s at once and leaves no socket open, though the client never closes', async (_what, sent) => {
    const clients = Array.from({ length: 20 }, () => client(sent()));
    for (const { answer } of clients)
      await expect
        .poll(answer, { timeout: 3_000 })
        .toMatch(/^HTTP\/1\.1 400 [\s\S]*Connection: close[\s\S]*plain HTTP requests only/);
    await expect.poll(openSockets, { timeout: 3_000 }).toBe(0);
    for (const { socket } of clients) socket.destroy();
  });

  it('survives a client that resets the connection in the middle of an upgrade', async () => {
    for (let n = 0; n < 20; n += 1) {
      const { socket } = client(head('GET /', upgrade));
      await once(socket, 'connect');
      socket.resetAndDestroy();
    }
    await expect.poll(openSockets, { timeout: 3_000 }).toBe(0);
    expect(await ask('GET', '/')).toMatchObject({ body: 'next' });
  });

  it.each<[string, () => string, { reads?: boolean }, RegExp]>([
    ['sends nothing', () => '', {}, /^(HTTP\/1\.1 408 [\s\S]*)?$/],
    ['sends half of its headers', () => request().slice(0, -4), {}, /^HTTP\/1\.1 408 /],
    [
      'sends half of its body',
      () => head('POST /api/auth/signout', `Origin: ${origin}\r\nContent-Length: 9\r\n`),
      {},
      /HTTP\/1\.1 408 |^HTTP\/1\.1 404 /,
    ],
    ['sends no second request', request, {}, /^HTTP\/1\.1 404 /],
    ['does not read the answer', () => head('GET /much'), { reads: false }, /^$/],
  ])('closes the connection of a client that %s', async (_what, sent, options, answered) => {
    const { socket, answer } = client(sent(), options);
    await once(socket, 'connect');
    await expect.poll(openSockets, { timeout: 1_000 }).toBe(1);
    await expect.poll(openSockets, { timeout: 8_000 }).toBe(0);
    // The server has closed its side, but the bytes may still be on their way to the client.
    await expect.poll(answer, { timeout: 1_000 }).toMatch(answered);
    socket.destroy();
  });

  it('closes the connection of a client that sends header after header without end', async () => {
    const { socket, answer } = client(request().slice(0, -2));
    const drip = setInterval(() => socket.write('x-more: x\r\n'), 40);
    await once(socket, 'connect');
    await expect.poll(openSockets, { timeout: 1_000 }).toBe(1);
    await expect.poll(openSockets, { timeout: 8_000 }).toBe(0);
    clearInterval(drip);
    // A client that goes on sending may lose the answer.
    expect(answer()).toMatch(/^(HTTP\/1\.1 408 [\s\S]*)?$/);
    socket.destroy();
  });

  it('finishes the answer to a client that has closed its own side', async () => {
    const { socket, answer } = client(request());
    socket.end();
    await expect.poll(answer, { timeout: 3_000 }).toContain('next');
    await expect.poll(openSockets, { timeout: 3_000 }).toBe(0);
    socket.destroy();
  });
});

it('compresses JSON for a browser that takes it, and leaves other answers and streams of events as they are', async () => {
  const json = await gunzipped('/json');
  expect(json).toMatchObject({ encoding: 'gzip', vary: expect.stringContaining('Accept-Encoding'), body: TEXT });
  expect((await gunzipped('/events')).encoding).toBeUndefined();
  expect(await ask('GET', '/json')).toMatchObject({ status: 200, body: TEXT });
  expect((await ask('GET', '/json')).headers['content-encoding']).toBeUndefined();
  expect((await gunzipped('/nothing')).encoding).toBeUndefined();
});
