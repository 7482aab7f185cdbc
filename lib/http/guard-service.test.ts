import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOKEN_RATE } from '#lib/auth/service-uses.ts';
import type { Service } from '#lib/core/service/service-scope.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { addKey, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { dependentsReport, events, type Operation } from '#lib/service-api/operations.ts';
import { guardService, type ServiceInput } from './guard-service.ts';
import { aDoor, askKey, aToken, request } from './service-door.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** Sends a body to an operation whose handler says what it got. */
async function send<O extends Operation>(operation: O, url: string, body: string | null, door = aDoor(desk)) {
  const { token } = await aToken(desk);
  const got: { input: ServiceInput<O>; service: Service }[] = [];
  const response = await guardService(
    door.context,
    operation,
    request(url, token, body === null ? {} : { method: 'PUT', body }),
    {},
    async (input, service) => {
      got.push({ input, service });
      return { ok: false, problem: 'not_found' };
    },
  );
  return {
    response,
    got,
    body: (await response.json()) as { type: string; errors?: { pointer: string; detail: string }[] },
  };
}

describe('the door for other systems', () => {
  it('gives every refusal of a token one answer with one body, after the same statements', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const expired = await aToken(desk, { expiresAt: NOW });
    const revoked = await aToken(desk);
    await desk.owner.query(
      `update service_tokens set revoked_at = now(), revoked_by = 'Ada', revoke_reason = 'x' where id = $1`,
      [revoked.id],
    );
    const seen = [];
    for (const token of [null, 'keydesk_unknown', '', 'x'.repeat(5_000), expired.token, revoked.token]) {
      const door = aDoor(desk);
      const response = await askKey(door, customerKeyId, token);
      const { status, headers } = response;
      seen.push({ status, headers: [...headers], body: await response.text(), statements: door.statements });
    }
    expect(seen[0]).toMatchObject({ status: 401, statements: [expect.stringContaining('service_tokens')] });
    expect(seen[0]?.headers).toContainEqual(['www-authenticate', 'Bearer']);
    for (const one of seen) expect(one).toEqual(seen[0]);
  });

  it('gives what is unknown, in another region or outside the scope one answer with one body, after the same statements', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const whole = await aToken(desk);
    const elsewhere = await aToken(desk, { regions: ['us-west-2'] });
    const withoutScope = await aToken(desk, { scopes: ['dependents:write'] });
    const seen = [];
    for (const [id, token] of [
      [newId(), whole.token],
      [customerKeyId, elsewhere.token],
      [customerKeyId, withoutScope.token],
      [newId(), withoutScope.token],
    ] as const) {
      const door = aDoor(desk);
      const response = await askKey(door, id, token);
      const { status, headers } = response;
      seen.push({ status, headers: [...headers], body: await response.text(), statements: door.statements });
      expect(door.audited).toContainEqual(expect.objectContaining({ reason: 'not_covered' }));
    }
    expect(seen[0]).toMatchObject({ status: 404 });
    expect(seen[0]?.statements).toHaveLength(2);
    for (const one of seen) expect(one).toEqual(seen[0]);
    expect((await askKey(aDoor(desk), customerKeyId, whole.token)).status).toBe(200);
  });

  it('answers 304 without a body while nothing changed, and anew when something did', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const { token } = await aToken(desk);
    const first = await askKey(aDoor(desk), customerKeyId, token);
    const etag = first.headers.get('etag') ?? '';
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await askKey(aDoor(desk), customerKeyId, token, { 'if-none-match': tag });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    await desk.owner.query(`update customer_keys set verdict = 'unusable', cause = 'key_disabled' where id = $1`, [
      customerKeyId,
    ]);
    const changed = await askKey(aDoor(desk), customerKeyId, token, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({ status: { status: 'unusable', reason: 'key_disabled' } });
    // What a token may not see has no tag that says that it is unchanged.
    const other = await aToken(desk, { regions: ['us-west-2'] });
    expect((await askKey(aDoor(desk), customerKeyId, other.token, { 'if-none-match': '*' })).status).toBe(404);
  });

  it.each([
    ['no JSON', '{"reportId"', [''], 'not JSON'],
    ['a list', '[]', [''], 'expected object'],
    ['null', 'null', [''], 'expected object'],
    ['the wrong types', '{"reportId":7,"asOf":"yesterday","keys":{}}', ['/reportId', '/asOf', '/keys'], ''],
    ['no keys', '{"reportId":"r","asOf":"2026-03-14T09:30:00Z","keys":[]}', ['/keys'], ''],
    [
      'a field that nobody knows',
      '{"reportId":"r","asOf":"2026-03-14T09:30:00Z","keys":[],"no~te/":1}',
      ['/keys', '/no~0te~1'],
      '',
    ],
  ])('names every place of a body with %s', async (_what, body, pointers, words) => {
    const { response, body: problem, got } = await send(dependentsReport, '/api/v1/dependents', body);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(problem.type).toBe('urn:keydesk:problem:invalid_request');
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(problem.errors?.map(({ detail }) => detail).join(' ')).toContain(words);
    expect(got).toEqual([]);
  });

  it('has in a problem only what RFC 9457 and the document name', async () => {
    const { body } = await send(events, '/api/v1/events', null);
    expect(Object.keys(body).toSorted()).toEqual(['status', 'title', 'type']);
  });

  it('names the bad row of a batch', async () => {
    const good = { keyId: newId(), counts: {}, oldestAt: null, nextRunAt: null, lastBackup: null, lastRestore: null };
    const keys: unknown[] = Array.from({ length: 1_000 }, () => good);
    keys[617] = { ...good, counts: { restore_points: -1 } };
    keys[618] = { ...good, counts: { restore_point: 1 } };
    const { body } = await send(
      dependentsReport,
      '/api/v1/dependents',
      JSON.stringify({ reportId: 'r', asOf: '2026-03-14T09:30:00Z', keys }),
    );
    expect(body.errors?.map(({ pointer }) => pointer)).toEqual([
      '/keys/617/counts/restore_points',
      '/keys/618/counts/restore_point',
    ]);
    const { response } = await send(
      dependentsReport,
      '/api/v1/dependents',
      JSON.stringify({ reportId: 'r', asOf: '2026-03-14T09:30:00Z', keys: [...keys, good] }),
    );
    expect(response.status).toBe(400);
  });

  it.each([
    ['twice', '?after=1.1&after=2.2', 'after'],
    ['unknown', '?since=1', 'since'],
    ['SQL', `?after=${encodeURIComponent("1.1' or 1=1--")}`, 'after'],
    ['over the limit', '?limit=501', 'limit'],
    ['no number', '?limit=many', 'limit'],
    ['larger than any cursor', `?after=${'9'.repeat(20)}.1`, 'after'],
  ])('refuses a parameter that is %s, by its name', async (_what, query, name) => {
    const { response, body } = await send(events, `/api/v1/events${query}`, null);
    expect(response.status).toBe(400);
    expect(body.errors?.map(({ pointer }) => pointer)).toEqual([name]);
  });

  it.each(['../health', '%00', "' or '1'='1", 'x'.repeat(3_000), '00000000-0000-0000-0000-00000000000g'])(
    'refuses %j as the id of a key',
    async (id) => {
      const { token } = await aToken(desk);
      const door = aDoor(desk);
      const response = await askKey(door, encodeURIComponent(id), token);
      expect(response.status).toBe(400);
      expect(door.statements).toHaveLength(1);
    },
  );

  it('makes a token wait once it asked too often, and no other token', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const [busy, quiet] = [await aToken(desk), await aToken(desk)];
    const door = aDoor(desk);
    for (let n = 0; n < TOKEN_RATE.points; n += 1) await door.context.waitFor(busy.id);
    const response = await askKey(door, customerKeyId, busy.token);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await askKey(door, customerKeyId, quiet.token)).status).toBe(200);
  });

  it('H22 answers a fault of its own with a reference and nothing of the fault, which the log has', async () => {
    const { token } = await aToken(desk);
    const door = aDoor(desk);
    const response = await guardService(door.context, events, request('/api/v1/events', token), {}, async () =>
      Promise.reject(new Error('relation "secret" does not exist')),
    );
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toContain('secret');
    const failed = door.logged.find(({ event }) => event === 'service_failed');
    expect(text).toContain(String(failed?.['reference']));
  });

  it('writes no token to the log or the audit', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const { token } = await aToken(desk);
    const door = aDoor(desk);
    await askKey(door, customerKeyId, token);
    await askKey(door, customerKeyId, 'keydesk_wrongtoken');
    const written = JSON.stringify([door.logged, door.audited]);
    expect(door.logged.length).toBeGreaterThan(1);
    expect(written).not.toContain(token);
    expect(written).not.toContain('wrongtoken');
  });
});
