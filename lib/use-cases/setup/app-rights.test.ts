import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { clearSetup } from './clear-setup.ts';
import { aJourney, BY, readyToClear, type Journey } from './setup.test-support.ts';

type Ids = {
  keyId: string;
  openKeyId: string;
  lineId: string;
  openLineId: string;
  setupId: string;
  customerId: string;
};

let desk: TestDesk;
let cleared: Journey;
/** `keyId`, `lineId` and `setupId` are of a setup that is cleared; the others are of one that is ready to be. */
let ids: Ids;

const clear = async (journey: Journey) => {
  const done = await clearSetup(journey.deps, await journey.input(), BY);
  if (!done.ok) throw new Error(done.reason);
};

beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
  cleared = await readyToClear(desk.db);
  const open = await readyToClear(desk.db);
  await clear(cleared);
  ids = {
    keyId: await cleared.keyId(),
    openKeyId: await open.keyId(),
    lineId: cleared.ids().lineId,
    openLineId: open.ids().lineId,
    setupId: cleared.ids().setupId,
    customerId: open.ids().customerId,
  };
  // Each of the two has a code, and the second one's AWS account is bound to its holder.
  for (const [setup, code] of [
    [ids.setupId, 'a'],
    [open.ids().setupId, 'b'],
  ])
    await desk.owner.query(
      `insert into ownership_codes (id, setup_id, code, created_at, expires_at)
       values ($1, $2, repeat($3, 20), now(), now() + interval '1 day')`,
      [newId(), setup, code],
    );
  await desk.owner.query(
    `insert into customer_accounts (id, customer_id, aws_account_id, proof, proven_at)
     values ($1, $2, '000011112222', 'ciphertext', now())`,
    [newId(), ids.customerId],
  );
});
afterAll(() => desk.close());

