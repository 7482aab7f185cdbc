import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { applyMigrations, readMigrations } from './apply-migrations.ts';
import { refuseForeignCode } from './foreign-code.ts';
import { closeJobSchema, grantJobs, limitDatabase } from './grants.ts';
import { createQueues } from './queues.ts';

const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../drizzle/migrations', import.meta.url));

const ONE_MIGRATOR_LOCK = 'keydesk.migrate';
const POLL_MS = 200;
const aMoment = () => new Promise<void>((resolve) => setTimeout(resolve, POLL_MS));

/**
 * Brings a database to the schema of this code: tables, triggers, roles, job queues, and what the app's role may do.
 * Safe to run again and from several machines at once: the second one waits for the first. Run as the owner of the
 * database.
 * @param folder where drizzle-kit keeps the migrations
 * @throws MigrationError with the file and the statement when a migration stops; earlier files stay applied
 */
export async function migrate(databaseUrl: string, folder = MIGRATIONS_FOLDER): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'keydesk-migrate' });
  // A connection that dies fails the next query; without a listener it would end the process first.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseForeignCode(client);
    await waitForOtherMigrator(client);
    await applyMigrations(client, readMigrations(folder));
    await closeJobSchema(client);
    await bringJobs(client, databaseUrl);
    await grantJobs(client);
    const { rows } = await client.query<{ name: string }>('select current_database() as name');
    for (const { name } of rows) await limitDatabase(client, name);
  } finally {
    await client.end();
  }
}

/** Asks again and again: a session that waits inside `pg_advisory_lock` would keep a concurrent index build waiting. */
async function waitForOtherMigrator(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock(hashtext($1)) as mine', [
      ONE_MIGRATOR_LOCK,
    ]);
    if (rows[0]?.mine === true) return;
    await aMoment();
  }
}

/** Brings pg-boss's schema and our queues up to date, and waits for the indexes that it builds behind a migration. */
async function bringJobs(client: pg.Client, databaseUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
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
