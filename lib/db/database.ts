import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';

/** What queries run on: the pool, or one of its transactions. */
export type Database = NodePgDatabase;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
export type Executor = Database | Transaction;

/** The role under which all application SQL runs, whatever login the URL names. */
export const APP_ROLE = 'keydesk_app';

export type PoolOptions = {
  url: string;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  maxConnections: number;
  statementTimeoutMs: number;
  onError: (error: Error) => void;
};

/**
 * A pool whose sessions all run as `keydesk_app`, with a limit on every wait. `onError` is called when an idle
 * connection fails; without a listener that would end the process.
 */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.maxConnections,
    connectionTimeoutMillis: 1_500,
    idleTimeoutMillis: 30_000,
    options: [
      `-c role=${APP_ROLE}`,
      `-c statement_timeout=${options.statementTimeoutMs}`,
      '-c lock_timeout=1000',
      '-c idle_in_transaction_session_timeout=10000',
      '-c timezone=UTC',
      // With pg_temp last, a temporary table can't hide one of our tables.
      '-c search_path=public,pg_temp',
    ].join(' '),
  });
  pool.on('error', options.onError);
  return pool;
}

/** Drizzle over that pool. */
export const createDatabase = (pool: pg.Pool): Database => drizzle(pool);

/** The channel that tells web processes what changed. `lib/core/live/change.ts` has the payloads. */
export const CHANGE_CHANNEL = 'keydesk_key_changed';

/** The unique constraint or index that a statement violated, or null for any other error. */
export function violatedConstraint(error: unknown): string | null {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof pg.DatabaseError && cause.code === '23505' ? (cause.constraint ?? null) : null;
}
