import { sql } from 'drizzle-orm';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startTcpProxy } from '#e2e/tcp-proxy.ts';
import { readSession } from '#lib/auth/session.ts';
import { createDatabase } from '#lib/db/database.ts';
import { poolOfOne } from '#lib/db/pool-of-one.test-support.ts';
import { aClock, openTestDesk } from '#lib/db/test-desk.test-support.ts';
import { guardRoute, guardUpload } from './guard-route.ts';
import { guardedRequest, ORIGIN, staffWith } from './guards.test-support.ts';

const Query = z.object({ customerKeyId: z.string().max(40), q: z.string().max(5).optional() });

async function ask(who: Parameters<typeof guardRoute>[0], { search = '' }: { search?: string } = {}) {
  const handler = vi.fn(async () => ({ found: 1 }));
  const request = new Request(`${ORIGIN}/api/keys/k1${search}`);
  const response = await guardRoute(who, 'audit:read', Query, request, { customerKeyId: 'k1' }, handler);
  const body: unknown = await response.json();
  return { handler, response, body };
}

describe('guardRoute', () => {
  it('sends what the handler returns as JSON that no cache stores', async () => {
    const { handler, response, body } = await ask(guardedRequest('admin', {}).context, { search: '?q=abc' });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({ found: 1 });
    expect(handler).toHaveBeenCalledWith(
      { customerKeyId: 'k1', q: 'abc' },
      staffWith('admin'),
      expect.objectContaining({ requestId: 'request-1' }),
    );
  });

  it.each(['cross-site', 'same-site'])('refuses a request that the browser calls %s', async (site) => {
    const { context, logged } = guardedRequest('admin', { 'sec-fetch-site': site });
    const { handler, response } = await ask(context);
    expect(response.status).toBe(403);
    expect(handler).not.toHaveBeenCalled();
    expect(logged).toMatchObject([{ event: 'malicious_csrf' }]);
  });

  it.each(['signed_out', 'idle_too_long', 'expired', 'disabled'] as const)(
    'answers 401 and says why when %s',
    async (why) => {
      const { handler, response, body } = await ask(guardedRequest(why, {}).context);
      expect(response.status).toBe(401);
      expect(body).toMatchObject({ problem: 'signed_out', words: expect.stringMatching(/\.$/) });
      expect(handler).not.toHaveBeenCalled();
    },
  );

  it.each(['viewer', 'agent', 'approver'] as const)(
    'answers 403 to a role without the capability: %s',
    async (role) => {
      const { context, logged } = guardedRequest(role, {});
      const { handler, response, body } = await ask(context);
      expect(response.status).toBe(403);
      expect(body).toMatchObject({ problem: 'not_allowed', words: expect.stringContaining('admin') });
      expect(handler).not.toHaveBeenCalled();
      expect(logged).toMatchObject([{ event: 'authz_fail', role }]);
    },
  );

  it.each([
    ['too long', '?q=abcdef'],
    ['unknown', '?role=admin'],
    ['given twice', '?q=a&q=b'],
    ['already in the path', '?customerKeyId=k2'],
    ['not text', '?q=%00'],
  ])('answers 400 to a parameter that is %s', async (_what, search) => {
    const { handler, response, body } = await ask(guardedRequest('admin', {}).context, { search });
    expect(response.status).toBe(400);
    expect(body).toMatchObject({ problem: 'invalid' });
    expect(handler).not.toHaveBeenCalled();
  });

  it('answers an unexpected error with a reference and no details', async () => {
    const { context, logged } = guardedRequest('admin', {});
    const request = new Request(`${ORIGIN}/api/keys/k1`);
    const response = await guardRoute(context, 'audit:read', Query, request, { customerKeyId: 'k1' }, async () => {
      throw new Error('select secrets');
    });
    expect(response.status).toBe(500);
    expect(await response.text()).toMatch(/Reference [2-9A-Z]{4}-[2-9A-Z]{4}/);
    expect(logged).toMatchObject([{ level: 'error', error: { message: 'select secrets' } }]);
  });

  it('sends a Response from the handler unchanged', async () => {
    const { context } = guardedRequest('viewer', {});
    const streamed = new Response('data: x\n\n', { headers: { 'content-type': 'text/event-stream' } });
    const answered = await guardRoute(
      context,
      'keys:read',
      z.object({}),
      new Request(ORIGIN),
      undefined,
      async () => streamed,
    );
    expect(answered).toBe(streamed);
  });
});

