import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDatabase, createPool } from '#lib/db/database.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { arnOf, importDesk } from './import.test-support.ts';
import { judgeImport } from './judge-import.ts';
import { runImport } from './run-import.ts';

// Hundreds of keys go in, on a machine that does other things too.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let desk: TestDesk;
beforeEach(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterEach(() => desk.close());

const CUSTOMERS = 250;
const ROWS_OF_CUSTOMER = 3;
const names = (n: number): string =>
  `Harbor ${String.fromCodePoint(97 + (n % 26), 97 + (Math.floor(n / 26) % 26), 97 + (Math.floor(n / 676) % 26))} ${n * 37}`;

function bigFile(customers = CUSTOMERS): string {
  const lines = ['customer,workspace,region,key_arn,role'];
  for (let n = 0; n < customers; n += 1)
    for (let k = 0; k < ROWS_OF_CUSTOMER; k += 1)
      lines.push(`${names(n)},Workspace ${k},eu-west-1,${arnOf(n * 10 + k)},${k === 0 ? 'active' : 'retained'}`);
  return `${lines.join('\n')}\n`;
}

/** Each customer with their numbers of workspaces, keys and assignments. */
const book = () =>
  desk.rows<{ name: string; workspaces: number; keys: number; assigned: number; proofs: number }>(`
    select c.name, (select count(*)::int from workspaces w where w.customer_id = c.id) as workspaces,
      (select count(*)::int from customer_keys k where k.customer_id = c.id) as keys,
      (select count(*)::int from key_assignments a join workspaces w on w.id = a.workspace_id where w.customer_id = c.id) as assigned,
      (select count(*)::int from ownership_proofs p where p.customer_id = c.id) as proofs
    from customers c order by c.name`);

async function expectWhole(): Promise<number> {
  const rows = await book();
  for (const row of rows) expect(row).toMatchObject({ workspaces: 3, keys: 3, assigned: 3, proofs: 3 });
  return rows.length;
}

describe('a run that loses its database connection in the middle', () => {
  it('leaves each customer whole or out, the rows say which, and the next run goes on to the end', async () => {
    const { judge, accept, stored, deps } = importDesk(desk);
    const { id } = await judge(bigFile());
    await accept(id);
    const pool = createPool({
      url: desk.url,
      applicationName: 'keydesk-doomed',
      maxConnections: 2,
      statementTimeoutMs: 10_000,
      onError: () => undefined,
    });
    const running = runImport({ ...deps, db: createDatabase(pool) }, id).then(
      () => 'done',
      () => 'killed',
    );
    while ((await desk.count('customers')) === 0) await sleep(5);
    await desk.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'keydesk-doomed' and datname = current_database()`,
    );
    expect(await running).toBe('killed');
    await pool.end();

    const whole = await expectWhole();
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThan(CUSTOMERS);
    expect(await stored(id)).toMatchObject({ state: 'running', doneCount: whole * ROWS_OF_CUSTOMER });
    expect(await desk.rows(`select count(*)::int as n from import_rows where outcome = 'imported'`)).toEqual([
      { n: whole * ROWS_OF_CUSTOMER },
    ]);

    await runImport(deps, id);
    expect(await expectWhole()).toBe(CUSTOMERS);
    expect(await stored(id)).toMatchObject({ state: 'done' });
    expect(await desk.rows(`select count(*)::int as n from audit_log where action = 'import.finished'`)).toEqual([
      { n: 1 },
    ]);
  });

  it('in the dry run, is repeated from its beginning with the same result', async () => {
    const { upload, stored, deps } = importDesk(desk);
    const id = await upload(bigFile(200));
    const pool = createPool({
      url: desk.url,
      applicationName: 'keydesk-doomed',
      maxConnections: 2,
      statementTimeoutMs: 10_000,
      onError: () => undefined,
    });
    const judging = judgeImport({ ...deps, db: createDatabase(pool) }, id).then(
      () => 'done',
      () => 'killed',
    );
    while ((await stored(id)).doneCount === 0) await sleep(2);
    await desk.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'keydesk-doomed' and datname = current_database()`,
    );
    await judging;
    await pool.end();
    await judgeImport(deps, id);
    expect(await stored(id)).toMatchObject({ state: 'judged', counts: { newCustomers: 200, badRows: 0, keys: 600 } });
  });
});

