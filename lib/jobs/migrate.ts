import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { applyMigrations, isLockTimeout, readMigrations } from './apply-migrations.ts';
import { refuseForeignCode } from './foreign-code.ts';
import { closeJobSchema, grantJobs, limitDatabase } from './grants.ts';
import { createQueues } from './queues.ts';

const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../drizzle/migrations', import.meta.url));

const ONE_MIGRATOR_LOCK = 'keydesk.migrate';
const POLL_MS = 200;
const SAY_EVERY_MS = 5_000;
/** pg-boss's own migrations name no limit. Without one, a session that locks one of its tables would stop them for good. */
const JOB_LOCK_WAIT_MS = 5_000;
const aMoment = () => new Promise<void>((resolve) => setTimeout(resolve, POLL_MS));

type MigrateOptions = {
  /** Where drizzle-kit keeps the migrations. */
  folder?: string;
  /** Told every 5 s while another session migrates, in words that name it. */
  onWait?: (words: string) => void;
};

/**
 * Brings a database to the schema of this code: tables, triggers, roles, job queues, and what the app's role may do.
 * Safe to run again and from several machines at once: the second one waits for the first. Run as the owner of the
 * database.
 * @throws MigrationError with the file and the statement when a migration stops; earlier files stay applied
 */
export async function migrate(
  databaseUrl: string,
  { folder = MIGRATIONS_FOLDER, onWait = () => undefined }: MigrateOptions = {},
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'keydesk-migrate' });
  // A connection that dies fails the next query; without a listener it would end the process first.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseForeignCode(client);
    await waitForOtherMigrator(client, onWait);
    await applyMigrations(client, readMigrations(folder));
    await lockedInWords(async () => {
      await closeJobSchema(client);
      await bringJobs(client, databaseUrl);
      await grantJobs(client);
    });
    const { rows } = await client.query<{ name: string }>('select current_database() as name');
    for (const { name } of rows) await limitDatabase(client, name);
  } finally {
    await client.end();
  }
}

async function lockedInWords(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw new Error(
      'Another session holds a lock on a table of the job engine (schema pgboss); pg_stat_activity shows it. Run the migration again when that session is done. What was applied before stays.',
      { cause: error },
    );
  }
}

/** Asks again and again: a session that waits inside `pg_advisory_lock` would keep a concurrent index build waiting. */
async function waitForOtherMigrator(client: pg.Client, onWait: (words: string) => void): Promise<void> {
  for (let said = Date.now(); ;) {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock(hashtext($1)) as mine', [
      ONE_MIGRATOR_LOCK,
    ]);
    if (rows[0]?.mine === true) return;
    if (Date.now() - said >= SAY_EVERY_MS) {
      said = Date.now();
      onWait(`Waiting, because another session holds the lock of migrations: ${await lockHolder(client)}`);
    }
    await aMoment();
  }
}

async function lockHolder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ holder: string }>(
    `select format('process %s of the login %s (%s), connected since %s.', a.pid, a.usename, a.application_name, a.backend_start)
       as holder
     from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1
       and l.database = (select oid from pg_database where datname = current_database())
       and (l.classid::bigint << 32) | l.objid::bigint = hashtext($1)::bigint`,
    [ONE_MIGRATOR_LOCK],
  );
  return rows[0]?.holder ?? 'it has just ended.';
}

/** Brings pg-boss's schema and our queues up to date, and waits for the indexes that it builds behind a migration. */
async function bringJobs(client: pg.Client, databaseUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    options: `-c lock_timeout=${JOB_LOCK_WAIT_MS}`,
    max: 2,
    supervise: false,
    schedule: false,
    bamIntervalSeconds: 10,
  });
  boss.on('error', () => undefined);
  const failures = new Map<string, string>();
  boss.on('bam', ({ id, status, error }) => {
    if (status === 'failed') failures.set(id, error ?? 'no error was recorded');
  });
  await boss.start();
  try {
    await createQueues(boss);
    await waitForJobIndexes(client, failures);
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** The worker can't build them: it doesn't own the tables. */
async function waitForJobIndexes(client: pg.Client, failures: ReadonlyMap<string, string>): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ id: string; command: string }>(
      `select id, command from pgboss.bam where status <> 'completed' order by created_on`,
    );
    if (rows.length === 0) return;
    for (const { id, command } of rows)
      if (failures.has(id)) throw new Error(`The job engine could not run "${command}": ${failures.get(id)}`);
    await aMoment();
  }
}
