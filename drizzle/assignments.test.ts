import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { URGENCIES, urgencyOf, type Urgency } from '#lib/core/verdict/urgency.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { addKey, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** As the owner, who may end and begin assignments freely: what follows on what is tested elsewhere. */
const run = (text: string, values: unknown[] = []) => desk.owner.query(text, values);
const one = async <T extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T> => {
  const [row] = await desk.rows<T>(text, values);
  if (row === undefined) throw new Error('There is no such row.');
  return row;
};
const roleOf = async (keyId: string) =>
  (await one<{ role: string }>('select role from customer_keys where id = $1', [keyId])).role;

async function addWorkspace(customerId: string, region = 'eu-west-1'): Promise<string> {
  const id = newId();
  await run(`insert into workspaces (id, customer_id, name, region, created_at) values ($1, $2, $3, $4, $5)`, [
    id,
    customerId,
    `workspace ${id}`,
    region,
    NOW,
  ]);
  return id;
}
const ASSIGN = `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin) values ($1, $2, $3, $4, $5, 'legacy')`;
async function assign(workspaceId: string, keyId: string, role = 'active'): Promise<string> {
  const id = newId();
  await run(ASSIGN, [id, workspaceId, keyId, role, NOW]);
  return id;
}
const end = (assignmentId: string) => run('update key_assignments set to_at = $2 where id = $1', [assignmentId, NOW]);
const candidate = (customerId?: string) =>
  addKey(desk.db, { role: 'candidate', ...(customerId !== undefined && { customerId }) });
/** A customer whose provider is another one. */
async function addClient(providerId: string): Promise<string> {
  const { customerId } = await candidate();
  await run('update customers set provider_id = $2 where id = $1', [customerId, providerId]);
  return customerId;
}

describe('the urgency of a key', () => {
  const later = new Date(NOW.getTime() + 86_400_000);
  it.each<[Urgency, string, string, string | null, string | null, Date | null]>([
    ['ours', 'not usable and ours, whatever the deadline', 'unusable', 'key_disabled', 'vendor', later],
    ['ours', 'attention and ours', 'attention', 'material_expiring', 'vendor', null],
    ['deadline', 'a deadline', 'unusable', 'pending_deletion', 'customer', later],
    ['deadline', 'usable with a deadline', 'usable', null, null, later],
    ['unusable', 'unusable', 'unusable', 'key_disabled', 'customer', null],
    ['attention', 'attention', 'attention', 'material_expiring', 'customer', null],
    ['unknown', 'unknown, also where we act next', 'unverified', 'never_checked', 'vendor', null],
    ['usable', 'usable', 'usable', null, null, null],
  ])(
    'is %s for %s, when it is inserted and when it changes',
    async (urgency, _, verdict, cause, nextAction, deadline) => {
      const { customerId, customerKeyId } = await addKey(desk.db);
      await run(`update customer_keys set verdict = $2, cause = $3, next_action = $4, deadline_at = $5 where id = $1`, [
        customerKeyId,
        verdict,
        cause,
        nextAction,
        deadline,
      ]);
      const copy = newId();
      await run(
        `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region, ownership_proven_at,
         created_at, verdict, cause, verdict_since, next_action, deadline_at, urgency)
       select $2::uuid, customer_id, region, 'retained', 'arn:aws:kms:' || region || ':' || aws_account_id || ':key/' || $2::uuid, aws_account_id,
         $2::uuid::text, multi_region, ownership_proven_at, created_at, verdict, cause, verdict_since, next_action, deadline_at, 0
       from customer_keys where id = $1`,
        [customerKeyId, copy],
      );
      const stored = await desk.rows<{ urgency: number }>('select urgency from customer_keys where customer_id = $1', [
        customerId,
      ]);
      expect(stored.map((row) => urgencyOf(row.urgency))).toEqual([urgency, urgency]);
    },
  );

  it('H16 is unknown without proof of ownership, whatever is stored', async () => {
    const { customerKeyId } = await addKey(desk.db, { role: 'candidate', proven: false });
    await run(
      `update customer_keys set verdict = 'unusable', cause = 'pending_deletion', next_action = 'vendor', deadline_at = now() where id = $1`,
      [customerKeyId],
    );
    const { urgency } = await one<{ urgency: number }>('select urgency from customer_keys where id = $1', [
      customerKeyId,
    ]);
    expect(URGENCIES[urgency]).toBe('unknown');
  });
});

