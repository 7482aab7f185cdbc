import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImportCells } from '#lib/core/import/import.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { BY } from '#lib/use-cases/departure/departure.test-support.ts';
import { closeWatch } from '#lib/use-cases/departure/watch-released.ts';
import { exportOf, fileOf, leavingDesk } from './book-desk.test-support.ts';
import { arnOf, importDesk } from './import.test-support.ts';
import { runImport } from './run-import.ts';

// A book in which people have worked since its import: keys were released, switched and withdrawn, customers have left.

// Each test makes two databases, on a machine that does other things too.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let [desk, other]: TestDesk[] = [];
beforeEach(async () => {
  desk = await openTestDesk({ oldKeys: false });
  other = await openTestDesk({ oldKeys: false });
});
afterEach(async () => {
  await desk?.close();
  await other?.close();
});
const opened = (): [TestDesk, TestDesk] => {
  if (desk === undefined || other === undefined) throw new Error('Not open.');
  return [desk, other];
};

const inUse = (customer: string, n: number, cells: ImportCells = {}): ImportCells => ({
  customer,
  workspace: 'Main',
  key_arn: arnOf(n),
  role: 'active',
  in_use_since: '2024-03-01T09:10:11.123Z',
  ...cells,
});
const contact = (customer: string, name: string, email: string, cells: ImportCells = {}): ImportCells => ({
  customer,
  contact_name: name,
  contact_role: 'security',
  contact_email: email,
  ...cells,
});

const BOOK: ImportCells[] = [
  { customer: 'Provider GmbH', external_id: 'P-1', time_zone: 'Asia/Calcutta', aws_account: '222233334444' },
  inUse('Client of P', 1, { provider: 'Provider GmbH', region: 'eu-west-1' }),
  inUse('Client of P', 2, { workspace: 'Old', role: 'retained', in_use_since: '1999-12-31' }),
  inUse('Client of P', 3, { workspace: 'Own', key_holder: 'Client of P' }),
  inUse('Released Ltd', 4, { external_id: 'R.e_l-1', different: 'yes' }),
  inUse('Retired Inc', 5, { aws_account: '111122223333' }),
  inUse('Withdrawn AG', 6),
  inUse('Switched SA', 7),
  inUse('Leaving Oy', 8),
  contact('Switched SA', '=cmd|calc', 'o’brien@acme.test'.replace('’', "'"), { contact_phone: '+49 (30) 12-34.56/7' }),
  contact('Switched SA', 'Zoë "Zed" O’Neil, 李雷; Ünal', 'ZOE+keys@Acme.test'),
  contact('Switched SA', "'quoted", 'ann@acme.test', { contact_role: 'billing', contact_phone: '(0)30 1234' }),
  contact('Switched SA', '👩‍🔧'.replaceAll('\u200D', ''), 'x@acme.test'),
];

/** What people do in a book after its import. @returns nothing: the book is changed */
async function work(from: TestDesk): Promise<void> {
  const leaving = leavingDesk(from);
  await leaving.letGo('Released Ltd');
  const { customerKeyId } = await leaving.letGo('Retired Inc');
  const closed = await closeWatch(leaving.place.deps, { customerKeyId, reason: 'Their account was closed.' }, BY);
  if (!closed.ok) throw new Error(closed.reason);
  await leaving.start('Leaving Oy');
  await from.rows(`update customer_keys set ownership_withdrawn_at = now() where arn = $1`, [arnOf(6)]);
  // A switch isn't built, so the owner of the tables makes one.
  await from.rows(
    `with ended as (update key_assignments set to_at = '2026-03-20' where key_id = (select id from customer_keys where arn = $1)
       returning workspace_id, key_id)
     insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
     select gen_random_uuid(), workspace_id, key_id, 'retained', '2026-03-20', 'legacy' from ended`,
    [arnOf(7)],
  );
  await from.rows(
    `update customer_accounts set revoked_at = now(), revoked_by = 'Ann', revoke_reason = 'It is not theirs.'
     where aws_account_id = '111122223333'`,
  );
  // Two people behind one address, and one whom somebody entered twice.
  await from.rows(
    `insert into contacts (id, customer_id, role, name, email, created_at)
     select gen_random_uuid(), c.id, 'security', n.name, 'x@acme.test', now()
     from customers c, (values ('Second Person'), ('Second Person')) as n (name) where c.name = 'Switched SA'`,
  );
}

const contents = async ({ rows }: TestDesk) =>
  Promise.all(
    ['customers', 'workspaces', 'contacts', 'customer_accounts', 'customer_keys', 'key_assignments'].map((table) =>
      rows(`select * from ${table} order by id`),
    ),
  );

