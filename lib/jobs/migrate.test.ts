import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { inject, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onServer, urlOfDatabase } from '#sandbox/postgres/test-server.ts';
import { createPool } from '#lib/db/database.ts';
import { readiness } from '#lib/db/readiness.ts';
import { migrate } from '#lib/jobs/migrate.ts';

const server = inject('testServer');
const database = `keydesk_empty_${randomBytes(6).toString('hex')}`;
const url = urlOfDatabase(server.url, database);

const CHECKOUT = path.join(import.meta.dirname, '..', '..');

/** Runs the command of a script in package.json, under this Node. @throws with `code` and `stderr` when it fails */
async function runScript(name: string, env: Record<string, string>): Promise<string> {
  const { scripts } = JSON.parse(readFileSync(path.join(CHECKOUT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [node, ...args] = (scripts[name] ?? '').split(' ');
  expect(node).toBe('node');
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: CHECKOUT,
    env: { NODE_ENV: 'production', ...env },
  });
  return stdout;
}

beforeAll(() => onServer(server.url, async (client) => void (await client.query(`create database ${database}`))));
afterAll(() =>
  onServer(server.url, async (client) => void (await client.query(`drop database ${database} with (force)`))),
);

const ready = async (of = url): Promise<string> => {
  const pool = createPool({
    url: of,
    applicationName: 'keydesk-test',
    maxConnections: 1,
    statementTimeoutMs: 2_000,
    onError: () => undefined,
  });
  try {
    return await readiness(pool, 2_000);
  } finally {
    await pool.end();
  }
};

describe('migration', () => {
  it('makes an empty database ready, also when two machines run it at once, and when it runs again', async () => {
    expect(await ready()).toBe('not_migrated');
    await Promise.all([migrate(url), migrate(url)]);
    expect(await ready()).toBe('ready');
    await migrate(url);
    expect(await ready()).toBe('ready');
  }, 60_000);

  it('is what npm run db:migrate does', async () => {
    const other = `${database}_command`;
    await onServer(server.url, async (client) => void (await client.query(`create database ${other}`)));
    try {
      const migrateUrl = urlOfDatabase(server.url, other);
      const said = await runScript('db:migrate', { DATABASE_URL: 'postgres://x', MIGRATE_DATABASE_URL: migrateUrl });
      expect(said).toContain('The database is at the schema of this version.');
      expect(await ready(migrateUrl)).toBe('ready');
    } finally {
      await onServer(server.url, async (client) => void (await client.query(`drop database ${other} with (force)`)));
    }
  }, 60_000);

  it('fails with words when npm run db:migrate is not told the database', async () => {
    await expect(runScript('db:migrate', {})).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('MIGRATE_DATABASE_URL (or DATABASE_URL) is not set') as string,
    });
  });

  it('says who holds it up', async () => {
    const holder = new pg.Client({ connectionString: url, application_name: 'somebody' });
    await holder.connect();
    await holder.query(`select pg_advisory_lock(hashtext('keydesk.migrate'))`);
    const said: string[] = [];
    await migrate(url, {
      onWait: (words) => {
        said.push(words);
        void holder.end();
      },
    });
    expect(said).toEqual([expect.stringMatching(/^Waiting, because .*: process \d+ of the login \w+ \(somebody\)/)]);
  }, 60_000);

  it('gives up with words when a session locks a table of the job engine', async () => {
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query('begin; lock table pgboss.instance in access exclusive mode');
    try {
      await expect(migrate(url)).rejects.toThrow(
        /^Another session holds a lock on a table of the job engine .*Run the migration again/,
      );
    } finally {
      await holder.end();
    }
  }, 60_000);

  it('needs an owner, not a superuser, and lets no login but the owner make temporary tables', async () => {
    const [owned, owner, app] = [`${database}_owned`, `${database}_owner`, `${database}_app`];
    const urlAs = (login: string): string => {
      const as = new URL(urlOfDatabase(server.url, owned));
      as.username = login;
      as.password = 'of-this-test';
      return as.href;
    };
    await onServer(server.url, async (admin) => {
      for (const login of [owner, app]) {
        await admin.query(`create role ${login} login password 'of-this-test'`);
        await admin.query(`grant keydesk_app to ${login}`);
      }
      await admin.query(`create database ${owned} owner ${owner}`);
    });
    try {
      await migrate(urlAs(owner));
      await migrate(urlAs(owner));
      expect(await ready(urlAs(app))).toBe('ready');
      const session = new pg.Client({ connectionString: urlAs(app) });
      await session.connect();
      const made = session.query('create temporary table audit_log (n int)');
      await expect(made).rejects.toMatchObject({ code: '42501' });
      await session.end();
    } finally {
      await onServer(server.url, async (admin) => {
        await admin.query(`drop database ${owned} with (force)`);
        for (const login of [owner, app]) await admin.query(`drop role ${login}`);
      });
    }
  }, 60_000);

  describe('where everyone may create functions in the schema public', () => {
    const opened = `${database}_opened`;
    const openedUrl = urlOfDatabase(server.url, opened);
    const owner = `${opened}_owner`;
    const planted = 'create function public.has_table_privilege(name, regclass, text) returns boolean';
    const run = (text: string) => onServer(openedUrl, async (client) => void (await client.query(text)));

    beforeAll(async () => {
      await onServer(server.url, async (admin) => {
        await admin.query(`create role ${owner} login password 'of-this-test' in role keydesk_app`);
        await admin.query(`create database ${opened} owner ${owner}`);
      });
      await migrate(openedUrl);
    });
    afterAll(() =>
      onServer(server.url, async (admin) => {
        await admin.query(`drop database ${opened} with (force)`);
        await admin.query(`drop role ${owner}`);
      }),
    );

    it('takes the right away, and runs nothing while there is a function of somebody else', async () => {
      await run('grant create on schema public to public');
      await run(
        `set role keydesk_app; ${planted} language plpgsql as $$ begin create table public.ran(); return false; end $$`,
      );
      await expect(migrate(openedUrl)).rejects.toThrow(
        /has_table_privilege\(name,regclass,text\) of keydesk_app.*drop it, and run the migration again/,
      );
      await expect(run('select from public.ran')).rejects.toMatchObject({ code: '42P01' });
      await expect(run(`set role keydesk_app; create function public.f() returns int return 1`)).rejects.toMatchObject({
        code: '42501',
      });
      await run('drop function public.has_table_privilege');
      await migrate(openedUrl);
    }, 60_000);

    it('says what a superuser has to do where the owner may not take the right away', async () => {
      await run('alter schema public owner to current_user; grant create on schema public to public');
      const asOwner = new URL(openedUrl);
      asOwner.username = owner;
      asOwner.password = 'of-this-test';
      await expect(migrate(asOwner.href)).rejects.toThrow('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    });
  });

  it('isn’t complete while one migration is missing', async () => {
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query(
      'delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)',
    );
    await owner.end();
    expect(await ready()).toBe('not_migrated');
  });

  it('can’t be read from a server that isn’t there', async () => {
    expect(await ready('postgres://nobody:nothing@127.0.0.1:9/keydesk')).toBe('unreachable');
  });
});
