import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as migrateByDrizzle } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { onServer, urlOfDatabase } from '#sandbox/postgres/test-server.ts';
import { applyMigrations, MigrationError, readMigrations } from './apply-migrations.ts';
import { migrate } from './migrate.ts';

const server = inject('testServer');
const SHIPPED = path.join(import.meta.dirname, '..', '..', 'drizzle', 'migrations');
const SHORT_WAITS = { blockingMs: 200, concurrentMs: 200 };
const NO_TRANSACTION = '-- keydesk: no transaction\n';

let url = '';
let database = '';
let folder = '';
let client: pg.Client;
const opened: pg.Client[] = [];

async function connect(): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: url });
  session.on('error', () => undefined);
  await session.connect();
  opened.push(session);
  return session;
}

beforeEach(async () => {
  database = `keydesk_empty_${randomBytes(6).toString('hex')}`;
  url = urlOfDatabase(server.url, database);
  await onServer(server.url, async (admin) => void (await admin.query(`create database ${database}`)));
  folder = mkdtempSync(path.join(tmpdir(), 'keydesk-migrations-'));
  client = await connect();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((session) => session.end()));
  await onServer(server.url, async (admin) => void (await admin.query(`drop database ${database} with (force)`)));
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a folder of migrations as drizzle-kit keeps it: the files' texts in order, statements apart. */
function write(...files: readonly string[][]): void {
  mkdirSync(path.join(folder, 'meta'), { recursive: true });
  const entries = files.map((_, idx) => ({
    idx,
    version: '7',
    when: 1_000 + idx,
    tag: `${idx}_step`,
    breakpoints: true,
  }));
  writeFileSync(path.join(folder, 'meta', '_journal.json'), JSON.stringify({ version: '7', entries }));
  for (const [idx, statements] of files.entries())
    writeFileSync(path.join(folder, `${idx}_step.sql`), statements.join('--> statement-breakpoint\n'));
}
const apply = () => applyMigrations(client, readMigrations(folder), SHORT_WAITS);
const answer = async (text: string): Promise<unknown[]> => (await client.query({ text, rowMode: 'array' })).rows.flat();
const applied = () => answer('select created_at::int from drizzle.__drizzle_migrations order by id');
const validity = (index: string) =>
  answer(`select indisvalid from pg_index where indexrelid = to_regclass('${index}')`);

describe('a file of migrations', () => {
  it('is applied whole or not at all, and those before it stay', async () => {
    write(['create table one (n int)'], ['create table two (n int);', 'create table one (n int)'], ['select 1']);
    await expect(apply()).rejects.toThrow(
      /^1_step\.sql, statement 2 of 2 \(create table one \(n int\)\): relation "one" already exists\. Nothing of this file was applied\./,
    );
    expect(await answer(`select to_regclass('one') is not null, to_regclass('two') is null`)).toEqual([true, true]);
    expect(await applied()).toEqual([1_000]);

    write(['create table one (n int)'], ['create table two (n int)'], ['select 1']);
    await apply();
    expect(await applied()).toEqual([1_000, 1_001, 1_002]);
    await apply();
    expect(await applied()).toHaveLength(3);
  });

  it('that waits for a lock gives up in time, names itself and the statement, and lets others through', async () => {
    write(['create table busy (n int)'], ['-- Why this is needed.\nalter table busy\n  add column m int']);
    await applyMigrations(client, readMigrations(folder).slice(0, 1), SHORT_WAITS);
    const writer = await connect();
    await writer.query('begin');
    await writer.query('insert into busy values (1)');
    const stopped = await apply().catch((error: unknown) => error);
    expect(stopped).toBeInstanceOf(MigrationError);
    expect(String(stopped)).toMatch(
      /1_step\.sql, statement 1 of 1 \(alter table busy add column m int\): another session holds a lock that it needs, and it gave up after 0\.2 s/,
    );
    await writer.query('insert into busy values (2)');
    await writer.query('commit');
    await apply();
    expect(await answer('select count(m)::int, count(*)::int from busy')).toEqual([0, 2]);
  });

  it('marked as without a transaction builds an index concurrently', async () => {
    write(['create table t (n int)'], [`${NO_TRANSACTION}create index concurrently if not exists t_n on t (n)`]);
    await apply();
    expect(await validity('t_n')).toEqual([true]);
    expect(await applied()).toEqual([1_000, 1_001]);
  });

  it('marked so and stopped in the middle goes on when it is run again, and is applied only at its end', async () => {
    const steps = (last: string): string[] => [
      `${NO_TRANSACTION}create index concurrently if not exists t_n on t (n);`,
      'create index concurrently if not exists t_m on t (m);',
      last,
    ];
    write(['create table t (n int, m int)'], steps('drop index concurrently not_there'));
    await expect(apply()).rejects.toThrow(/statement 3 of 3 .* running the migration again repeats it safely/);
    expect(await applied()).toEqual([1_000]);
    expect(await validity('t_m')).toEqual([true]);

    write(['create table t (n int, m int)'], steps('drop index concurrently if exists not_there'));
    await apply();
    expect(await applied()).toEqual([1_000, 1_001]);
  });

  it('whose concurrent build failed leaves an invalid index, which is dropped and built anew', async () => {
    write(
      ['create table t (n int)', ';insert into t values (1), (1)'],
      [`${NO_TRANSACTION}create unique index concurrently if not exists t_n on t (n)`],
    );
    await expect(apply()).rejects.toThrow(/could not create unique index "t_n"/);
    expect(await validity('t_n')).toEqual([false]);
    await expect(apply()).rejects.toThrow(/could not create unique index "t_n"/);

    await client.query('delete from t where ctid = (select max(ctid) from t)');
    await apply();
    expect(await validity('t_n')).toEqual([true]);
    expect(await applied()).toEqual([1_000, 1_001]);
  });
});

describe('the migrator', () => {
  it('goes on from where drizzle’s own migrator brought a database', async () => {
    write(['create table one (n int)'], ['create table two (n int)']);
    await migrateByDrizzle(drizzle(client), { migrationsFolder: folder });
    write(['create table one (n int)'], ['create table two (n int)'], ['create table three (n int)']);
    await apply();
    expect(await answer(`select to_regclass('three') is not null`)).toEqual([true]);
    expect(await applied()).toEqual([1_000, 1_001, 1_002]);
    // And drizzle's finds nothing left to do, by the same table.
    await migrateByDrizzle(drizzle(client), { migrationsFolder: folder });
    expect(await applied()).toHaveLength(3);
  });

  it('brings a database of the first three migrations, as drizzle applied them, to the schema of this code', async () => {
    cpSync(SHIPPED, folder, { recursive: true });
    const journal = path.join(folder, 'meta', '_journal.json');
    const shipped = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
    writeFileSync(journal, JSON.stringify({ ...shipped, entries: shipped.entries.slice(0, 3) }));
    await migrateByDrizzle(drizzle(client), { migrationsFolder: folder });
    await migrate(url);
    expect(await answer('select count(*)::int from drizzle.__drizzle_migrations')).toEqual([shipped.entries.length]);
    expect(await answer(`select count(*)::int from pg_constraint where not convalidated`)).toEqual([0]);
  });

  it('lets a second one wait without holding up a concurrent index build of the first', async () => {
    write(
      ['create table t (n int)', ';insert into t select generate_series(1, 1000)', ';select pg_sleep(1)'],
      [`${NO_TRANSACTION}create index concurrently if not exists t_n on t (n)`],
    );
    const [first, second] = [migrate(url, { folder }), migrate(url, { folder })];
    await Promise.all([first, second]);
    expect(await validity('t_n')).toEqual([true]);
    expect(await applied()).toEqual([1_000, 1_001]);
  }, 30_000);
});

describe('what the app’s role could once have written for the owner to execute', () => {
  const OLD_GRANTS = 'grant select, insert, update, delete on all tables in schema pgboss to keydesk_app';

  it.each([
    [
      'a command',
      `insert into pgboss.bam (name, version, table_name, command) values ('x', 46, 'job_common', 'create table public.owned ()')`,
      /^The job engine's schema holds rows .*: bam [0-9a-f-]{36}\./,
    ],
    [
      'a table’s name',
      `update pgboss.queue set partition = true, table_name = 'job_common; create table public.owned (); --' where name = 'plan-sweep'`,
      /queue plan-sweep\./,
    ],
  ])('is not executed: %s', async (_, statement, words) => {
    await migrate(url);
    await client.query(OLD_GRANTS);
    await client.query('set role keydesk_app');
    await client.query(statement);
    await client.query('reset role');
    await expect(migrate(url)).rejects.toThrow(words);
    await expect(migrate(url)).rejects.toThrow(words);
    expect(await answer(`select to_regclass('public.owned') is null`)).toEqual([true]);
  });

  it('is taken away at the next migration', async () => {
    await migrate(url);
    await client.query(OLD_GRANTS);
    await migrate(url);
    expect(await answer(`select has_table_privilege('keydesk_app', 'pgboss.bam', 'insert')`)).toEqual([false]);
    expect(await answer(`select has_column_privilege('keydesk_app', 'pgboss.queue', 'table_name', 'update')`)).toEqual([
      false,
    ]);
  });
});

it('runs what the job engine left for the owner to build before it ends', async () => {
  await migrate(url);
  await client.query(
    `insert into pgboss.bam (name, version, table_name, command)
     values ('slow', 46, 'job_common', 'select pg_sleep(1)'),
            ('late', 46, 'job_common', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS job_common_late ON pgboss.job_common (priority)')`,
  );
  await client.query('update pgboss.version set bam_on = null');
  await migrate(url);
  expect(await validity('pgboss.job_common_late')).toEqual([true]);
  expect(await answer(`select status from pgboss.bam`)).toEqual(['completed', 'completed']);
}, 30_000);
