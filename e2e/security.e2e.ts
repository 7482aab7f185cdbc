import type { Page } from 'playwright/test';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { readState } from '../sandbox/demo/state.ts';
import { actionPost, sendAgain } from './action-post.ts';
import { checkNow, expect, expireSharedCheck, openKey, rows, SESSION_COOKIE, test, rowCounts } from './desk.ts';
import { rawRequest, type RawAnswer } from './raw-request.ts';
import { runningStack } from './running-stack.ts';

const { origin, dir } = runningStack();

/** A well-formed session token that belongs to nobody. */
const NOBODY = { cookie: `${SESSION_COOKIE}=${'A'.repeat(43)}` };

const session = async (page: Page): Promise<{ cookie: string }> => {
  const cookie = (await page.context().cookies()).find(({ name }) => name === SESSION_COOKIE);
  return { cookie: `${SESSION_COOKIE}=${cookie?.value ?? ''}` };
};

test('injected markup runs no script, and the browser reports the violation', async ({ browser }) => {
  // A separate window, because its violations are expected.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto('/sign-in');
  const violated = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective), {
          once: true,
        });
        document.body.insertAdjacentHTML('beforeend', '<img src="/nothing" onerror="globalThis.ran = true" alt="">');
      }),
  );
  expect(violated).toMatch(/^script-src/);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'ran'))).toBeUndefined();
  await context.close();
});

function expectSafeHeaders({ headers }: RawAnswer, what: string): void {
  expect.soft(headers['x-content-type-options'], what).toBe('nosniff');
  expect.soft(headers['referrer-policy'], what).toBe('same-origin');
  expect.soft(headers['cross-origin-opener-policy'], what).toBe('same-origin');
  expect.soft(headers['cross-origin-resource-policy'], what).toBe('same-origin');
  expect.soft(headers['permissions-policy'], what).toContain('camera=()');
  expect.soft(headers['content-security-policy'], what).toContain("frame-ancestors 'none'");
  expect.soft(headers['content-security-policy'], what).toContain("base-uri 'none'");
  expect.soft(headers, what).not.toHaveProperty('x-powered-by');
  expect.soft(headers, what).not.toHaveProperty('access-control-allow-origin');
}

test('every kind of response carries the security headers', async ({ signedIn }) => {
  const admin = await signedIn('Ada Admin');
  const cookie = await session(admin);
  const page = await rawRequest('/keys', { headers: cookie });
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(page.body)?.[1] ?? '';
  const post = { method: 'POST', headers: { ...cookie, origin, 'content-type': 'multipart/form-data; boundary=x' } };
  const answers: [what: string, status: number, answer: RawAnswer][] = [
    ['a page', 200, page],
    ['a public page', 200, await rawRequest('/sign-in')],
    ['a redirect to sign-in', 307, await rawRequest('/keys')],
    ['a missing page', 404, await rawRequest('/nothing/here', { headers: cookie })],
    ['a missing key', 404, await rawRequest('/keys/00000000-0000-4000-8000-000000000000', { headers: cookie })],
    ['a file', 200, await rawRequest(script)],
    ['a missing file', 404, await rawRequest('/_next/static/nothing.js')],
    ['JSON', 200, await rawRequest('/api/keys', { headers: cookie })],
    ['JSON refused', 401, await rawRequest('/api/keys')],
    ['health', 200, await rawRequest('/api/health')],
    ['a wrong method', 405, await rawRequest('/keys', { method: 'PUT', headers: cookie })],
    ['a body too large', 413, await rawRequest('/keys', { ...post, body: 'x'.repeat(1_100_000) })],
    ['an unknown host', 421, await rawRequest('/keys', { headers: { host: 'evil.test' } })],
    ['the image optimizer', 404, await rawRequest('/_next/image?url=%2Ficon.svg&w=64&q=75', { headers: cookie })],
    ['a doubled slash', 308, await rawRequest('//evil.test/', { headers: cookie })],
    ['a malformed address', 404, await rawRequest('/%', { headers: cookie })],
  ];
  for (const [what, status, answer] of answers) {
    expect.soft(answer.status, what).toBe(status);
    expectSafeHeaders(answer, what);
  }
});

