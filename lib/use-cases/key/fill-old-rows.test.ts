import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOT_FILLED_URGENCY } from '#lib/core/verdict/urgency.ts';
import { addKey, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { fillOldRows } from '#lib/use-cases/key/fill-old-rows.ts';

const KEYS = 230;

let desk: TestDesk;
let customerId = '';
beforeAll(async () => {
  desk = await openTestDesk();
  ({ customerId } = await addKey(desk.db));
});
afterAll(() => desk.close());

/** Keys as the version before wrote them: no urgency, no workspace, no assignment. */
beforeEach(async () => {
  for (const statement of [
    'set session_replication_role = replica',
    'delete from key_assignments',
    'delete from workspaces',
    'delete from customer_keys',
  ])
    await desk.owner.query(statement);
  await desk.owner.query(
    `insert into customer_keys (id, customer_id, workspace, region, role, arn, aws_account_id, kms_key_id, multi_region,
       ownership_proven_at, created_at, verdict, cause, verdict_since)
     select gen_random_uuid(), $1, case when n = 1 then 'eu-prod' else 'default' end, region, role,
       'arn:aws:kms:' || region || ':111122223333:key/k' || n, '111122223333', 'k' || n, false, now(), now(),
       case when n = 1 then 'unusable' else 'usable' end, case when n = 1 then 'key_disabled' end, now()
     from (select n, case n % 2 when 0 then 'eu-west-1' else 'us-west-2' end as region,
             case when n <= 2 then 'active' when n = 3 then 'candidate' when n = 4 then 'retired' when n = 5 then 'released'
               else 'retained' end as role
           from generate_series(1, ${KEYS}) n) as numbered`,
    [customerId],
  );
  // As the migration names them.
  await desk.owner.query(
    `insert into legacy_keys select id from customer_keys where role not in ('candidate', 'retired')`,
  );
  await desk.owner.query('set session_replication_role = origin');
});

const filled = () =>
  desk.rows<{
    kms_key_id: string;
    urgency: number;
    role: string;
    assigned: string | null;
    origin: string | null;
    workspace: string | null;
  }>(
    `select k.kms_key_id, k.urgency, k.role, a.role as assigned, a.origin, w.name as workspace
     from customer_keys k left join key_assignments a on a.key_id = k.id left join workspaces w on w.id = a.workspace_id and w.region = k.region
     order by length(k.kms_key_id), k.kms_key_id`,
  );

describe('keys of an earlier version', () => {
  it('get an urgency, and those in use an assignment to their workspace, without a change of role', async () => {
    expect(await fillOldRows(desk)).toBe(KEYS);
    const rows = await filled();
    expect(rows.slice(0, 6)).toEqual([
      { kms_key_id: 'k1', urgency: 2, role: 'active', assigned: 'active', origin: 'legacy', workspace: 'eu-prod' },
      { kms_key_id: 'k2', urgency: 5, role: 'active', assigned: 'active', origin: 'legacy', workspace: 'default' },
      { kms_key_id: 'k3', urgency: 5, role: 'candidate', assigned: null, origin: null, workspace: null },
      { kms_key_id: 'k4', urgency: 5, role: 'retired', assigned: null, origin: null, workspace: null },
      { kms_key_id: 'k5', urgency: 5, role: 'released', assigned: 'released', origin: 'legacy', workspace: 'default' },
      { kms_key_id: 'k6', urgency: 5, role: 'retained', assigned: 'retained', origin: 'legacy', workspace: 'default' },
    ]);
    expect(rows.some(({ urgency }) => urgency === NOT_FILLED_URGENCY)).toBe(false);
    expect(rows.slice(5).every(({ role, assigned }) => role === 'retained' && assigned === 'retained')).toBe(true);
  });

  it('get their assignment also when a check of either version wrote them before', async () => {
    await desk.owner.query('update customer_keys set deadline_at = deadline_at, next_action = next_action');
    expect((await filled()).some(({ urgency }) => urgency === NOT_FILLED_URGENCY)).toBe(false);
    expect(await fillOldRows(desk)).toBe(KEYS);
    expect((await filled()).filter(({ assigned }) => assigned === null)).toHaveLength(2);
  });

  it('make their customer’s place in the list of customers', async () => {
    await fillOldRows(desk);
    expect(
      await desk.rows('select urgency, lead_verdict, lead_region from customers where id = $1', [customerId]),
    ).toEqual([{ urgency: 2, lead_verdict: 'unusable', lead_region: 'us-west-2' }]);
  });

  it('are filled once, also by two workers of which one gives up waiting for the other', async () => {
    await Promise.allSettled([fillOldRows(desk), fillOldRows(desk)]);
    await fillOldRows(desk);
    expect(await fillOldRows(desk)).toBe(0);
    const rows = await filled();
    expect(rows).toHaveLength(KEYS);
    expect(rows.filter(({ assigned }) => assigned === null)).toHaveLength(2);
    expect(rows.some(({ urgency }) => urgency === NOT_FILLED_URGENCY)).toBe(false);
  });
});