describe('the export of a book in which keys were released, switched, withdrawn and closed, and customers left', () => {
  it('changes nothing in its own book, is the same byte for byte when it is made again, and comes back identical from an empty one', async () => {
    const [from, to] = opened();
    expect(await importDesk(from).run(fileOf(BOOK))).toMatchObject({ state: 'done', counts: { badRows: 0, keys: 8 } });
    await work(from);
    const exported = await exportOf(from);
    for (const n of [4, 5, 6]) expect(exported).not.toContain(arnOf(n));
    for (const n of [1, 2, 3, 7, 8]) expect(exported).toContain(arnOf(n));

    const before = await contents(from);
    const { clock, run } = importDesk(from);
    clock.advance(30 * 24 * 3_600_000);
    const same = await run(exported);
    expect(same.accepted).toEqual({ ok: false, reason: 'nothing_to_import' });
    expect(same.counts).toMatchObject({ newCustomers: 0, changedCustomers: 0, badCustomers: 0 });
    expect(await contents(from)).toEqual(before);
    expect(await exportOf(from)).toBe(exported);

    const fresh = importDesk(to);
    fresh.clock.advance(30 * 24 * 3_600_000);
    expect(await fresh.run(exported)).toMatchObject({ state: 'done', counts: { badRows: 0, keys: 5 } });
    expect(await exportOf(to)).toBe(exported);
  });
});

describe('the first file, imported again into a book in which people have worked since', () => {
  it('brings back nothing that was released, retired, withdrawn, switched or revoked, and says so on the row', async () => {
    const [from] = opened();
    const { run, rowsOf, clock } = importDesk(from);
    await run(fileOf(BOOK));
    await work(from);
    clock.advance(30 * 24 * 3_600_000);
    const before = await contents(from);
    const again = await run(fileOf(BOOK));
    expect(again.accepted).toEqual({ ok: false, reason: 'nothing_to_import' });
    expect(await contents(from)).toEqual(before);
    const problems = (await rowsOf(again.id)).flatMap(({ line, problems: of }) =>
      of.map(({ column, code }) => `${line} ${column} ${code}`),
    );
    expect(problems).toEqual([
      '6 key_arn key_released',
      '7 key_arn key_retired',
      '7 aws_account account_revoked',
      '9 role role_otherwise',
    ]);
  });

  it('H17 gives no workspace a second active key: not while it has one, not after it had one, not in a setup, not while its customer leaves', async () => {
    const [from] = opened();
    const { run, rowsOf, judge, clock } = importDesk(from);
    await run(fileOf(BOOK));
    await work(from);
    await from.rows(
      `with new as (insert into workspaces (id, customer_id, name, region, created_at)
         select gen_random_uuid(), id, 'Coming', 'eu-west-1', now() from customers where name = 'Switched SA' returning id, customer_id),
       setup as (insert into setups (id, customer_id, asked_by_name, owner_staff_id, owner_name, created_by, created_at)
         select gen_random_uuid(), customer_id, 'Bo', gen_random_uuid(), 'Ann', 'Ann', now() from new returning id)
       insert into setup_lines (id, setup_id, position, workspace_id, region)
       select gen_random_uuid(), setup.id, 0, new.id, 'eu-west-1' from setup, new`,
    );
    clock.advance(30 * 24 * 3_600_000);
    const problemOf = async (row: ImportCells): Promise<string | undefined> => {
      const { id } = await judge(fileOf([row]));
      return (await rowsOf(id))[0]?.problems.map(({ column, code }) => `${column} ${code}`).join();
    };
    expect(await problemOf(inUse('Client of P', 20))).toBe('role workspace_has_active');
    expect(await problemOf(inUse('Switched SA', 20))).toBe('role workspace_had_active');
    expect(await problemOf(inUse('Released Ltd', 20))).toBe('workspace workspace_leaves');
    expect(await problemOf(inUse('Leaving Oy', 20))).toBe('workspace workspace_leaves');
    expect(await problemOf(inUse('Leaving Oy', 20, { role: 'retained' }))).toBe('workspace workspace_leaves');
    expect(await problemOf(inUse('Switched SA', 20, { workspace: 'Coming' }))).toBe('workspace workspace_in_setup');
    expect(await problemOf(inUse('Switched SA', 20, { workspace: 'Coming', role: 'retained' }))).toBe('');
    expect(await problemOf(inUse('Switched SA', 20, { workspace: 'Another' }))).toBe('');
  });

  it('H17 whatever the dry run said: the run looks again, and the database refuses a second active key', async () => {
    const [from] = opened();
    const { run, judge, accept, rowsOf, deps } = importDesk(from);
    await run(fileOf([inUse('Acme', 1)]));
    const file = fileOf([inUse('Acme', 2, { workspace: 'Later' }), { customer: 'Beta' }]);
    const { id } = await judge(file);
    await accept(id);
    // Meanwhile another import made a key active there.
    await run(fileOf([inUse('Acme', 3, { workspace: 'Later' })]));
    await runImport(deps, id);
    expect(await rowsOf(id)).toMatchObject([
      { outcome: 'not_imported', problems: [{ code: 'workspace_has_active' }] },
      { outcome: 'imported' },
    ]);
    const second = `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
      select gen_random_uuid(), w.id, k.id, 'active', now(), 'import' from workspaces w, customer_keys k
      where w.name = 'Later' and k.arn = $1`;
    await expect(from.rows(second, [arnOf(1)])).rejects.toMatchObject({
      constraint: expect.stringMatching(/^key_assignments_(?:one_active|origin_imported)$/),
    });
  });
});