describe('the role of a key', () => {
  it('is its strongest open assignment, and released when all have ended', async () => {
    const { customerId, customerKeyId } = await candidate();
    const [a, b] = [await addWorkspace(customerId), await addWorkspace(customerId)];
    const retained = await assign(a, customerKeyId, 'retained');
    expect(await roleOf(customerKeyId)).toBe('retained');
    const active = await assign(b, customerKeyId);
    expect(await roleOf(customerKeyId)).toBe('active');
    await end(active);
    expect(await roleOf(customerKeyId)).toBe('retained');
    await end(retained);
    expect(await roleOf(customerKeyId)).toBe('released');
  });

  it('stays retired', async () => {
    const { customerId, customerKeyId } = await candidate();
    await run(`update customer_keys set role = 'retired' where id = $1`, [customerKeyId]);
    await assign(await addWorkspace(customerId), customerKeyId);
    expect(await roleOf(customerKeyId)).toBe('retired');
  });

  it('is right after transactions that assign keys at once while checks change them, and none waits for another forever', async () => {
    const provider = await candidate();
    const other = await candidate(provider.customerId);
    const clients = [await addClient(provider.customerId), await addClient(provider.customerId)];
    const workspaces = await Promise.all([...clients, ...clients, provider.customerId].map((id) => addWorkspace(id)));
    const patient = new pg.Pool({ connectionString: desk.url, max: 8 });
    const check = (keyId: string, n: number) =>
      patient.query(`update customer_keys set verdict = $2, cause = $3, not_usable_since = now() where id = $1`, [
        keyId,
        n % 2 === 0 ? 'unusable' : 'attention',
        'key_disabled',
      ]);
    await Promise.all(
      workspaces.flatMap((workspace, n) => [
        patient.query(ASSIGN, [newId(), workspace, provider.customerKeyId, n === 0 ? 'active' : 'retained', NOW]),
        check(provider.customerKeyId, n),
        patient.query(ASSIGN, [newId(), workspace, other.customerKeyId, 'retained', NOW]),
        check(other.customerKeyId, n),
      ]),
    );
    await patient.end();
    expect(await roleOf(provider.customerKeyId)).toBe('active');
    expect(await roleOf(other.customerKeyId)).toBe('retained');
  });
});

describe('the database refuses', () => {
  const HOLDER = { constraint: 'key_assignments_holder' };
  it('a key of another customer, and one in another region', async () => {
    const [ours, theirs] = [await candidate(), await candidate()];
    await expect(assign(await addWorkspace(ours.customerId), theirs.customerKeyId)).rejects.toMatchObject(HOLDER);
    const elsewhere = await addWorkspace(ours.customerId, 'us-west-2');
    await expect(assign(elsewhere, ours.customerKeyId)).rejects.toMatchObject(HOLDER);
  });

  it('no key of the customer’s provider, but that of a client of theirs', async () => {
    const provider = await candidate();
    const client = await addClient(provider.customerId);
    await assign(await addWorkspace(client), provider.customerKeyId);
    expect(await roleOf(provider.customerKeyId)).toBe('active');
    const held = await candidate(client);
    await expect(assign(await addWorkspace(provider.customerId), held.customerKeyId)).rejects.toMatchObject(HOLDER);
  });

  it('another provider while this one holds keys of the customer’s workspaces', async () => {
    const [provider, other] = [await candidate(), await candidate()];
    const client = await addClient(provider.customerId);
    const assignment = await assign(await addWorkspace(client), provider.customerKeyId);
    const change = () => run('update customers set provider_id = $2 where id = $1', [client, other.customerId]);
    await expect(change()).rejects.toMatchObject({ constraint: 'customers_provider_in_use' });
    await end(assignment);
    await change();
  });

  it('a customer as its own provider', async () => {
    const { customerId } = await candidate();
    await expect(run('update customers set provider_id = id where id = $1', [customerId])).rejects.toMatchObject({
      constraint: 'customers_other_provider',
    });
  });

  it('a second active key of a workspace, and the same key twice, until the first has ended', async () => {
    const first = await candidate();
    const second = await candidate(first.customerId);
    const workspace = await addWorkspace(first.customerId);
    const active = await assign(workspace, first.customerKeyId);
    await expect(assign(workspace, second.customerKeyId)).rejects.toMatchObject({
      constraint: 'key_assignments_one_active',
    });
    await expect(assign(workspace, first.customerKeyId, 'retained')).rejects.toMatchObject({
      constraint: 'key_assignments_once',
    });
    await end(active);
    await assign(workspace, second.customerKeyId);
    await assign(workspace, first.customerKeyId, 'retained');
  });

  it('a second customer with an external id, and an id in another form', async () => {
    const [a, b] = [await candidate(), await candidate()];
    const name = (customerId: string, externalId: string) =>
      run('update customers set external_id = $2 where id = $1', [customerId, externalId]);
    await name(a.customerId, 'C-1');
    await expect(name(b.customerId, 'C-1')).rejects.toMatchObject({ code: '23505' });
    for (const wrong of ['', 'a b', 'ä', 'x'.repeat(65)])
      await expect(name(b.customerId, wrong)).rejects.toMatchObject({ constraint: 'customers_external_id_form' });
  });
});

