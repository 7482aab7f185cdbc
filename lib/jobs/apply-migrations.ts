import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

/** The first line of a file whose statements PostgreSQL refuses inside a transaction (`docs/migrations.md`). */
const NO_TRANSACTION = '-- keydesk: no transaction';
const BREAKPOINT = '--> statement-breakpoint';

/** One file of the migrations folder. */
export type Migration = {
  /** File name without the folder. */
  file: string;
  /** The journal's time in milliseconds: what drizzle records as `created_at`, and knows an applied file by. */
  when: number;
  hash: string;
  inTransaction: boolean;
  statements: readonly string[];
};

/**
 * How long a statement may wait for a lock. Everything that comes after a waiting `ALTER TABLE` waits behind it, so
 * that wait is short. Concurrent index builds block nobody while they wait.
 */
export type LockWaits = { blockingMs: number; concurrentMs: number };
const LOCK_WAITS: LockWaits = { blockingMs: 5_000, concurrentMs: 600_000 };

/** A migration that stopped, with its file and statement. `cause` is the database's own error. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/** The migrations of a folder that drizzle-kit keeps, in the order of its journal. */
export function readMigrations(folder: string): Migration[] {
  const journal = JSON.parse(readFileSync(path.join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string; when: number }[];
  };
  return journal.entries.map(({ tag, when }) => {
    const file = `${tag}.sql`;
    const text = readFileSync(path.join(folder, file), 'utf8');
    return {
      file,
      when,
      hash: createHash('sha256').update(text).digest('hex'),
      inTransaction: text.split('\n', 1)[0]?.trim() !== NO_TRANSACTION,
      statements: text.split(BREAKPOINT).filter((statement) => withoutLeadingComments(statement) !== ''),
    };
  });
}

/**
 * Applies what is missing of these migrations, each file in a transaction of its own or, where it is marked, statement
 * by statement. Nobody else may run this on the database at the same time. Reads and writes drizzle's own journal
 * table, so databases that drizzle's migrator brought this far go on from there.
 * @throws MigrationError with the file and the statement; the files before it stay applied
 */
export async function applyMigrations(
  client: pg.Client,
  migrations: readonly Migration[],
  waits: LockWaits = LOCK_WAITS,
): Promise<void> {
  await waitForLocks(client, waits.blockingMs);
  await client.query('create schema if not exists drizzle');
  await client.query(
    'create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
  );
  const { rows } = await client.query<{ created_at: string }>('select created_at from drizzle.__drizzle_migrations');
  const applied = new Set(rows.map((row) => Number(row.created_at)));
  for (const migration of migrations)
    if (!applied.has(migration.when))
      await (migration.inTransaction ? applyWhole : applyStepwise)(client, migration, waits);
}

async function applyWhole(client: pg.Client, migration: Migration, waits: LockWaits): Promise<void> {
  await client.query('begin');
  try {
    for (const [index, statement] of migration.statements.entries())
      await naming(migration, index, waits.blockingMs, () => client.query(statement));
    await record(client, migration);
    await client.query('commit');
  } catch (error) {
    // A lost connection can't be rolled back, and its error says more than the failed rollback.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function applyStepwise(client: pg.Client, migration: Migration, waits: LockWaits): Promise<void> {
  for (const [index, statement] of migration.statements.entries()) {
    const waitMs = /\bconcurrently\b/i.test(statement) ? waits.concurrentMs : waits.blockingMs;
    await naming(migration, index, waitMs, async () => {
      await waitForLocks(client, waitMs);
      const built = concurrentlyBuilt(statement);
      // A failed build leaves an invalid index behind, which IF NOT EXISTS would take for the one that is wanted.
      if (built !== null && (await isInvalid(client, built)))
        await client.query(`drop index concurrently if exists ${pg.escapeIdentifier(built)}`);
      await client.query(statement);
      if (built !== null && (await isInvalid(client, built)))
        throw new Error(`The index ${built} is still invalid after it was built.`);
    });
  }
  await waitForLocks(client, waits.blockingMs);
  await record(client, migration);
}

const waitForLocks = (client: pg.Client, ms: number) => client.query(`set lock_timeout = ${ms}`);

const record = (client: pg.Client, { hash, when }: Migration) =>
  client.query('insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)', [hash, when]);

const withoutLeadingComments = (statement: string): string => statement.replace(/^(?:\s*--[^\n]*(?:\n|$))+/, '').trim();

/** The name of the index that a statement builds concurrently, or null for any other statement. */
const concurrentlyBuilt = (statement: string): string | null =>
  /^create\s+(?:unique\s+)?index\s+concurrently\s+if\s+not\s+exists\s+"?(\w+)"?\s+on\s/i.exec(
    withoutLeadingComments(statement),
  )?.[1] ?? null;

async function isInvalid(client: pg.Client, index: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'select 1 from pg_catalog.pg_index where indexrelid = to_regclass(quote_ident($1)) and not (indisvalid and indisready)',
    [index],
  );
  return rowCount === 1;
}

/** Whether a statement gave up waiting for a lock. */
export const isLockTimeout = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '55P03';

async function naming(migration: Migration, index: number, waitMs: number, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const { file, statements, inTransaction } = migration;
    const start = withoutLeadingComments(statements[index] ?? '').replaceAll(/\s+/g, ' ');
    const where = `${file}, statement ${index + 1} of ${statements.length} (${start.slice(0, 120)})`;
    const left = inTransaction
      ? 'Nothing of this file was applied.'
      : 'What this file did before that stays; running the migration again repeats it safely.';
    throw new MigrationError(`${where}: ${whyOf(error, waitMs)} ${left} The files before it stay applied.`, {
      cause: error,
    });
  }
}

const whyOf = (error: unknown, waitMs: number): string =>
  isLockTimeout(error)
    ? `another session holds a lock that it needs, and it gave up after ${waitMs / 1_000} s so that no query waits behind it. Run the migration again when that session is done (pg_stat_activity shows it).`
    : `${error instanceof Error ? error.message : String(error)}.`;
