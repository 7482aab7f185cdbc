import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { createQueues } from './queues.ts';

const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../drizzle/migrations', import.meta.url));

const ONE_MIGRATOR_LOCK = 'keydesk.migrate';

/** Rights of the app's role over the job engine's tables: rows, never structure. */
const JOB_GRANTS = `
  grant usage on schema pgboss to keydesk_app;
  grant select, insert, update, delete on all tables in schema pgboss to keydesk_app;
  grant usage on all sequences in schema pgboss to keydesk_app;
  grant execute on all functions in schema pgboss to keydesk_app;`;

/**
 * Brings a database to the schema of this code: tables, triggers, roles, job queues. Safe to run again and from
 * several machines at once. Run as the owner of the database.
 * @throws the database's own error, with the failing statement, when a step fails; earlier migrations stay applied
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'keydesk-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtext($1))', [ONE_MIGRATOR_LOCK]);
    await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS_FOLDER });
    const boss = new PgBoss({ connectionString: databaseUrl, max: 2, supervise: false, schedule: false });
    boss.on('error', () => undefined);
    await boss.start();
    await createQueues(boss);
    await boss.stop({ graceful: false });
    await client.query(JOB_GRANTS);
  } finally {
    await client.end();
  }
}
