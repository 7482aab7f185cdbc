import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { neutralCell, plainCell } from '#lib/core/import/cell-text.ts';
import type { ImportCells } from '#lib/core/import/import.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { exportOf, fileOf } from './book-desk.test-support.ts';
import { arnOf, importDesk } from './import.test-support.ts';
import { runImport } from './run-import.ts';
import { naughtyNames } from './naughty-names.test-support.ts';

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

const BOOK: ImportCells[] = [
  {
    customer: 'Provider GmbH',
    external_id: 'P-1',
    time_zone: 'Europe/Berlin',
    working_days: 'Sun Mon Tue',
    service_level: '=gold',
  },
  {
    customer: 'Alpha Client',
    provider: 'Provider GmbH',
    workspace: 'Main',
    key_arn: arnOf(1),
    role: 'active',
    in_use_since: '2024-03-01',
  },
  { customer: 'Zulu Client', provider: 'Provider GmbH', workspace: 'Main', key_arn: arnOf(1), role: 'retained' },
  { customer: 'Zulu Client', workspace: 'Own', key_arn: arnOf(2), role: 'active', key_holder: 'Zulu Client' },
  { customer: 'Zulu Client', workspace: 'Empty', region: 'us-west-2' },
  {
    customer: 'Zulu Client',
    contact_name: '@Ann',
    contact_role: 'security',
    contact_email: 'ann@zulu.test',
    contact_phone: '+49 30 123456',
  },
  { customer: 'Zulu Client', aws_account: '222233334444' },
  { customer: 'Provider GmbH', aws_account: '222233334444' },
  { customer: 'Octagon 0' },
  { customer: 'Octagon O', different: 'yes' },
  { customer: "'=1+1" },
  { customer: '=HYPERLINK("http://evil.test";"x")', workspace: '-1+1', region: 'eu-west-1' },
];

describe('an export of the whole book', () => {
  it('comes back identical from an empty book, and changes nothing in its own', async () => {
    const [from, to] = opened();
    const done = await importDesk(from).run(fileOf(BOOK));
    expect(done).toMatchObject({ state: 'done', counts: { badRows: 0, newCustomers: 7 } });
    const exported = await exportOf(from);
    expect(exported).toContain('Zulu Client');

    const again = await importDesk(to).run(exported);
    expect(again).toMatchObject({ state: 'done', counts: { badRows: 0 } });
    expect(await exportOf(to)).toBe(exported);

    const same = await importDesk(from).judge(exported);
    expect(same.counts).toMatchObject({ newRows: 0, changedRows: 0, badRows: 0 });
    expect(await from.rows(`select action from audit_log where action = 'book.exported'`)).toHaveLength(2);
  });

  it('begins no cell as a formula', async () => {
    const [from] = opened();
    await importDesk(from).run(fileOf(BOOK));
    const exported = await exportOf(from);
    expect(exported).toContain(`"'=HYPERLINK(""http://evil.test"";""x"")"`);
    expect(exported.match(/"[=+\-@]/g)).toBeNull();
  });
});

describe('a cell', () => {
  it('is read as it was before it was kept from being a formula, and never begins one', () => {
    const start = fc.constantFrom('', "'", "''", '=', '+', '-', '@', "'=", "''-", '＝');
    fc.assert(
      fc.property(start, fc.string({ unit: 'grapheme' }), (begin, rest) => {
        const written = neutralCell(begin + rest);
        expect(written).not.toMatch(/^[=+\-@\t\r]/);
        expect(plainCell(written)).toBe(begin + rest);
      }),
    );
  });
});

describe('485 naughty strings as names', () => {
  it('go in exactly as they are, or are named with their line; a name is never changed on its way', async () => {
    const [from] = opened();
    const names = naughtyNames(485);
    const { id } = await importDesk(from).run(fileOf(names.map((customer) => ({ customer }))));
    const rows = await from.rows<{
      line: number;
      customer: string;
      verdict: string;
      outcome: string | null;
      problems: unknown[];
      group_no: number;
    }>(
      `select line, cells ->> 'customer' as customer, verdict, outcome, problems, group_no from import_rows where import_id = $1`,
      [id],
    );
    const stored = new Set((await from.rows<{ name: string }>('select name from customers')).map(({ name }) => name));
    expect(stored.size).toBeGreaterThan(150);
    const withProblem = new Set(rows.flatMap(({ problems, group_no }) => (problems.length > 0 ? [group_no] : [])));
    for (const { customer, verdict, outcome, group_no } of rows) {
      if (verdict === 'bad') expect(withProblem).toContain(group_no);
      else
        expect([outcome, stored.has(customer), names.some((name) => name.trim() === customer)]).toEqual([
          'imported',
          true,
          true,
        ]);
    }
    const imported = rows.flatMap(({ outcome, customer }) => (outcome === 'imported' ? [customer] : []));
    expect(new Set(imported)).toEqual(stored);
  });
});

describe('what the dry run says', () => {
  const cell = <T extends string>(...values: T[]) => fc.constantFrom(...values);
  const row: fc.Arbitrary<ImportCells> = fc
    .record({
      customer: cell('Acme', 'ACME', 'Beta', 'Gamma', 'Gamrna', 'Provider'),
      external_id: cell('', '', 'E-1', 'E-2', 'e-1'),
      time_zone: cell('', '', '', 'UTC', 'nowhere'),
      provider: cell('', '', '', 'Provider', 'Beta'),
      different: cell('', '', 'yes'),
      workspace: cell('Main', 'Main', 'Other', ''),
      region: cell('', 'eu-west-1', 'eu-west-1'),
      key_arn: cell('', arnOf(1), arnOf(2), arnOf(3)),
      role: cell('active', 'retained'),
      key_holder: cell('', '', '', 'Provider'),
      contact_email: cell('', '', 'ann@acme.test'),
      aws_account: cell('', '', '', '222233334444'),
    })
    .map(({ role, contact_email, key_holder, ...cells }) => ({
      ...cells,
      ...(cells.key_arn !== '' && { role, key_holder }),
      ...(contact_email !== '' && { contact_email, contact_name: 'Ann', contact_role: 'security' }),
    }));

  it('is what the run does, also in a book that has some of it', async () => {
    const [from] = opened();
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
        const { judge, accept, rowsOf, stored, deps } = importDesk(from);
        const { id, counts } = await judge(fileOf(rows));
        const before = await rowsOf(id);
        const keysBefore = await from.count('key_assignments');
        const accepted = await accept(id);
        if (accepted.ok) await runImport(deps, id);
        const after = await rowsOf(id);
        expect(after.map(({ verdict }) => verdict)).toEqual(before.map(({ verdict }) => verdict));
        for (const [at, { verdict }] of before.entries())
          expect(after[at]?.outcome).toBe(verdict === 'new' || verdict === 'changed' ? 'imported' : null);
        expect((await from.count('key_assignments')) - keysBefore).toBe(counts?.keys);
        expect((await stored(id)).state).toBe(accepted.ok ? 'done' : 'judged');
      }),
      { numRuns: 25 },
    );
  });
});
