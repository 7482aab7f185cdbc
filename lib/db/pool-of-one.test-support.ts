import { sql } from 'drizzle-orm';
import { createPool, type PoolOptions } from './database.ts';
import type { TestDesk } from './test-desk.test-support.ts';

/** A pool of one connection to a test's database, so that a lost one is missed at once. */
export const poolOfOne = (desk: Pick<TestDesk, 'url'>, also: Partial<PoolOptions> = {}) =>
  createPool({
    url: desk.url,
    applicationName: 'keydesk-one',
    maxConnections: 1,
    statementTimeoutMs: 5_000,
    onError: () => undefined,
    ...also,
  });

/** Which process of PostgreSQL answers. */
export const pidOf = sql`select pg_backend_pid() as pid`;