describe('guardUpload', () => {
  const send = async (who: Parameters<typeof guardRoute>[0]) => {
    const handler = vi.fn(async () => ({ importId: 'i1' }));
    const request = new Request(`${ORIGIN}/api/imports?q=a.csv`, { method: 'POST', body: 'customer' });
    const schema = z.object({ q: z.string() });
    return { handler, response: await guardUpload(who, 'import:run', schema, request, handler) };
  };

  it('gives the handler the body, which nobody has read', async () => {
    const { handler, response } = await send(guardedRequest('approver', { origin: ORIGIN }).context);
    expect(response.status).toBe(200);
    expect(handler).toHaveBeenCalledWith(
      { q: 'a.csv' },
      staffWith('approver'),
      expect.objectContaining({ body: expect.any(ReadableStream) }),
    );
  });

  it.each([
    ['no origin', {}],
    ['a foreign origin', { origin: 'https://evil.test' }],
    ['a request that the browser calls same-site', { origin: ORIGIN, 'sec-fetch-site': 'same-site' }],
  ])('refuses %s', async (_, headers) => {
    const { context, logged } = guardedRequest('approver', headers);
    const { handler, response } = await send(context);
    expect(response.status).toBe(403);
    expect(handler).not.toHaveBeenCalled();
    expect(logged).toMatchObject([{ event: 'malicious_csrf' }]);
  });

  it.each(['signed_out', 'agent'] as const)('refuses %s', async (who) => {
    const { handler, response } = await send(guardedRequest(who, { origin: ORIGIN }).context);
    expect([401, 403]).toContain(response.status);
    expect(handler).not.toHaveBeenCalled();
  });
});

it('answers 503 with words while the database hangs, whether the session, a reading or an upload waits for it', async () => {
  const desk = await openTestDesk();
  const proxy = await startTcpProxy(Number(new URL(desk.url).port));
  const url = new URL(desk.url);
  url.host = `localhost:${proxy.port}`;
  const pool = poolOfOne(desk, { url: url.href, silenceMs: 300 });
  const db = createDatabase(pool);
  const readOne = () => db.execute(sql`select 1`);
  try {
    // The first waits on the connection that is open, the others for one.
    await readOne();
    proxy.hang();
    const { context } = guardedRequest('admin', { origin: ORIGIN });
    const session = () => readSession({ db, clock: aClock() }, 'a'.repeat(43), true);
    const none = z.object({});
    const get = new Request(`${ORIGIN}/api/keys`);
    const post = new Request(`${ORIGIN}/api/imports`, { method: 'POST', body: 'customer' });
    const answers = await Promise.all([
      guardRoute(context, 'keys:read', none, get, undefined, readOne),
      guardRoute({ ...context, readStaff: session }, 'keys:read', none, get, undefined, vi.fn()),
      guardUpload(context, 'import:run', none, post, readOne),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    const [reading, signedIn, upload] = await Promise.all(answers.map((answer) => answer.json()));
    const words = /^The database did not answer, so nothing could be read\. Try again in a minute\. Reference /;
    expect(reading).toEqual({ problem: 'no_database', words: expect.stringMatching(words) });
    expect(signedIn).toEqual({ problem: 'no_database', words: expect.stringMatching(words) });
    expect(upload).toMatchObject({
      words: expect.stringMatching(
        /^The database did not answer, so we don’t know whether this was saved\. Reference /,
      ),
    });
  } finally {
    await pool.end();
    await proxy.close();
    await desk.close();
  }
});