/** Runs statements as the app's role in one transaction, which is undone. @returns what refused them, or null */
async function refusalOf(statements: readonly string[]): Promise<string | null> {
  const client = await desk.pool.connect();
  try {
    await client.query('begin');
    for (const statement of statements) await client.query(statement);
    // What is looked at when a transaction ends.
    await client.query('set constraints all immediate');
    return null;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.constraint ?? (error.code === '42501' ? NO_RIGHT : error.message);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const NO_RIGHT = 'no right';
const STAYS = 'setup_lines_cleared_stays';
const NEW_KEY = '99999999-0000-4000-8000-000000000000';
const COPY = '00000000-0000-4000-8000-00000000c0b1';
const endOf = (keyId: string) =>
  `update key_assignments set to_at = from_at + interval '30 days' where key_id = '${keyId}'`;
const activate = (id: string, lineId: string) =>
  `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin, origin_id)
   select '${id}', workspace_id, key_id, 'active', cleared_at, 'setup', id from setup_lines where id = '${lineId}'`;
const copyOfLine = (lineId: string, given: string) =>
  `insert into setup_lines select (jsonb_populate_record(null::setup_lines, to_jsonb(l) || '${given}')).*
   from setup_lines l where id = '${lineId}'`;

const ATTACKS: readonly [string, string, (given: Ids) => readonly string[]][] = [
  [
    'make a key active by its role',
    'customer_keys_active_assigned',
    ({ openKeyId }) => [`update customer_keys set role = 'active' where id = '${openKeyId}'`],
  ],
  [
    'add a key as an active one',
    'customer_keys_active_assigned',
    ({ openKeyId }) => [
      `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region,
         ownership_proven_at, created_at, verdict, verdict_since)
       select gen_random_uuid(), customer_id, region, 'active', replace(arn, kms_key_id, '${NEW_KEY}'), aws_account_id,
         '${NEW_KEY}', false, now(), now(), 'usable', now()
       from customer_keys where id = '${openKeyId}'`,
    ],
  ],
  [
    'make a key active again by an earlier clearance, whose line it touches',
    'key_assignments_origin_cleared',
    ({ keyId, lineId }) => [
      endOf(keyId),
      `update setup_lines set first_backup_due_at = null where id = '${lineId}'`,
      activate(newId(), lineId),
    ],
  ],
  [
    'make a key active again by a copy of an earlier clearance',
    'key_assignments_origin_cleared',
    ({ keyId, lineId }) => [
      endOf(keyId),
      copyOfLine(lineId, `{"id": "${COPY}", "position": 9}`),
      activate(newId(), COPY),
    ],
  ],
  [
    'clear a line in a region that isn’t its key’s',
    'setup_lines_gate',
    ({ lineId }) => [
      `insert into workspaces (id, customer_id, name, region, created_at)
       select '${COPY}', customer_id, 'other', 'us-west-2', now() from workspaces
       where id = (select workspace_id from setup_lines where id = '${lineId}')`,
      copyOfLine(lineId, `{"id": "${COPY}", "position": 9, "workspace_id": "${COPY}", "region": "us-west-2"}`),
    ],
  ],
  [
    'let an assignment that is over last longer',
    'key_assignments_only_end',
    ({ keyId }) => [endOf(keyId), `update key_assignments set to_at = null where key_id = '${keyId}'`],
  ],
  [
    'change what was recorded of our side when a line was cleared',
    STAYS,
    ({ lineId }) => [`update setup_lines set our_side_by = 'me', our_side_how = 'x' where id = '${lineId}'`],
  ],
  [
    'take back what was attested of a cleared line',
    STAYS,
    ({ lineId }) => [`update setup_lines set jobs_attested_at = null, jobs_attested_by = null where id = '${lineId}'`],
  ],
  [
    'give a cleared line another id',
    STAYS,
    ({ lineId }) => [`update setup_lines set id = gen_random_uuid() where id = '${lineId}'`],
  ],
  [
    'move an open line to another setup',
    STAYS,
    ({ setupId, openLineId }) => [
      `update setup_lines set setup_id = '${setupId}', position = 8 where id = '${openLineId}'`,
    ],
  ],
  [
    'say that the customer was told at another time',
    STAYS,
    ({ lineId }) => [
      `update setup_lines set told_at = now() where id = '${lineId}'`,
      `update setup_lines set told_at = null where id = '${lineId}'`,
    ],
  ],
  [
    'let a withdrawn proof count again',
    'ownership_proofs_stay_withdrawn',
    ({ openKeyId }) => [
      `update ownership_proofs set withdrawn_at = now(), withdrawn_by = 'a', withdraw_reason = 'b' where key_id = '${openKeyId}'`,
      `update ownership_proofs set withdrawn_at = null, withdrawn_by = null, withdraw_reason = null where key_id = '${openKeyId}'`,
    ],
  ],
  [
    'use a code twice',
    'ownership_codes_stay_used',
    ({ keyId, setupId }) => [
      `update ownership_codes set used_at = now(), used_key_id = '${keyId}' where setup_id = '${setupId}'`,
      `update ownership_codes set used_at = null, used_key_id = null where setup_id = '${setupId}'`,
    ],
  ],
  [
    'say that a shared account serves one holder',
    'customer_accounts_stay_over',
    ({ customerId }) => [
      `update customer_accounts set shared_since = now() where customer_id = '${customerId}'`,
      `update customer_accounts set shared_since = null where customer_id = '${customerId}'`,
    ],
  ],
  [
    'let a binding that was taken back count again',
    'customer_accounts_stay_over',
    ({ customerId }) => [
      `update customer_accounts set revoked_at = now() where customer_id = '${customerId}'`,
      `update customer_accounts set revoked_at = null where customer_id = '${customerId}'`,
    ],
  ],
  ['end an assignment that nothing follows', 'key_assignments_ended', ({ keyId }) => [endOf(keyId)]],
  [
    'call a key that protects a workspace retired',
    'customer_keys_weaker_role',
    ({ keyId }) => [`update customer_keys set role = 'retired' where id = '${keyId}'`],
  ],
  ['stop the triggers', NO_RIGHT, () => ['set session_replication_role = replica']],
  ['take triggers away', NO_RIGHT, () => ['alter table setup_lines disable trigger all']],
  [
    'say that a key is from before setups',
    NO_RIGHT,
    ({ openKeyId }) => [`insert into legacy_keys values ('${openKeyId}')`],
  ],
];

/** Columns that the app's role can't change, of tables whose other columns it can. */
const FIXED = {
  customer_accounts: 'aws_account_id customer_id id proof proven_at proven_by reason',
  customer_keys: 'arn aws_account_id created_at customer_id id kms_key_id multi_region region severity workspace',
  key_assignments: 'from_at id key_id origin origin_id role workspace_id',
  ownership_codes: 'code created_at id setup_id',
  ownership_proofs: 'arn customer_id id key_id kind proven_at proven_by reason',
  setups: 'created_at created_by customer_id id',
  workspaces: 'created_at customer_id id name region',
};

const NEVER_DELETED = [...Object.keys(FIXED), 'contacts', 'setup_events', 'setup_lines', 'sent_texts', 'probe_reports'];

/** What use cases write, in the columns that they write. */
const WRITTEN: readonly [string, (given: Ids) => readonly string[]][] = [
  [
    'change what a key was found to be, its role, its proof and its note',
    ({ openKeyId }) => [
      `update customer_keys set verdict = 'unusable', cause = 'key_disabled', verdict_since = now(), key_state = 'Disabled',
         next_action = 'customer', deadline_at = now(), not_usable_since = now(), usable_until = null where id = '${openKeyId}'`,
      `update customer_keys set ownership_withdrawn_at = now(), note = 'x', revision = revision + 1,
         assignments_filled = true, urgency = urgency, rotation_enabled = true where id = '${openKeyId}'`,
      `update customer_keys set role = 'retired' where id = '${openKeyId}'`,
    ],
  ],
  [
    'change an active key',
    ({ keyId }) => [
      `update customer_keys set role = role, verdict = 'attention', cause = 'partial_access' where id = '${keyId}'`,
    ],
  ],
  [
    'end an active assignment where it is retained from then on',
    ({ keyId }) => [
      endOf(keyId),
      `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
       select gen_random_uuid(), workspace_id, key_id, 'retained', to_at, 'setup' from key_assignments where key_id = '${keyId}'`,
    ],
  ],
  [
    'withdraw a proof, and store a new one',
    ({ openKeyId }) => [
      `update ownership_proofs set withdrawn_at = now(), withdrawn_by = 'a', withdraw_reason = 'b' where key_id = '${openKeyId}'`,
      `insert into ownership_proofs (id, key_id, customer_id, arn, kind, proven_at)
       select gen_random_uuid(), id, customer_id, arn, 'ciphertext', now() from customer_keys where id = '${openKeyId}'`,
    ],
  ],
  [
    'let a code last longer, and use it',
    ({ keyId, setupId }) => [
      `update ownership_codes set expires_at = now() where setup_id = '${setupId}'`,
      `update ownership_codes set used_at = now(), used_key_id = '${keyId}' where setup_id = '${setupId}'`,
    ],
  ],
  [
    'mark an account as shared, and take its binding back',
    ({ customerId }) => [
      `update customer_accounts set shared_since = now() where customer_id = '${customerId}'`,
      `update customer_accounts set revoked_at = now(), revoked_by = 'a', revoke_reason = 'b' where customer_id = '${customerId}'`,
    ],
  ],
  [
    'attest, hold, hand over, withdraw and reopen a setup',
    ({ openLineId }) => [
      ...[
        `plan_attested_by = 'a', plan_attested_at = now(), hold_until = now(), hold_reason = 'x', remind_at = now()`,
        `owner_staff_id = gen_random_uuid(), owner_name = 'a', ticket = 'x', asked_by_name = 'x', revision = revision + 1`,
        `withdrawn_at = now(), withdrawn_by = 'a', withdraw_reason = 'x'`,
        `withdrawn_at = null, withdrawn_by = null, withdraw_reason = null`,
      ].map(
        (set) => `update setups set ${set} where id = (select setup_id from setup_lines where id = '${openLineId}')`,
      ),
      `update setup_lines set ended_at = now() where id = '${openLineId}'`,
      `update setup_lines set ended_at = null where id = '${openLineId}'`,
    ],
  ],
  [
    'attest facts of an open line, take in another key for it, and record our side',
    ({ openLineId }) =>
      [
        `workspace_attested_by = 'a', workspace_attested_at = now(), jobs_attested_by = null, jobs_attested_at = null`,
        `existing_data = 'x', key_id = null, key_received_at = null, grant_statement = true`,
        `our_side_by = null, our_side_at = null, our_side_how = null, our_side_arn = null`,
        `our_side_by = 'a', our_side_at = now(), our_side_how = 'x', our_side_arn = 'x'`,
      ].map((set) => `update setup_lines set ${set} where id = '${openLineId}'`),
  ],
  [
    'write what comes after the clearance of a line',
    ({ lineId }) =>
      [
        'told_at = now()',
        'first_backup_due_at = now()',
        `other_key_arn = 'x', other_key_at = now()`,
        'other_key_arn = null, other_key_at = null',
        `first_backup_at = now(), first_backup_by = 'a'`,
      ].map((set) => `update setup_lines set ${set} where id = '${lineId}'`),
  ],
];

describe('SQL of the app’s role', () => {
  it.each(ATTACKS)('H16 can’t %s', async (_what, refusedBy, statements) => {
    expect(await refusalOf(statements(ids))).toBe(refusedBy);
  });

  it('H16 can’t change whose a key, a proof, a code, a setup or a workspace is, nor any other column that says what it is', async () => {
    const fixed = await desk.rows<{ table: string; columns: string }>(
      `select c.relname as table, string_agg(a.attname, ' ' order by a.attname) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.oid = any($1::regclass[]) and not has_column_privilege('keydesk_app', c.oid, a.attnum, 'update')
       group by 1`,
      [Object.keys(FIXED)],
    );
    expect(Object.fromEntries(fixed.map(({ table, columns }) => [table, columns]))).toEqual(FIXED);
  });

  it.each(NEVER_DELETED)('can’t delete rows of %s', async (table) => {
    for (const right of ['delete', 'truncate'])
      expect(await desk.rows(`select has_table_privilege('keydesk_app', $1, $2) as may`, [table, right])).toEqual([
        { may: false },
      ]);
  });

  it.each(WRITTEN)('can %s', async (_what, statements) => {
    expect(await refusalOf(statements(ids))).toBeNull();
  });
});

it('a workspace’s next setup can be cleared after its active key has ended', async () => {
  const next = aJourney(desk.db);
  next.deps.clock.advance(60 * MINUTE_MS);
  // As the owner: the app ends an assignment only with one that follows.
  await desk.owner.query('update key_assignments set to_at = $2 where key_id = $1', [ids.keyId, next.deps.clock()]);
  await next.start(undefined, cleared.ids().customerId);
  for (const step of ['attest', 'receive', 'own', 'check', 'check', 'encryptTest', 'ourSide'] as const)
    await next[step]();
  await clear(next);
  expect((await next.stored()).key?.role).toBe('active');
  expect((await cleared.stored()).key?.role).toBe('released');
});
