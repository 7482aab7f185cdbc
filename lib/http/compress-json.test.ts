import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { acceptsGzip, compressJson } from './compress-json.ts';

const LONG = { keys: Array.from({ length: 200 }, (_, n) => ({ id: n, customer: 'Northwind Trading' })) };
const asked = (encoding: string | null): Request =>
  new Request('http://localhost/api/keys', { headers: encoding === null ? {} : { 'accept-encoding': encoding } });
const answer = (body: unknown): Response => Response.json(body, { headers: { 'cache-control': 'no-store' } });

describe('an answer in JSON', () => {
  it('is compressed for a client that takes it, and says what it depends on', async () => {
    const sent = await compressJson(asked('gzip, deflate, br'), answer(LONG));
    expect([sent.headers.get('content-encoding'), sent.headers.get('vary')]).toEqual(['gzip', 'Accept-Encoding']);
    expect(sent.headers.get('cache-control')).toBe('no-store');
    const bytes = Buffer.from(await sent.arrayBuffer());
    expect(JSON.parse(gunzipSync(bytes).toString())).toEqual(LONG);
    expect(bytes.length).toBeLessThan(JSON.stringify(LONG).length / 5);
  });

  it.each([null, 'identity', 'br', 'gzip;q=0', 'br, gzip; q=0.0', '*;q=0'])(
    'is sent as it is to a client that takes no gzip: %s',
    async (encoding) => {
      const sent = await compressJson(asked(encoding), answer(LONG));
      expect(sent.headers.has('content-encoding')).toBe(false);
      expect(sent.headers.get('vary')).toBe('Accept-Encoding');
      expect(await sent.json()).toEqual(LONG);
    },
  );

  it.each(['gzip', 'GZIP', 'br;q=1, gzip;q=0.5', '*', 'br, *;q=0.1'])('may be asked for with %s', (encoding) => {
    expect(acceptsGzip(encoding)).toBe(true);
  });

  it('is not compressed when it is small, and keeps its status', async () => {
    const sent = await compressJson(asked('gzip'), Response.json({ problem: 'not_found' }, { status: 404 }));
    expect([sent.status, sent.headers.has('content-encoding')]).toEqual([404, false]);
    expect(await sent.json()).toEqual({ problem: 'not_found' });
  });
});

it('leaves a stream of events alone, without waiting for its end', async () => {
  const stream = new Response(new ReadableStream(), {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
  });
  expect(await compressJson(asked('gzip'), stream)).toBe(stream);
});
