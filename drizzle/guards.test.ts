import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
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
    'update drizzle.__drizzle_migrations set created_at = 0',
    `create or replace function audit_row_hash(entry audit_log) returns bytea language sql as $$ select ''::bytea $$`,
    'set session_replication_role = replica',
  ])('may not %s', async (statement) => {
    await expect(desk.pool.query(statement)).rejects.toMatchObject(DENIED);
  });

  it('is what every pooled connection runs as, whatever the login', async () => {
    const { rows } = await desk.pool.query('select current_user as role');
    expect(rows).toEqual([{ role: 'keydesk_app' }]);
  });

  it('may read which migrations are in, for the health page', async () => {
    const { rows } = await desk.pool.query('select count(*)::int > 0 as some from drizzle.__drizzle_migrations');
    expect(rows).toEqual([{ some: true }]);
  });
});

describe('the owner of the database', () => {
  it.each(['update audit_log set reason = null', 'delete from audit_log', 'truncate audit_log'])(
    'is refused by the audit’s triggers, too: %s',
    async (statement) => {
      await expect(desk.owner.query(statement)).rejects.toMatchObject({
        ...DENIED,
        message: expect.stringMatching(/^audit_log is append-only/),
      });
    },
  );
});

describe('what the database refuses whoever writes it', () => {
  const violationOf = async (words: KeyWords): Promise<string | null> => {
    try {
      await addKey(desk.db, words);
    } catch (error) {
      return violatedConstraint(error);
    }
    throw new Error('Nothing was refused.');
  };

  it('a second active key of one customer, workspace and region', async () => {
    const { customerId } = await addKey(desk.db);
    expect(await violationOf({ customerId })).toBe('customer_keys_one_active');
    await addKey(desk.db, { customerId, arn: newArn('us-west-2') });
    await addKey(desk.db, { customerId, role: 'retained' });
  });

  it('a second proven owner of one live ARN', async () => {
    const { arn } = await addKey(desk.db);
    expect(await violationOf({ arn })).toBe('customer_keys_one_owner');
    expect(await violationOf({ arn, role: 'candidate' })).toBe('customer_keys_one_owner');
  });

  it('H16 no ARN is held by an unproven candidate: its owner comes in beside it', async () => {
    const { arn } = await addKey(desk.db, { role: 'candidate', proven: false });
    await addKey(desk.db, { arn });
    await addKey(desk.db, { arn, role: 'candidate', proven: false });
  });

  it('a retired key holds its ARN no longer', async () => {
    const { arn, customerId } = await addKey(desk.db, { role: 'retired' });
    await addKey(desk.db, { arn });
    const { arn: own } = await addKey(desk.db, { customerId, role: 'retired' });
    await addKey(desk.db, { arn: own, customerId, role: 'candidate' });
  });

  it.each([
    ['an active key without proof of ownership', `update customer_keys set ownership_proven_at = null`],
    ['a usable key with a cause', `update customer_keys set verdict = 'usable', cause = 'never_checked'`],
    ['a bad key without a cause', `update customer_keys set verdict = 'unusable', cause = null`],
    ['a verdict that is no word of core', `update customer_keys set verdict = 'fine'`],
    ['a cause that is no word of core', `update customer_keys set verdict = 'unusable', cause = 'bad_luck'`],
    ['a role that is no word of core', `update customer_keys set role = 'owner'`],
    ['an ARN that is not its parts', `update customer_keys set region = 'us-west-2'`],
  ])('%s', async (_, statement) => {
    await expect(desk.pool.query(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^23(514|502)$/) });
  });

  it('lets AWS’s own vocabularies grow: an unheard-of key state is kept', async () => {
    const { customerKeyId } = await addKey(desk.db);
    await desk.pool.query('update customer_keys set key_state = $2 where id = $1', [customerKeyId, 'Suspended']);
  });

  it('a second open span of one key', async () => {
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
  it('leaves room in a page for the hot row, and indexes nothing of it that a healthy check moves but when it is due', async () => {
    expect(await desk.rows(`select reloptions from pg_class where relname = 'key_checks'`)).toEqual([
      { reloptions: ['fillfactor=80'] },
    ]);
    const indexes = await desk.rows<{ indexdef: string }>(
      `select indexdef from pg_indexes where tablename = 'key_checks'`,
    );
    expect(indexes.map(({ indexdef }) => /\((.*?)\)/.exec(indexdef)?.[1]).toSorted()).toEqual([
      'first_denial_at',
      'key_id',
      'next_check_at',
    ]);
  });

  it('takes no domain time from the database’s own clock', async () => {
    expect(
      await desk.rows(
        `select table_name, column_name from information_schema.columns
         where table_schema = 'public' and data_type like 'timestamp%' and column_default is not null`,
      ),
    ).toEqual([]);
  });

  it('keeps every instant with its zone', async () => {
    expect(
      await desk.rows(
        `select table_name, column_name from information_schema.columns
         where table_schema = 'public' and data_type = 'timestamp without time zone'`,
      ),
    ).toEqual([]);
  });
});