test('a page allows its scripts by a nonce that is new for each response, and no signed-in response may be cached', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  const cookie = await session(page);
  const [first, second] = [
    await rawRequest('/keys', { headers: cookie }),
    await rawRequest('/keys', { headers: cookie }),
  ];
  const nonceOf = ({ headers }: RawAnswer) =>
    /script-src 'nonce-([\w+/=]{20,})' 'strict-dynamic'/.exec(String(headers['content-security-policy']))?.[1];
  expect(nonceOf(first)).toBeDefined();
  expect(nonceOf(first)).not.toBe(nonceOf(second));
  const policy = String(first.headers['content-security-policy']);
  for (const part of ["default-src 'self'", "object-src 'none'", "form-action 'self'", "connect-src 'self'"])
    expect(policy).toContain(part);
  expect(policy).not.toMatch(/unsafe-(?:inline|eval)/);
  expect(first.headers['cache-control']).toContain('no-store');
  expect((await rawRequest('/api/keys', { headers: cookie })).headers['cache-control']).toContain('no-store');
  await page.goto('/keys/new');
  const navigated = page.waitForResponse((response) => response.url().includes('_rsc='));
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Keys' }).click();
  expect((await navigated).headers()['cache-control']).toContain('no-store');
});

test('methods that no page uses get 405', async ({ signedIn }) => {
  const cookie = await session(await signedIn('Aidan Agent'));
  for (const method of ['TRACE', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])
    for (const address of ['/keys', '/api/keys', '/api/health', '/sign-in']) {
      const { status, headers } = await rawRequest(address, { method, headers: { ...cookie, origin } });
      expect.soft(status, `${method} ${address}`).toBe(405);
      expect.soft(headers.allow, `${method} ${address}`).toContain('GET');
    }
  expect((await rawRequest('/api/keys', { method: 'POST', headers: { ...cookie, origin }, body: '{}' })).status).toBe(
    405,
  );
  expect((await rawRequest('/api/auth/signout', { headers: cookie })).status).toBe(405);
});

test('a submission that does not come from our own origin is refused and writes nothing', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  const key = await openKey(page, 'Nimbus Weather');
  const post = await actionPost(page, () => checkNow(page));
  await expireSharedCheck();
  const state = async () => [
    await rowCounts(),
    await rows('select revision, claimed_at from key_checks where key_id = $1', [key.id]),
  ];
  const before = await state();
  const cookie = await session(page);
  const address = new URL(post.url).pathname;
  const foreign: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: 'https://evil.test' },
    { origin: '::::' },
    { origin: 'https://evil.test', 'x-forwarded-host': 'evil.test' },
    { origin: `${origin}.evil.test` },
    { origin, 'sec-fetch-site': 'cross-site' },
    { referer: `${origin}/keys` },
  ];
  for (const headers of foreign) {
    const answer = await rawRequest(address, {
      method: 'POST',
      headers: { ...cookie, 'next-action': post.action, 'content-type': post.contentType, ...headers },
      body: post.body,
    });
    expect.soft(answer.status, JSON.stringify(headers)).toBe(403);
    expect.soft(answer.body, JSON.stringify(headers)).toContain('did not come from a page of Keydesk');
  }
  expect(await state()).toEqual(before);
  // The same submission from our own origin is accepted, so the origin was the reason.
  expect((await sendAgain(page.context(), post)).status()).toBe(200);
  await expect.poll(state).not.toEqual(before);
});

test('a submission without a session gets an error message and writes nothing', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  await openKey(page, 'Nimbus Weather');
  const post = await actionPost(page, () => checkNow(page));
  await expireSharedCheck();
  const before = await rowCounts();
  for (const cookie of [{}, NOBODY, { authorization: `Bearer ${'A'.repeat(43)}` }]) {
    const answer = await rawRequest(new URL(post.url).pathname, {
      method: 'POST',
      headers: { ...cookie, origin, 'next-action': post.action, 'content-type': post.contentType },
      body: post.body,
    });
    expect(answer.body).toContain('You are not signed in.');
  }
  expect(await rowCounts()).toEqual(before);
});

test('a body without a declared size is refused, and an unknown action gets an error message', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  const key = await openKey(page, 'Nimbus Weather');
  const headers = { ...(await session(page)), origin };
  const form = { 'content-type': 'multipart/form-data; boundary=x' };
  const body = '--x\r\ncontent-disposition: form-data; name="0"\r\n\r\n[]\r\n--x--\r\n';
  const address = `/keys/${key.id}`;
  const unsized = await rawRequest(address, {
    method: 'POST',
    headers: { ...headers, ...form, 'next-action': 'a'.repeat(42) },
    body,
    chunked: true,
  });
  expect(unsized.status).toBe(411);
  for (const action of ['a'.repeat(42), 'nonsense', '../../etc/passwd']) {
    const unknown = await rawRequest(address, {
      method: 'POST',
      headers: { ...headers, ...form, 'next-action': action },
      body,
    });
    expect.soft(unknown.status, action).toBeGreaterThanOrEqual(400);
    expect.soft(unknown.status, action).toBeLessThan(500);
    expect.soft(unknown.body, action).toMatch(/action/i);
    expect.soft(unknown.body, action).not.toMatch(/\bat .+\.js:\d+/);
  }
});

