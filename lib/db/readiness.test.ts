import { createServer } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#sandbox/postgres/test-database.ts';
import { createPool } from './database.ts';
import { readiness } from './readiness.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

async function readinessAt(url: string, deadlineMs = 1_800): Promise<string> {
  const pool = createPool({
    url,
    applicationName: 'test',
    maxConnections: 1,
    statementTimeoutMs: 2_000,
    onError: () => undefined,
  });
  try {
    return await readiness(pool, deadlineMs);
  } finally {
    void pool.end();
  }
}

async function asOwner(statement: string): Promise<void> {
  const owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  await owner.query(statement);
  await owner.end();
}

describe('the database', () => {
  it('is ready when it answers and is migrated', async () => {
    expect(await readinessAt(test.url)).toBe('ready');
  });

  it('isn’t ready while a migration is missing', async () => {
    await asOwner(
      'delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)',
    );
    expect(await readinessAt(test.url)).toBe('not_migrated');
  });

  it('isn’t ready before the first migration', async () => {
    await asOwner('drop table drizzle.__drizzle_migrations');
    expect(await readinessAt(test.url)).toBe('not_migrated');
  });

  it('is unreachable when nothing listens', async () => {
    expect(await readinessAt('postgres://keydesk:x@127.0.0.1:1/keydesk')).toBe('unreachable');
  });

  it('is unreachable after the deadline when the server doesn’t answer', async () => {
    const mute = createServer();
    await new Promise<void>((resolve) => {
      mute.listen(0, '127.0.0.1', resolve);
    });
    const address = mute.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const startedAt = performance.now();
    expect(await readinessAt(`postgres://keydesk:x@127.0.0.1:${port}/keydesk`, 300)).toBe('unreachable');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    mute.close();
  });
});
