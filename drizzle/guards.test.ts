import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { verifyAudit } from '#lib/db/staff/audit-verify.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { addKey, AGENT, newArn, openTestDesk, type KeyWords, type TestDesk } from '#lib/db/test-desk.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await desk.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        action: 'key.checked',
        actor: AGENT,
        targetType: 'staff',
        targetId: newId(),
        customerId: null,
        before: null,
        after: null,
        reason: null,
      },
      NOW,
      null,
    ),
  );
  await addKey(desk.db);
});
afterAll(() => desk.close());

const DENIED = { code: '42501' };

describe('the app’s database role', () => {
  it.each([
    'update audit_log set reason = null',
    'delete from audit_log',
    'truncate audit_log',
    'update key_events set at = now()',
    'delete from key_events',
    'alter table audit_log disable trigger user',
    'drop table audit_log',
    'create table public.mine (id int)',
    'create temporary table mine (id int)',
    `insert into pgboss.bam (name, version, table_name, command) values ('x', 1, 'job', 'drop table audit_log')`,
    `update pgboss.bam set command = 'drop table audit_log'`,
    `update pgboss.queue set table_name = 'job on pgboss.job (id); drop table audit_log; --'`,
    'update pgboss.queue set partition = true',
    `insert into pgboss.queue select * from pgboss.queue`,
    'delete from pgboss.queue',
    `select pgboss.create_queue('mine', '{"policy": "standard"}')`,
    'update pgboss.version set version = 1',
    'truncate pgboss.job',
    'update drizzle.__drizzle_migrations set created_at = 0',
    `create or replace function audit_row_hash(entry audit_log) returns bytea language sql as $$ select ''::bytea $$`,
    'set session_replication_role = replica',
  ])('can’t %s', async (statement) => {
    await expect(desk.pool.query(statement)).rejects.toMatchObject(DENIED);
  });

  it('is the role of every pooled connection, whatever login the URL names', async () => {
    const { rows } = await desk.pool.query('select current_user as role');
    expect(rows).toEqual([{ role: 'keydesk_app' }]);
  });

  it('can read which migrations are applied, for the health page', async () => {
    const { rows } = await desk.pool.query('select count(*)::int > 0 as some from drizzle.__drizzle_migrations');
    expect(rows).toEqual([{ some: true }]);
  });
});

