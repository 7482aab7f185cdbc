import { describe, expect, it } from 'vitest';
import {
  ACTION_BODY_LIMIT,
  AUTH_BODY_LIMIT,
  FIND_BODY_LIMIT,
  isServicePath,
  ruleOn,
  UPLOAD_BODY_LIMIT,
  type Ruling,
} from './request-rules.ts';

const LOOPBACK = 'http://localhost:3000';
const PUBLIC = 'https://desk.acme.test';
const ACTION_ID = `60${'a'.repeat(40)}`;

type Asked = { method?: string; path?: string; headers?: Record<string, string>; session?: boolean; origin?: string };

function ask({ method = 'GET', path = '/keys', headers = {}, session = true, origin = LOOPBACK }: Asked): Ruling {
  const url = new URL(path, origin);
  return ruleOn(
    {
      method,
      pathname: url.pathname,
      search: url.search,
      headers: new Headers({ host: new URL(origin).host, ...headers }),
      hasSessionCookie: session,
    },
    origin,
  );
}

const submission = (headers: Record<string, string> = {}): Record<string, string> => ({
  origin: LOOPBACK,
  'content-type': 'multipart/form-data; boundary=x',
  'content-length': '100',
  'next-action': ACTION_ID,
  ...headers,
});

const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(submission()).filter(([key]) => key !== name));

const upload = (headers: Record<string, string> = {}): Record<string, string> => ({
  origin: LOOPBACK,
  'content-type': 'text/csv; charset=utf-8',
  'content-length': '100',
  ...headers,
});

const statusOf = (ruling: Ruling): number => (ruling.kind === 'pass' ? 200 : ruling.status);

