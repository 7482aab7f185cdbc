import { randomUUID } from 'node:crypto';
import { expect, keyOf, rows, SESSION_COOKIE, test } from './desk.ts';
import { makeToken, revokeToken } from './make-token.ts';
import { rawRequest } from './raw-request.ts';
import { serviceClient, type OpenApi } from './service-client.ts';

const CUSTOMER = 'Consolidated Messenger';
const document = async (): Promise<OpenApi> => {
  const answer = await rawRequest('/api/v1/openapi.json');
  expect(answer.status).toBe(200);
  return JSON.parse(answer.body) as OpenApi;
};

/** A workspace with its active key, and the customer's external id. */
async function aWorkspace() {
  const { id: keyId } = await keyOf(CUSTOMER);
  const [found] = await rows<{ workspace_id: string; external_id: string | null; arn: string; region: string }>(
    `select a.workspace_id, c.external_id, k.arn, k.region from key_assignments a
     join customer_keys k on k.id = a.key_id join customers c on c.id = k.customer_id
     where a.key_id = $1 and a.to_at is null`,
    [keyId],
  );
  if (found === undefined) throw new Error(`${CUSTOMER} has no workspace.`);
  if (found.external_id === null) throw new Error(`${CUSTOMER} has no external id.`);
  return {
    keyId,
    workspaceId: found.workspace_id,
    externalId: found.external_id,
    arn: found.arn,
    region: found.region,
  };
}

/** A workspace whose setup has a key and isn't cleared. */
async function anOpenSetup() {
  const [found] = await rows<{ workspace_id: string; arn: string }>(
    `select l.workspace_id, k.arn from setup_lines l join customer_keys k on k.id = l.key_id
     where l.cleared_at is null and l.ended_at is null order by l.id desc limit 1`,
  );
  if (found === undefined) throw new Error('No setup is open.');
  return { workspaceId: found.workspace_id, arn: found.arn };
}

const reportOf = (keyId: string, restorePoints = 12) => ({
  keyId,
  counts: { restore_points: restorePoints, archives: 0 },
  oldestAt: '2025-01-01T00:00:00.000Z',
  nextRunAt: null,
  lastBackup: null,
  lastRestore: null,
});

