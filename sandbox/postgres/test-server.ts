import { randomBytes } from 'node:crypto';
import path from 'node:path';

import pg from 'pg';

import { migrate } from '#lib/jobs/migrate.ts';

import { DirectoryInUse } from '../claim.ts';
import { removePostgresData, startPostgres } from './server.ts';

/** What a test needs to create its own database: the server's URL, and the migrated database to copy. */
export type TestServer = { url: string; template: string };

const ROOT = path.join(import.meta.dirname, '..', '..', '.sandbox', 'test');
const PARALLEL_RUNS = 16;

/**
 * Starts the PostgreSQL of one test run (or uses the server of TEST_DATABASE_URL) and migrates the template database.
 * @returns the server, and a function that removes everything that the run created
 */
export async function startTestServer(): Promise<{ server: TestServer; stop: () => Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL'];
  const embedded = given ? null : await startEmbedded();
  const url = given ?? embedded?.url('postgres') ?? '';
  const template = `keydesk_test_${randomBytes(4).toString('hex')}`;
  const stop = async () => {
    if (embedded) await embedded.stop();
    else await dropDatabasesOf(url, template);
  };
  try {
    await onServer(url, async (client) => void (await client.query(`CREATE DATABASE ${template}`)));
    await migrate(urlOfDatabase(url, template));
    return { server: { url, template }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Each run uses the first directory that no running one has claimed and empties it, so that the next run stops the server
 * of a killed one.
 */
async function startEmbedded() {
  for (let run = 0; run < PARALLEL_RUNS; run += 1) {
    const dataDir = path.join(ROOT, `postgres-${run}`);
    try {
      await removePostgresData(dataDir);
      return await startPostgres({ dataDir, fast: true });
    } catch (error) {
      if (!(error instanceof DirectoryInUse)) throw error;
    }
  }
  throw new Error(`${PARALLEL_RUNS} test runs of this checkout are already running.`);
}

/** The URL of another database of the same server, with the same login. */
export function urlOfDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs an administrative action on its own connection. */
export async function onServer(serverUrl: string, act: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}

async function dropDatabasesOf(serverUrl: string, template: string): Promise<void> {
  await onServer(serverUrl, async (client) => {
    const found = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [template],
    );
    for (const { datname } of found.rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  });
}