describe('the rules on a request', () => {
  it.each<[string, Asked]>([
    ['a page with a session cookie', {}],
    ['an action', { method: 'POST', headers: submission() }],
    [
      'an action whose arguments are not a form',
      { method: 'POST', headers: submission({ 'content-type': 'text/plain;charset=UTF-8' }) },
    ],
    ['a form sent without JavaScript', { method: 'POST', headers: without('next-action') }],
    [
      'an action without a session, which staffAction answers',
      { method: 'POST', headers: submission(), session: false },
    ],
    ['the sign-in page without a session', { path: '/sign-in?error=Callback', session: false }],
    ['the page that says why somebody has no access', { path: '/no-entry?reason=no_role', session: false }],
    ['an icon without a session', { path: '/icon.svg', session: false }],
    ['a chunk without a session', { path: '/_next/static/chunks/a.js', session: false }],
    ['a route for data without a session, which staffRoute answers', { path: '/api/keys', session: false }],
    ['health, asked by address', { path: '/api/health', headers: { host: '10.0.0.7:3000' }, session: false }],
    [
      'an upload, which staffUpload guards',
      { method: 'POST', path: '/api/imports?name=a.csv', headers: upload(), session: false },
    ],
    [
      'a text to look up, which staffUpload guards',
      {
        method: 'POST',
        path: '/api/find',
        headers: { origin: LOOPBACK, 'content-type': 'text/plain;charset=UTF-8', 'content-length': '12' },
      },
    ],
    ['sign-out', { method: 'POST', path: '/api/auth/signout', headers: { origin: LOOPBACK, 'content-length': '0' } }],
  ])('let through %s', (_what, asked) => {
    expect(ask(asked)).toEqual({ kind: 'pass' });
  });

  it.each([
    ['missing', without('origin')],
    ['foreign', submission({ origin: 'https://evil.test' })],
    ['null', submission({ origin: 'null' })],
    ['malformed', submission({ origin: '::::' })],
    [
      'foreign and repeated in X-Forwarded-Host',
      submission({ origin: 'https://evil.test', 'x-forwarded-host': 'evil.test' }),
    ],
    ['ours with another port', submission({ origin: 'http://localhost:3001' })],
    ['ours with another scheme', submission({ origin: 'https://localhost:3000' })],
    ['ours while the browser says cross-site', submission({ 'sec-fetch-site': 'cross-site' })],
    ['ours while the browser says same-site', submission({ 'sec-fetch-site': 'same-site' })],
  ])('refuse a submission whose Origin is %s, and log it as such', (_what, headers) => {
    expect(ask({ method: 'POST', headers })).toMatchObject({ status: 403, event: 'malicious_csrf' });
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'get'])(
    'refuse %s on a page and list the allowed methods',
    (method) => {
      expect(ask({ method, headers: submission() })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    },
  );

  it.each<[string, Asked]>([
    [
      'a form that Keydesk never sends',
      { headers: submission({ 'content-type': 'application/x-www-form-urlencoded' }) },
    ],
    ['JSON', { headers: { origin: LOOPBACK, 'content-type': 'application/json', 'content-length': '2' } }],
    ['a chunk', { path: '/_next/static/chunks/a.js', headers: submission() }],
    ['a route for data', { path: '/api/keys', headers: submission() }],
    ['health', { path: '/api/health', headers: submission() }],
  ])('refuse POST for %s', (_what, asked) => {
    expect(statusOf(ask({ method: 'POST', ...asked }))).toBe(405);
  });

  it('take a body up to the limit and not one byte more', () => {
    const sized = (bytes: number) => ask({ method: 'POST', headers: submission({ 'content-length': String(bytes) }) });
    expect(statusOf(sized(ACTION_BODY_LIMIT))).toBe(200);
    expect(sized(ACTION_BODY_LIMIT + 1)).toMatchObject({ status: 413, words: expect.stringContaining('1024 kB') });
  });

  it('take an upload up to 16 MiB, as CSV, from our own pages, and nowhere else', () => {
    const sent = (headers: Record<string, string>, path = '/api/imports') =>
      statusOf(ask({ method: 'POST', path, headers: upload(headers) }));
    expect(sent({ 'content-length': String(UPLOAD_BODY_LIMIT) })).toBe(200);
    expect(sent({ 'content-length': String(UPLOAD_BODY_LIMIT + 1) })).toBe(413);
    expect(sent({ 'content-type': 'multipart/form-data; boundary=x' })).toBe(415);
    expect(sent({ origin: 'https://evil.test' })).toBe(403);
    expect(sent({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(sent({ 'transfer-encoding': 'chunked' })).toBe(411);
    expect(sent({}, '/api/imports/1')).toBe(405);
    expect(sent({}, '/imports')).toBe(405);
  });

  it('take a text to look up as plain text, up to 400 kB, from our own pages', () => {
    const sent = (headers: Record<string, string>) =>
      statusOf(
        ask({
          method: 'POST',
          path: '/api/find',
          headers: { origin: LOOPBACK, 'content-type': 'text/plain', 'content-length': '10', ...headers },
        }),
      );
    expect(sent({ 'content-length': String(FIND_BODY_LIMIT) })).toBe(200);
    expect(sent({ 'content-length': String(FIND_BODY_LIMIT + 1) })).toBe(413);
    expect(sent({ 'content-type': 'application/json' })).toBe(415);
    expect(sent({ origin: 'https://evil.test' })).toBe(403);
  });

  it('take a smaller body for sign-in', () => {
    const sized = (bytes: number) =>
      ask({
        method: 'POST',
        path: '/api/auth/signin/oidc',
        headers: { origin: LOOPBACK, 'content-length': String(bytes) },
        session: false,
      });
    expect(statusOf(sized(AUTH_BODY_LIMIT))).toBe(200);
    expect(statusOf(sized(AUTH_BODY_LIMIT + 1))).toBe(413);
  });

  it.each([
    ['no size at all', without('content-length')],
    ['chunks', submission({ 'transfer-encoding': 'chunked' })],
    ['a size that is not a number', submission({ 'content-length': '1e3' })],
  ])('refuse a submission with %s', (_what, headers) => {
    expect(statusOf(ask({ method: 'POST', headers }))).toBe(411);
  });

  it.each([
    ['a malformed action id', submission({ 'next-action': 'toString' })],
    ['a form without a boundary', submission({ 'content-type': 'multipart/form-data' })],
  ])('refuse %s before Next fails on it', (_what, headers) => {
    expect(statusOf(ask({ method: 'POST', headers }))).toBe(400);
  });

  it('redirect to the sign-in page without a session cookie, and keep the requested page', () => {
    expect(ask({ session: false, path: '/keys?q=a%26b' })).toEqual({
      kind: 'redirect',
      status: 307,
      location: '/sign-in?callbackUrl=%2Fkeys%3Fq%3Da%2526b',
    });
  });

  it('ignore a header that once disabled Next’s middleware', () => {
    const bypass = 'proxy:proxy:proxy:proxy:proxy';
    expect(statusOf(ask({ session: false, headers: { 'x-middleware-subrequest': bypass } }))).toBe(307);
  });

  it.each(['127.0.0.1:3000', '[::1]:3000', '127.8.9.1:3000'])(
    'redirect from %s to the configured loopback origin',
    (host) => {
      expect(ask({ path: '/keys?a=1', headers: { host } })).toEqual({
        kind: 'redirect',
        status: 308,
        location: 'http://localhost:3000/keys?a=1',
      });
    },
  );

  it.each<[string, Asked]>([
    ['an unknown host', { headers: { host: 'evil.test' } }],
    ['no host', { headers: { host: '' } }],
    ['another port', { headers: { host: 'localhost:3001' } }],
    ['a loopback name where the origin is public', { headers: { host: 'localhost' }, origin: PUBLIC }],
    ['a submission to another loopback name', { method: 'POST', headers: submission({ host: '127.0.0.1:3000' }) }],
    [
      'a foreign host with our host in X-Forwarded-Host',
      { headers: { host: 'evil.test', 'x-forwarded-host': 'localhost:3000' } },
    ],
  ])('refuse %s and give the address to use', (_what, asked) => {
    expect(ask(asked)).toMatchObject({ status: 421, words: expect.stringContaining(asked.origin ?? LOOPBACK) });
  });
});

describe('the rules on the interface for other systems', () => {
  it.each(['/api/v1', '/api/v1/', '/api/v1/nothing', '/api/v1/events/', '/api/v1/keys/a/b', '/api/v1/openapixjson'])(
    'know no address %s',
    (path) => {
      expect(ask({ path, session: false })).toMatchObject({ kind: 'refuse', status: 404 });
      expect(isServicePath(path)).toBe(true);
    },
  );

  it.each([
    ['GET', 'PUT', '/api/v1/events'],
    ['GET', 'PUT', '/api/v1/openapi.json'],
    ['GET', 'PUT', '/api/v1/keys/018f2f3e-7c11-7a3b-8d2e-0000000000aa'],
    ['PUT', 'GET', '/api/v1/dependents'],
    ['PUT', 'HEAD', '/api/v1/workspaces/x/key-in-use'],
  ])('let only %s pass, not %s, to %s', (takes, refuses, path) => {
    const headers = { 'content-type': 'application/json', 'content-length': '2' };
    expect(ask({ method: takes, path, headers, session: false })).toEqual({ kind: 'pass' });
    expect(ask({ method: refuses, path, headers, session: false })).toMatchObject({
      status: 405,
      headers: { allow: takes },
    });
  });

  it.each(['/api/v1/keys/%ff', '/api/v1/keys/%E0%A4%A'])(
    'refuse %s, which is no text, before Next fails on it',
    (path) => {
      expect(ask({ path })).toMatchObject({ kind: 'refuse', status: 400 });
    },
  );
});
