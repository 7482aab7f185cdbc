import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { after, DAY_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { listAudit } from '#lib/db/staff/audit-list.ts';
import { takeDueKeys } from '#lib/db/verdict/check-claims.ts';
import type { Database } from '#lib/db/database.ts';
import { latestKeyEvents } from '#lib/db/key/key-events.ts';
import { rotationEvents } from '#lib/db/key/key-events.ts';
import { verdictSpansSince } from '#lib/db/verdict/verdict-history.ts';
import { HISTORY_INDEXES, ORDERED_INDEXES } from '#lib/db/planned-indexes.test-support.ts';
import { addKey, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

const ONE = '00000000-0000-7000-8000-000000000001';

let desk: TestDesk;
let keyOfManySpans = '';
beforeAll(async () => {
  desk = await openTestDesk({ keptPlans: false });
  await desk.owner.query(
    `insert into audit_log (seq, id, at, actor, action, target_type, target_id, prev_hash, hash)
     select 0, gen_random_uuid(), now(), '{"kind": "system", "job": "test"}',
            case when n % 100 = 0 then 'staff.disabled' else 'key.checked' end, 'customer_key', gen_random_uuid(), '', ''
     from generate_series(1, 3000) as n`,
  );
  await desk.owner.query(
    `insert into key_events (id, key_id, customer_id, at, kind, detail)
     select gen_random_uuid(), case when n % 16 = 0 then '${ONE}'::uuid else gen_random_uuid() end, gen_random_uuid(),
            now() - n * interval '1 minute', case when n % 40 = 0 then 'key_material_changed' else 'permission_changed' end, '{}'
     from generate_series(1, 40000) as n`,
  );
  await desk.owner.query(
    `insert into sweep_runs (id, region, started_at, finished_at, checked, changed, inconclusive, skipped)
     select gen_random_uuid(), 'eu-west-1', now(), now() - n * interval '1 minute', 50, 0, 0, 0 from generate_series(1, 5000) as n`,
  );
  const { customerId } = await addKey(desk.db);
  await desk.owner.query(
    `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region,
                                ownership_proven_at, created_at, verdict, cause, verdict_since)
     select gen_random_uuid(), $1, 'eu-west-1', 'retained', 'arn:aws:kms:eu-west-1:111122223333:key/k' || n, '111122223333',
            'k' || n, false, now(), now(), 'usable', null, now()
     from generate_series(1, 10000) as n`,
    [customerId],
  );
  await desk.owner.query(
    `insert into key_checks (key_id, next_check_at)
     select id, $1::timestamptz + interval '1 hour' from customer_keys where kms_key_id like 'k%'`,
    [NOW],
  );
  await desk.owner.query(
    `insert into verdict_spans (id, key_id, verdict, cause, from_at, to_at)
     select gen_random_uuid(), k.id, 'usable', null, $1::timestamptz - n * interval '6 hours',
            $1::timestamptz - (n - 1) * interval '6 hours'
     from customer_keys k, generate_series(1, case when k.kms_key_id = 'k1' then 2000 else 1 end) as n
     where k.kms_key_id like 'k%'`,
    [NOW],
  );
  const [oftenTurned] = await desk.rows<{ id: string }>(`select id from customer_keys where kms_key_id = 'k1'`);
  keyOfManySpans = oftenTurned?.id ?? '';
  await desk.owner.query('vacuum analyze');
}, 60_000);
afterAll(() => desk.close());

/** The plan, as text, of the statement that a query function runs. */
async function planOf(run: (db: Database) => Promise<unknown>): Promise<string> {
  const ran: { query: string; params: unknown[] }[] = [];
  const db = drizzle(desk.pool, { logger: { logQuery: (query, params) => void ran.push({ query, params }) } });
  await run(db);
  const statement = ran.find(({ query }) => /^(with|select|update)/.test(query));
  if (statement === undefined) throw new Error('No statement was run.');
  const { rows } = await desk.pool.query<{ 'QUERY PLAN': string }>(`explain ${statement.query}`, statement.params);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const NO_FILTER = { action: null, staffId: null, targetId: null };

type Read = readonly [what: string, run: (db: Database) => Promise<unknown>];

describe('a page reads histories by an index, in the order it shows them, without a sort', () => {
  const ORDERED: Record<(typeof ORDERED_INDEXES)[number], Read> = {
    audit_log_action: [
      'the audit of one action',
      (db) => listAudit(db, { ...NO_FILTER, action: 'staff.disabled' }, null),
    ],
    audit_log_target: ['the audit of one key', (db) => listAudit(db, { ...NO_FILTER, targetId: ONE }, null)],
    audit_log_actor: ['the audit of one person', (db) => listAudit(db, { ...NO_FILTER, staffId: ONE }, null)],
    key_events_key: ['the latest events of a key with thousands', (db) => latestKeyEvents(db, ONE, {}, 8)],
  };
  it.each([
    ['audit_log_pkey', 'the newest entries of the audit', (db: Database) => listAudit(db, NO_FILTER, null)],
    ['audit_log_pkey', 'a later page of the audit', (db: Database) => listAudit(db, NO_FILTER, 1_000)],
    ...ORDERED_INDEXES.map((index) => [index, ...ORDERED[index]] as const),
  ] as const)('by %s: %s', async (index, _, run) => {
    const plan = await planOf(run);
    expect(plan).toContain(`${index} `);
    expect(plan).not.toMatch(/Seq Scan|Sort/);
  });
});

describe('an index finds, without reading the table', () => {
  const FOUND: Record<(typeof HISTORY_INDEXES)[number], Read> = {
    key_checks_next_check: [
      'the keys that are due',
      (db) => db.transaction((tx) => takeDueKeys(tx, NOW, { replanAfterMs: 600_000, longestMs: 3_600_000 }, 1_000)),
    ],
    verdict_spans_key: [
      'the spans of the last 90 days of a key with thousands',
      (db) => verdictSpansSince(db, keyOfManySpans, after(-90 * DAY_MS)),
    ],
    key_events_kind: ['the rotations of a key with thousands of events', (db) => rotationEvents(db, ONE)],
  };
  it.each(HISTORY_INDEXES.map((index) => [index, ...FOUND[index]] as const))('by %s: %s', async (index, _, run) => {
    const plan = await planOf(run);
    expect(plan).toContain(`${index} `);
    expect(plan).not.toContain('Seq Scan');
  });
});