describe('the functions of our schemas', () => {
  it('have a pinned search_path that puts temporary tables last', async () => {
    const functions = await desk.rows<{ name: string; pinned: boolean }>(
      `select p.proname as name, coalesce(p.proconfig @> array['search_path=pg_catalog, public, pg_temp'], false) as pinned
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname in ('public', 'drizzle')
         and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
    );
    expect(functions.map(({ name }) => name)).toEqual(expect.arrayContaining(['audit_chain', 'fleet_count_delta']));
    expect(functions.filter(({ pinned }) => !pinned)).toEqual([]);
  });

  it('ignore temporary tables with the names of our tables', async () => {
    await desk.owner.query(
      `do $$ begin execute format('grant temporary on database %I to keydesk_app', current_database()); end $$`,
    );
    const session = await desk.pool.connect();
    try {
      await session.query('set search_path = public');
      await session.query('create temporary table audit_log (like public.audit_log)');
      await session.query('create temporary table fleet_count_deltas (like public.fleet_count_deltas)');
      await session.query(
        `insert into public.audit_log (seq, id, at, actor, action, target_type, target_id, prev_hash, hash)
         values (0, gen_random_uuid(), now(), '{}', 'staff.disabled', 'staff', gen_random_uuid(), '', '')`,
      );
      const before = await desk.count('fleet_count_deltas');
      await session.query(`update public.customer_keys set verdict = 'unusable', cause = 'key_disabled'`);
      expect(await desk.count('fleet_count_deltas')).toBeGreaterThan(before);
    } finally {
      session.release(true);
    }
    expect(await verifyAudit(desk.db, null)).toMatchObject({ intact: true, head: { seq: 2 } });
  });
});

describe('the owner of the database', () => {
  it.each(['update audit_log set reason = null', 'delete from audit_log', 'truncate audit_log'])(
    'can’t change the audit either: %s',
    async (statement) => {
      await expect(desk.owner.query(statement)).rejects.toMatchObject({
        ...DENIED,
        message: expect.stringMatching(/^audit_log is append-only/),
      });
    },
  );
});

describe('the database refuses, whoever writes', () => {
  const violationOf = async (words: KeyWords): Promise<string | null> => {
    try {
      await addKey(desk.db, words);
    } catch (error) {
      return violatedConstraint(error);
    }
    throw new Error('Nothing was refused.');
  };

  it('a second active key of one workspace', async () => {
    const { customerId } = await addKey(desk.db);
    expect(await violationOf({ customerId })).toBe('key_assignments_one_active');
    await addKey(desk.db, { customerId, arn: newArn('us-west-2') });
    await addKey(desk.db, { customerId, role: 'retained' });
  });

  it('a second proven owner of one live ARN', async () => {
    const { arn } = await addKey(desk.db);
    expect(await violationOf({ arn })).toBe('customer_keys_one_owner');
    expect(await violationOf({ arn, role: 'candidate' })).toBe('customer_keys_one_owner');
  });

  it('H16 nothing to the owner of an ARN that an unproven candidate also names', async () => {
    const { arn } = await addKey(desk.db, { role: 'candidate', proven: false });
    await addKey(desk.db, { arn });
    await addKey(desk.db, { arn, role: 'candidate', proven: false });
  });

  it('nothing for the ARN of a retired key', async () => {
    const { arn, customerId } = await addKey(desk.db, { role: 'retired' });
    await addKey(desk.db, { arn });
    const { arn: own } = await addKey(desk.db, { customerId, role: 'retired' });
    await addKey(desk.db, { arn: own, customerId, role: 'candidate' });
  });

  it.each([
    ['an active key without proof of ownership', `update customer_keys set ownership_proven_at = null`],
    ['a usable key with a cause', `update customer_keys set verdict = 'usable', cause = 'never_checked'`],
    ['a bad key without a cause', `update customer_keys set verdict = 'unusable', cause = null`],
    ['an unknown verdict', `update customer_keys set verdict = 'fine'`],
    ['a cause that isn’t a code', `update customer_keys set verdict = 'unusable', cause = 'Bad luck'`],
    ['an unknown role', `update customer_keys set role = 'owner'`],
    ['an ARN that differs from its parts', `update customer_keys set region = 'us-west-2'`],
  ])('%s', async (_, statement) => {
    await expect(desk.owner.query(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^23(514|502)$/) });
  });

  it('nothing for a key state that AWS adds', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await desk.pool.query('update customer_keys set key_state = $2 where id = $1', [customerKeyId, 'Suspended']);
  });

  it('H16 a second one-time code with the same characters', async () => {
    const { customerId } = await addKey(desk.db);
    const add = () =>
      desk.pool.query(
        `with s as (insert into setups (id, customer_id, asked_by_name, owner_staff_id, owner_name, created_at, created_by)
           values (gen_random_uuid(), $1, 'Kim', gen_random_uuid(), 'Robin', now(), 'Robin') returning id)
         insert into ownership_codes (id, setup_id, code, created_at, expires_at)
         select gen_random_uuid(), s.id, 'abcdefghij234567klmn', now(), now() from s`,
        [customerId],
      );
    await add();
    await expect(add()).rejects.toMatchObject({ constraint: 'ownership_codes_code' });
  });

  it('a second open period of one key', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await expect(
      desk.pool.query(`insert into verdict_spans (id, key_id, verdict, from_at) values ($1, $2, 'unusable', now())`, [
        newId(),
        customerKeyId,
      ]),
    ).rejects.toMatchObject({ constraint: 'verdict_spans_one_open' });
  });
});

describe('how checks are stored', () => {
  it('leaves room on the page for a check’s updates, and indexes only what a healthy check rarely changes, and when it is due', async () => {
    expect(await desk.rows(`select reloptions from pg_class where relname = 'key_checks'`)).toEqual([
      { reloptions: ['fillfactor=80'] },
    ]);
    const indexes = await desk.rows<{ indexdef: string }>(
      `select indexdef from pg_indexes where tablename = 'key_checks'`,
    );
    expect(indexes.map(({ indexdef }) => indexdef.replace(/^.* btree /, '')).toSorted()).toEqual([
      '(key_id)',
      // A check that got an answer is in none of it.
      '(key_id) WHERE (inconclusive_count > 0)',
      '(lost_at) WHERE (lost_at IS NOT NULL)',
      '(next_check_at)',
    ]);
  });

  it('makes a claim a HOT update, and a result not', async () => {
    await desk.owner.query('begin');
    const updated = async (set: string) => {
      await desk.owner.query(
        `update key_checks set ${set} where key_id = (select min(key_id::text) from key_checks)::uuid`,
      );
      const [row] = await desk.rows<{ all: string; hot: string }>(
        `select pg_stat_get_xact_tuples_updated('key_checks'::regclass) as all,
                pg_stat_get_xact_tuples_hot_updated('key_checks'::regclass) as hot`,
      );
      return row;
    };
    expect(await updated('claimed_at = now()')).toEqual({ all: '1', hot: '1' });
    expect(await updated(`next_check_at = now() + interval '1 hour'`)).toEqual({ all: '2', hot: '1' });
    await desk.owner.query('rollback');
  });

  it('never takes a time from the database’s clock', async () => {
    expect(
      await desk.rows(
        `select table_name, column_name from information_schema.columns
         where table_schema = 'public' and data_type like 'timestamp%' and column_default is not null`,
      ),
    ).toEqual([]);
  });

  it('stores every time with its zone', async () => {
    expect(
      await desk.rows(
        `select table_name, column_name from information_schema.columns
         where table_schema = 'public' and data_type = 'timestamp without time zone'`,
      ),
    ).toEqual([]);
  });
});
