import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { violatedConstraint } from '#lib/db/database.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { arnOf, importDesk } from './import.test-support.ts';

let desk: TestDesk;
beforeEach(async () => {
  await desk?.close();
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

const HEADER =
  'customer,external_id,workspace,region,key_arn,role,in_use_since,contact_name,contact_role,contact_email\n';

const BOOK = `${HEADER}Acme,ACME-1,Production,eu-west-1,${arnOf(1)},active,2024-03-01,Ann Keys,key_admin,ann@acme.test
Acme,,Production,eu-west-1,${arnOf(2)},retained,2022-01-01,,,
Acme,,Archive,,${arnOf(3, 'us-west-2')},active,,,,
Beta,BETA-1,Production,eu-west-1,,,,,,
`;

describe('an import', () => {
  it('adds customers, workspaces, contacts and keys, which are active and retained from then on', async () => {
    const { run, rowsOf } = importDesk(desk);
    const done = await run(BOOK);
    expect(done).toMatchObject({ state: 'done', counts: { customers: 2, workspaces: 3, contacts: 1, keys: 3 } });
    expect(await rowsOf(done.id)).toMatchObject([
      { line: 2, verdict: 'new', outcome: 'imported', problems: [] },
      { line: 3, verdict: 'new', outcome: 'imported' },
      { line: 4, verdict: 'new', outcome: 'imported' },
      { line: 5, verdict: 'new', outcome: 'imported' },
    ]);
    const keys = await desk.rows(`
      select c.name, w.name as workspace, k.arn, k.role, a.role as assigned, a.origin, a.from_at, k.verdict, k.cause,
        p.kind, p.proven_by, n.next_check_at is not null as due
      from customer_keys k join customers c on c.id = k.customer_id join key_assignments a on a.key_id = k.id
      join workspaces w on w.id = a.workspace_id join ownership_proofs p on p.key_id = k.id join key_checks n on n.key_id = k.id
      order by a.from_at`);
    const common = {
      name: 'Acme',
      origin: 'import',
      verdict: 'unverified',
      cause: 'imported_not_tested',
      kind: 'exception',
      proven_by: 'Priya Approver',
      due: true,
    };
    expect(keys).toEqual([
      {
        ...common,
        workspace: 'Production',
        arn: arnOf(2),
        role: 'retained',
        assigned: 'retained',
        from_at: new Date('2022-01-01T00:00:00Z'),
      },
      {
        ...common,
        workspace: 'Production',
        arn: arnOf(1),
        role: 'active',
        assigned: 'active',
        from_at: new Date('2024-03-01T00:00:00Z'),
      },
      { ...common, workspace: 'Archive', arn: arnOf(3, 'us-west-2'), role: 'active', assigned: 'active', from_at: NOW },
    ]);
  });

  it('is in the audit log once at its acceptance and once at its end, with the file’s hash, and in the history of each key', async () => {
    const { run } = importDesk(desk);
    const { id, sha256 } = await run(BOOK);
    const hash = sha256?.toString('hex');
    expect(await desk.rows('select action, target_id, after from audit_log order by seq')).toMatchObject([
      { action: 'import.uploaded', target_id: id, after: { sha256: hash, rows: 4 } },
      { action: 'import.accepted', target_id: id, after: { sha256: hash, keys: 3, customers: 2 } },
      { action: 'import.finished', target_id: id, after: { sha256: hash, assignedKeys: 3, importedRows: 4 } },
    ]);
    const events = await desk.rows<{ kinds: string[] }>(
      'select array_agg(kind order by kind) as kinds from key_events group by key_id',
    );
    expect(events).toEqual(Array.from({ length: 3 }, () => ({ kinds: ['imported', 'ownership_proven'] })));
  });

  it('of the same file changes nothing the second time', async () => {
    const { run, judge, rowsOf } = importDesk(desk);
    await run(BOOK);
    const before = await contents();
    const again = await judge(BOOK);
    expect(again).toMatchObject({
      state: 'judged',
      counts: { unchangedRows: 4, newCustomers: 0, changedCustomers: 0, badRows: 0 },
    });
    expect((await rowsOf(again.id)).map(({ verdict }) => verdict)).toEqual([
      'unchanged',
      'unchanged',
      'unchanged',
      'unchanged',
    ]);
    const ran = await run(BOOK);
    expect(ran.accepted).toEqual({ ok: false, reason: 'nothing_to_import' });
    expect(await contents()).toEqual(before);
  });

  it('takes all rows of a customer or none: one bad row keeps the customer out and no other', async () => {
    const { run, rowsOf } = importDesk(desk);
    const bad = BOOK.replace(arnOf(2), 'arn:aws:kms:eu-west-1:1111:key/short');
    const done = await run(bad);
    expect(done).toMatchObject({ state: 'done', counts: { badRows: 3, badCustomers: 1, newCustomers: 1 } });
    expect((await rowsOf(done.id)).map(({ verdict, outcome }) => [verdict, outcome])).toEqual([
      ['bad', null],
      ['bad', null],
      ['bad', null],
      ['new', 'imported'],
    ]);
    expect(await desk.rows('select name from customers')).toEqual([{ name: 'Beta' }]);
  });
});

const contents = async () =>
  Promise.all(
    ['customers', 'workspaces', 'contacts', 'customer_keys', 'key_assignments', 'key_events', 'ownership_proofs'].map(
      (table) => desk.rows(`select * from ${table} order by 1`),
    ),
  );

describe('the database', () => {
  it('assigns no key of origin import without a row of an accepted import that says so', async () => {
    const { judge } = importDesk(desk);
    const { id } = await judge(BOOK);
    const violated = async (text: string, values: unknown[] = []): Promise<string | null> =>
      desk.pool.query(text, values).then(
        () => null,
        (error: unknown) => violatedConstraint(error),
      );
    expect(
      await violated(`update imports set state = 'running', accepted_by = 'x', accepted_at = now() where id = $1`, [
        id,
      ]),
    ).toBe('imports_accepted');
    expect(await violated(`update imports set state = 'done' where id = $1`, [id])).toBe('imports_stay');
    expect(
      await violated(
        `insert into imports (id, file_name, state, created_by, created_at) values ($1, 'x', 'running', 'x', now())`,
        [arnOf(9).slice(-36)],
      ),
    ).toBe('imports_begin');
    // A row of an import that an approver has accepted says something else than this assignment.
    const { run } = importDesk(desk);
    await run(BOOK);
    expect(
      await violated(
        `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin, origin_id)
         select gen_random_uuid(), w.id, k.id, 'active', now(), 'import', r.id
         from import_rows r, customer_keys k, workspaces w where r.outcome = 'imported' and r.line = 5 and k.arn = $1
           and w.name = 'Production' and w.customer_id <> k.customer_id limit 1`,
        [arnOf(2)],
      ),
    ).toMatch(/^key_assignments_(?:origin_imported|holder)$/);
    // A row works once, and what follows on it must follow.
    for (const [role, refusedBy] of [
      ['active', 'key_assignments_origin_imported'],
      ['retained', 'key_assignments_retained'],
      ['released', 'key_assignments_released'],
    ])
      expect(
        await violated(
          `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin, origin_id)
           select gen_random_uuid(), r.workspace_id, r.key_id, $1, now(), 'import', r.id
           from import_rows r where r.line = 2 and r.outcome = 'imported'`,
          [role],
        ),
      ).toBe(refusedBy);
    await expect(desk.pool.query(`update import_rows set cells = '{}'`)).rejects.toMatchObject({ code: '42501' });
  });
});
