import { randomBytes } from 'node:crypto';

import { inject } from 'vitest';

import { onServer, urlOfDatabase } from './test-server.ts';
import type { TestServer } from './test-server.ts';

declare module 'vitest' {
  // vitest has this for declaration merging, which needs an interface.
  export interface ProvidedContext {
    testServer: TestServer;
  }
}

/** A migrated database that one test file has to itself. */
export type TestDatabase = {
  /** What the app is given. */
  url: string;
  /** The login that owns the schema: what migrations and a look behind the app's back use. */
  ownerUrl: string;
  drop: () => Promise<void>;
};

/**
 * Copies the run's migrated template, in about 0.1 s. For vitest's `database` project only:
 * its global setup starts the server.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('testServer');
  const database = `${server.template}_${randomBytes(6).toString('hex')}`;
  await onServer(server.url, async (client) => {
    await client.query(`CREATE DATABASE ${database} TEMPLATE ${server.template}`);
  });
  const url = urlOfDatabase(server.url, database);
  const drop = () =>
    onServer(
      server.url,
      async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)),
    );
  return { url, ownerUrl: url, drop };
}