describe('two at once', () => {
  it('workers of one import add each customer once', async () => {
    const { judge, accept, stored, deps } = importDesk(desk);
    const { id } = await judge(bigFile(80));
    await accept(id);
    await Promise.all([runImport(deps, id), runImport(deps, id)]);
    expect(await expectWhole()).toBe(80);
    expect(await stored(id)).toMatchObject({ state: 'done' });
    expect(await desk.rows(`select count(*)::int as n from audit_log where action = 'import.finished'`)).toEqual([
      { n: 1 },
    ]);
  });

  it('imports of the same customers add each once: the second finds them in the book', async () => {
    const { judge, accept, rowsOf, deps } = importDesk(desk);
    const first = await judge(bigFile(60));
    const second = await judge(bigFile(60).replaceAll('Workspace 2', 'Workspace 9'));
    await accept(first.id);
    await accept(second.id);
    await Promise.all([runImport(deps, first.id), runImport(deps, second.id)]);
    for (const row of await book()) expect(row).toMatchObject({ workspaces: 4, keys: 3, assigned: 4 });
    expect(await desk.count('customers')).toBe(60);
    const outcomes = [...(await rowsOf(first.id)), ...(await rowsOf(second.id))].map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(['imported']));
  });

  it.each([
    [
      'the same key for two customers',
      `customer,workspace,key_arn,role\nNorth Mill,Main,${arnOf(7)},active\n`,
      `customer,workspace,key_arn,role\nSouth Quay,Main,${arnOf(7)},active\nSouth Quay,Side,${arnOf(8)},active\n`,
      'key_held',
    ],
    [
      'two active keys for one workspace',
      `customer,workspace,key_arn,role\nNorth Mill,Main,${arnOf(7)},active\n`,
      `customer,workspace,key_arn,role\nNorth Mill,Main,${arnOf(8)},active\nNorth Mill,Side,${arnOf(9)},active\n`,
      'workspace_has_active',
    ],
    [
      'one external id for two customers',
      'customer,external_id\nNorth Mill,X-1\n',
      'customer,external_id,contact_name,contact_role,contact_email\nSouth Quay,X-1,,,\nSouth Quay,,Ann,billing,ann@quay.test\n',
      'external_id_taken',
    ],
    [
      'look-alike names',
      'customer,time_zone\nNorth Mill,UTC\n',
      'customer,time_zone\nNorth MiIl,UTC\nNorth MiIl,UTC\n',
      'name_alike_in_book',
    ],
  ])(
    'imports that contradict each other, with %s: the first is in as a whole, of the other nothing',
    async (_, one, two, code) => {
      const { judge, accept, rowsOf, stored, deps } = importDesk(desk);
      const ids = [(await judge(one)).id, (await judge(two)).id];
      for (const id of ids) expect(await accept(id)).toMatchObject({ ok: true });
      await Promise.all(ids.map((id) => runImport(deps, id)));
      const ran = await Promise.all(ids.map(async (id) => ({ id, rows: await rowsOf(id) })));
      const went = ran.find(({ rows }) => rows.every(({ outcome }) => outcome === 'imported'));
      const left = ran.find(({ rows }) => rows.every(({ outcome }) => outcome === 'not_imported'));
      expect(left?.rows.flatMap(({ problems }) => problems.map((problem) => problem.code))).toContain(code);
      const { customers, workspaces, contacts, keys } = (await stored(went?.id ?? '')).counts ?? {};
      expect([
        await desk.count('customers'),
        await desk.count('workspaces'),
        await desk.count('contacts'),
        await desk.count('customer_keys'),
      ]).toEqual([customers, workspaces, contacts, keys]);
    },
  );

  it('an import and a person who adds one of its customers: that customer is left out and its rows say why', async () => {
    const { judge, accept, rowsOf, deps } = importDesk(desk);
    const { id } = await judge('customer,external_id\nOrchard 1,O-1\nQuarry 2,Q-2\n');
    await accept(id);
    await desk.rows(
      `insert into customers (id, name, name_form, external_id, created_at) values (gen_random_uuid(), 'Orchard l', 'orchardl', 'O-1', now())`,
    );
    await runImport(deps, id);
    expect(await rowsOf(id)).toMatchObject([
      {
        verdict: 'bad',
        outcome: 'not_imported',
        problems: [{ code: 'name_alike_in_book' }, { code: 'external_id_taken', about: 'Orchard l' }],
      },
      { verdict: 'new', outcome: 'imported', problems: [] },
    ]);
  });
});