test('a client that knows only the document reaches every operation and every error that it names', async ({
  signedIn,
}) => {
  const page = await signedIn('Ada Admin');
  const client = serviceClient(await document(), await makeToken(page, 'Client of the document'));
  const { keyId, workspaceId, externalId, arn, region } = await aWorkspace();
  const elsewhere = await makeToken(page, 'Of another region', {
    region: region === 'us-west-2' ? 'eu-west-1' : 'us-west-2',
  });
  const reading = await makeToken(page, 'Only reads', { scopes: ['read'] });
  const writing = await makeToken(page, 'Only reports', { scopes: ['report'] });
  const revoked = await makeToken(page, 'Revoked at once');
  await revokeToken(page, 'Revoked at once', 'Made for a test');
  const asOf = new Date(Date.UTC(2025, 5, 1)).toISOString();
  const report = { reportId: `report-${randomUUID()}`, asOf, keys: [reportOf(keyId)] };
  const inUse = { arn, how: 'encrypted and decrypted a test value' };

  const good = {
    customerKeys: { path: { externalId } },
    keyById: { path: { id: keyId } },
    workspaceKey: { path: { id: workspaceId } },
    keyInUse: { path: { id: workspaceId }, body: inUse },
    reportDependents: { body: report },
    events: {},
  } as const;

  const key = await client.call('keyById', good.keyById);
  expect(key).toMatchObject({ status: 200, body: { keyId, arn, role: 'active' } });
  expect(await client.call('workspaceKey', good.workspaceKey)).toMatchObject({
    status: 200,
    body: { firstJobAllowed: true, active: { arn } },
  });
  expect(await client.call('customerKeys', { ...good.customerKeys, query: { region } })).toMatchObject({
    status: 200,
    body: { workspaces: [expect.objectContaining({ workspaceId, region })] },
  });
  expect(await client.call('events', { query: { limit: '1' } })).toMatchObject({ status: 200 });
  expect(await client.call('reportDependents', good.reportDependents)).toMatchObject({
    body: { taken: 1, repeated: 0 },
  });
  expect(await client.call('reportDependents', good.reportDependents)).toMatchObject({
    body: { taken: 0, repeated: 1 },
  });
  expect(await client.call('reportDependents', { body: { ...report, keys: [reportOf(keyId, 13)] } })).toMatchObject({
    status: 409,
    body: { errors: [{ pointer: '/keys/0/keyId' }] },
  });
  expect(await client.call('keyById', good.keyById)).toMatchObject({
    body: { dependents: { counts: { restore_points: 12, archives: 0 } } },
  });
  expect(await client.call('keyInUse', good.keyInUse)).toMatchObject({ status: 409 });
  const open = await anOpenSetup();
  const path = { id: open.workspaceId };
  expect(await client.call('keyInUse', { path, body: { ...inUse, arn: open.arn } })).toMatchObject({
    status: 200,
    body: { workspaceId: open.workspaceId, arn: open.arn },
  });
  expect(await client.call('keyInUse', { path, body: inUse })).toMatchObject({
    status: 409,
    body: { type: 'urn:keydesk:problem:another_key' },
  });

  for (const [id, call] of Object.entries(good)) {
    const body = 'body' in call ? call.body : undefined;
    const read = body === undefined;
    const fresh = await client.call(id, call);
    if (read) {
      const etag = String(fresh.headers.etag);
      const again = await client.call(id, { ...call, headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
    }
    for (const token of [null, 'keydesk_unknown', revoked])
      expect(await client.call(id, { ...call, token })).toMatchObject({
        status: 401,
        body: { type: 'urn:keydesk:problem:unauthorized' },
      });
    // Cookies count for nothing.
    expect((await client.call(id, { ...call, token: null, headers: { cookie: `${SESSION_COOKIE}=x` } })).status).toBe(
      401,
    );
    const withoutScope = await client.call(id, { ...call, token: read ? writing : reading });
    expect(withoutScope.status).toBe(404);
    if (id !== 'events') expect((await client.call(id, { ...call, token: elsewhere })).status).toBe(404);
    expect((await client.call(id, { ...call, query: { unknown: '1' } })).status).toBe(400);
    if (!read) {
      expect((await client.call(id, { ...call, body: '{' })).status).toBe(400);
      expect((await client.call(id, { ...call, headers: { 'content-type': 'text/plain' } })).status).toBe(415);
      expect((await client.call(id, { ...call, chunked: true })).status).toBe(411);
      expect((await client.call(id, { ...call, body: `{"pad":"${'x'.repeat(1_048_576)}"}` })).status).toBe(413);
    }
  }
  // What only a fault or 1,200 requests a minute bring is tested at the door itself.
  const missing = client.documented.filter((one) => !client.seen.has(one) && !/ (?:429|500)$/.test(one));
  expect(missing).toEqual([]);
});

test('the interface answers every wrong method, host and path in its own form', async ({ signedIn }) => {
  const token = await makeToken(await signedIn('Ada Admin'), 'Wrong methods');
  const headers = { authorization: `Bearer ${token}` };
  for (const method of ['POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
    const answer = await rawRequest('/api/v1/events', { method, headers });
    expect(answer.status).toBe(405);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers.allow).toBe('GET');
  }
  expect(await rawRequest('/api/v1/dependents', { headers })).toMatchObject({
    status: 405,
    headers: { allow: 'PUT', 'content-type': 'application/problem+json' },
  });
  expect(await rawRequest('/api/v1/events', { headers: { ...headers, host: 'evil.test' } })).toMatchObject({
    status: 421,
    headers: { 'content-type': 'application/problem+json' },
  });
  for (const path of ['/api/v1/keys/..%2f..%2fhealth', '/api/v1/keys/%00', "/api/v1/keys/'%20or%201=1"])
    expect((await rawRequest(path, { headers })).status).toBe(400);
  expect((await rawRequest('/api/v1/keys/../../health', { headers })).status).not.toBe(500);
  for (const [path, status] of [
    ['/api/v1/nothing', 404],
    ['/api/v1/events/', 404],
    ['/api/v1/keys/%ff', 400],
  ] as const)
    expect(await rawRequest(path, { headers })).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json' },
    });
});
