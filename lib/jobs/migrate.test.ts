import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onServer, urlOfDatabase } from '#sandbox/postgres/test-server.ts';
import { createPool } from '#lib/db/database.ts';
import { readiness } from '#lib/db/readiness.ts';
import { migrate } from '#lib/jobs/migrate.ts';

const server = inject('testServer');
const database = `keydesk_empty_${randomBytes(6).toString('hex')}`;
const url = urlOfDatabase(server.url, database);

beforeAll(() => onServer(server.url, async (client) => void (await client.query(`create database ${database}`))));
afterAll(() =>
  onServer(server.url, async (client) => void (await client.query(`drop database ${database} with (force)`))),
);

const ready = async (of = url): Promise<string> => {
  const pool = createPool({
    url: of,
    applicationName: 'keydesk-test',
    maxConnections: 1,
    statementTimeoutMs: 2_000,
    onError: () => undefined,
  });
  try {
    return await readiness(pool, 2_000);
  } finally {
    await pool.end();
  }
};

describe('migration', () => {
  it('brings an empty database to a state that can be served from, from two machines at once, and again', async () => {
    expect(await ready()).toBe('not_migrated');
    await Promise.all([migrate(url), migrate(url)]);
    expect(await ready()).toBe('ready');
    await migrate(url);
    expect(await ready()).toBe('ready');
  }, 60_000);

  it('leaves a database of fewer migrations not ready', async () => {
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query(
      'delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)',
    );
    await owner.end();
    expect(await ready()).toBe('not_migrated');
  });

  it('calls a server that is not there unreachable, in time', async () => {
    expect(await ready('postgres://nobody:nothing@127.0.0.1:9/keydesk')).toBe('unreachable');
  });
});