describe('a customer’s place in the list of customers', () => {
  const LEADS = 'lead_key_id, urgency, deadline_at, not_usable_since, lead_verdict, lead_region, key_count';
  /** The most urgent key that each customer holds or uses, by a slow and simple query. */
  const expected = (ids: string[]) =>
    desk.rows(
      `select c.id, k.id as lead_key_id, coalesce(k.urgency, 9) as urgency, k.deadline_at, k.not_usable_since,
         k.verdict as lead_verdict, k.region as lead_region, coalesce(k.keys, 0)::int as key_count
       from customers c left join lateral (
         select *, count(*) over () as keys from customer_keys k where k.role <> 'retired' and (k.customer_id = c.id or exists (
           select from key_assignments a join workspaces w on w.id = a.workspace_id
           where a.key_id = k.id and a.to_at is null and w.customer_id = c.id))
         order by k.urgency, k.deadline_at nulls last, k.not_usable_since nulls last, k.id limit 1) as k on true
       where c.id = any($1) order by c.id`,
      [ids],
    );
  const stored = (ids: string[]) =>
    desk.rows(`select id, ${LEADS} from customers where id = any($1) order by id`, [ids]);

  it('is that of the most urgent key they hold or use, after any changes', async () => {
    const provider = await candidate();
    const more = await addKey(desk.db, { customerId: provider.customerId, role: 'candidate', arn: newArn() });
    const client = await addClient(provider.customerId);
    const own = await candidate(client);
    const keys = [provider.customerKeyId, more.customerKeyId, own.customerKeyId];
    const customerIds = [provider.customerId, client];
    const workspace = await addWorkspace(client);
    const change = fc.oneof(
      fc.record({
        kind: fc.constant('verdict' as const),
        key: fc.nat(2),
        verdict: fc.constantFrom('usable', 'attention', 'unusable', 'unverified'),
        nextAction: fc.constantFrom('vendor', 'customer'),
        days: fc.option(fc.nat(30)),
      }),
      fc.record({ kind: fc.constant('role' as const), key: fc.nat(2), role: fc.constantFrom('candidate', 'retired') }),
      fc.record({ kind: fc.constant('assign' as const), key: fc.nat(1) }),
      fc.record({ kind: fc.constant('release' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
        for (const step of changes) {
          if (step.kind === 'verdict')
            await run(
              `update customer_keys set verdict = $2::text, cause = case when $2 = 'usable' then null else 'key_disabled' end,
                 next_action = $3, deadline_at = $4, not_usable_since = case when $2 = 'unusable' then now() end where id = $1`,
              [
                keys[step.key],
                step.verdict,
                step.nextAction,
                step.days === null ? null : new Date(NOW.getTime() + step.days * 86_400_000),
              ],
            );
          else if (step.kind === 'role')
            await run('update customer_keys set role = $2 where id = $1', [keys[step.key], step.role]);
          else {
            await run('update key_assignments set to_at = from_at where workspace_id = $1 and to_at is null', [
              workspace,
            ]);
            if (step.kind === 'assign') await assign(workspace, keys[step.key] ?? '');
          }
        }
        expect(await stored(customerIds)).toEqual(await expected(customerIds));
      }),
      { numRuns: 15 },
    );
    await desk.owner.query('delete from key_assignments where workspace_id = $1', [workspace]);
    await desk.owner.query('delete from customer_keys where customer_id = any($1)', [customerIds]);
    expect(await stored(customerIds)).toEqual(await expected(customerIds));
  }, 60_000);
});