/** How many files and sockets the web process has open. Only Linux shows it. */
function openOnServer(): number {
  const web = readState(dir).children.find(({ name }) => name === 'web');
  return process.platform === 'linux' ? readdirSync(`/proc/${web?.pid}/fd`).length : 0;
}

test('a request to switch protocols or to open a tunnel is refused at once, and the server keeps no socket open', async () => {
  const { host, port } = new URL(origin);
  const websocket = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13';
  const asked = [
    ...['/', '/keys', '/api/live', '/nothing'].map((target) => `GET ${target} HTTP/1.1\r\n${websocket}`),
    'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c',
    'CONNECT evil.test:443 HTTP/1.1',
  ];
  const before = openOnServer();
  const sockets = await Promise.all(
    Array.from({ length: 120 }, async (_, index) => {
      // This client never closes its side.
      const socket = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true });
      socket.on('error', () => undefined);
      socket.write(`${asked[index % asked.length]}\r\nHost: ${host}\r\n\r\n`);
      const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 [\s\S]*plain HTTP requests only/);
      return socket;
    }),
  );
  // Other pages open and close a few sockets meanwhile, not a hundred.
  await expect.poll(openOnServer).toBeLessThan(before + 20);
  for (const socket of sockets) socket.destroy();
});

test('another name of this machine redirects to the configured origin, and a forged internal header gives no access', async () => {
  const { port } = new URL(origin);
  for (const host of [`127.0.0.1:${port}`, `[::1]:${port}`]) {
    const answer = await rawRequest('/keys?q=acme', { headers: { host } });
    expect(answer.status).toBe(308);
    expect(answer.headers.location).toBe(`${origin}/keys?q=acme`);
  }
  const forged: Record<string, string>[] = [
    { 'x-middleware-subrequest': Array.from({ length: 5 }, () => 'proxy').join(':') },
    { 'x-middleware-subrequest': Array.from({ length: 5 }, () => 'src/middleware').join(':') },
    { 'x-keydesk-inside': '1' },
    { rsc: '1', 'next-router-prefetch': '1' },
    { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'https' },
  ];
  for (const headers of forged) {
    const answer = await rawRequest('/keys', { headers });
    expect(answer.status, JSON.stringify(headers)).toBe(307);
    expect(answer.headers.location, JSON.stringify(headers)).toMatch(/^(?:http:\/\/localhost:\d+)?\/sign-in\?/);
  }
  const followed = await rawRequest('/keys', { headers: NOBODY });
  expect([303, 307]).toContain(followed.status);
});

test('sign-in leads to a page of Keydesk and nowhere else', async ({ signedOut }) => {
  for (const callbackUrl of [
    'https://evil.test/',
    '//evil.test/',
    String.raw`/\evil.test`,
    'javascript:alert(1)',
    '/api/keys',
  ]) {
    const page = await signedOut();
    await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(callbackUrl)}`);
    await page.getByRole('button', { name: 'Continue with your company account' }).click();
    await page.getByRole('button', { name: 'Vera Viewer' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeAttached();
    expect(new URL(page.url()).origin).toBe(origin);
  }
});

test('the health check returns 200 and reveals nothing else', async () => {
  const { status, body, headers } = await rawRequest('/api/health');
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({ status: 'ok' });
  expect(headers['cache-control']).toBe('no-store');
  // A load balancer uses the IP address as the host.
  expect((await rawRequest('/api/health', { headers: { host: '10.0.0.7' } })).status).toBe(200);
});

test('a refused request is logged once, in one line, without a stack trace', async () => {
  const log = () =>
    readdirSync(path.join(dir, 'logs'))
      .filter((name) => name.startsWith('web'))
      .map((name) => readFileSync(path.join(dir, 'logs', name), 'utf8'))
      .join('');
  const before = log().length;
  await rawRequest('/keys', {
    method: 'POST',
    headers: { origin: '::::', 'content-type': 'multipart/form-data; boundary=x' },
    body: 'x',
  });
  await expect.poll(() => log().slice(before)).toContain('malicious_csrf');
  const lines = log()
    .slice(before)
    .trim()
    .split('\n')
    .filter((line) => line.includes('malicious_csrf'));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', status: 403 });
  expect(lines[0]).not.toContain('stack');
});
