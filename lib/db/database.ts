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
  /** How long a statement waits for a lock; a second unless said otherwise. */
  lockTimeoutMs?: number;
  /** How long a connection in use may send and receive nothing before it is given up; no limit unless said. */
  silenceMs?: number;
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
    options: sessionOptions(options.statementTimeoutMs, 10_000, options.lockTimeoutMs),
  });
  pool.on('error', options.onError);
  // Of a connection in use, the statement fails; without a listener the process would end.
  pool.on('connect', (client) => client.on('error', options.onError));
  if (options.silenceMs !== undefined) endSilent(pool, options.silenceMs);
  return pool;
}

/**
 * Ends a connection in use that has been silent. PostgreSQL keeps its own limits, but over a network that hangs nobody
 * hears of them. All statements that wait on the connection fail at once, a rollback too.
 */
function endSilent(pool: pg.Pool, silenceMs: number): void {
  const limit = ({ connection: { stream } }: pg.PoolClient, ms: number): void =>
    void ('setTimeout' in stream && typeof stream.setTimeout === 'function' && stream.setTimeout(ms));
  pool.on('connect', ({ connection: { stream } }) => {
    stream.on('timeout', () =>
      stream.destroy(Object.assign(new Error(`PostgreSQL was silent for ${silenceMs} ms.`), { code: 'ETIMEDOUT' })),
    );
  });
  pool.on('acquire', (client) => limit(client, silenceMs));
  pool.on('release', (_error, client) => limit(client, 0));
}

/** What every session runs with, as options of the connection. */
const sessionOptions = (statementTimeoutMs: number, idleInTransactionMs: number, lockTimeoutMs = 1_000): string =>
  [
    `-c role=${APP_ROLE}`,
    `-c statement_timeout=${statementTimeoutMs}`,
    `-c lock_timeout=${lockTimeoutMs}`,
    `-c idle_in_transaction_session_timeout=${idleInTransactionMs}`,
    '-c timezone=UTC',
    // With pg_temp last, a temporary table can't hide one of our tables.
    '-c search_path=public,pg_temp',
  ].join(' ');

/**
 * Drizzle over that pool. A transaction gives its connection back however it ends: Drizzle's own keeps the one whose BEGIN
 * failed, so that a few restarts of the database would use up the pool.
 */
export function createDatabase(pool: pg.Pool): Database {
  const db = drizzle(pool);
  const transaction: Database['transaction'] = async (run, config) => {
    const client = await pool.connect();
    try {
      return await drizzle(client).transaction(run, config);
    } finally {
      client.release();
    }
  };
  return Object.assign(db, { transaction });
}

/** One moment of the database, to read only. */
export type Snapshot = {
  db: Database;
  /** Ends the connection, and with it a statement that is still running. */
  close: () => Promise<void>;
};

export type SnapshotOptions = Pick<PoolOptions, 'url' | 'applicationName' | 'statementTimeoutMs'> & {
  /** How long its reader may do nothing: the snapshot keeps the database from cleaning up. */
  idleMs: number;
};

/**
 * Opens a snapshot on a connection of its own, so that a long reading takes none from the pool.
 * @throws when the database can't be reached
 */
export async function openSnapshot({
  url,
  applicationName,
  statementTimeoutMs,
  idleMs,
}: SnapshotOptions): Promise<Snapshot> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 1_500,
    // Over a network that hangs, PostgreSQL's own limit is never heard of.
    query_timeout: statementTimeoutMs,
    options: sessionOptions(statementTimeoutMs, idleMs),
  });
  // The next statement fails and says why; without a listener the process would end.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    return { db: drizzle(client), close: () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** The channel that tells web processes what changed. `lib/core/live/change.ts` has the payloads. */
export const CHANGE_CHANNEL = 'keydesk_key_changed';

const UNIQUE_VIOLATION = '23505';
const CHECK_VIOLATION = '23514';

/** The unique constraint or index, or the rule of a trigger or check, that a statement violated; null for any other error. */
export function violatedConstraint(error: unknown): string | null {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const isRule =
    cause instanceof pg.DatabaseError && (cause.code === UNIQUE_VIOLATION || cause.code === CHECK_VIOLATION);
  return isRule ? (cause.constraint ?? null) : null;
}

/** A deadlock, a lock that didn't come in time, a lost race for a row: the same transaction may work a moment later. */
const PASSING = ['40P01', '55P03', '40001'];

/** Whether a statement failed only because of what another transaction did at the same time. */
export function isPassing(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof pg.DatabaseError && PASSING.includes(cause.code ?? '');
}
