import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportCells } from '#lib/core/import/import.ts';
import { addKey, newArn, openTestDesk, proveAccount, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { fileOf } from './book-desk.test-support.ts';
import { arnOf, bytesOf, importDesk } from './import.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** The problems of each row, as "line column code". */
async function problemsIn(rows: readonly ImportCells[]): Promise<string[]> {
  const { judge, rowsOf } = importDesk(desk);
  const { id } = await judge(fileOf(rows));
  return (await rowsOf(id)).flatMap(({ line, problems }) =>
    problems.map(({ column, code }) => `${line} ${column} ${code}`),
  );
}

let used = 0;
/** A customer that no other test has. */
const someone = (): string => `Someone ${(used += 1) * 7919}`;
const key = (n: number, cells: ImportCells = {}): ImportCells => ({
  workspace: 'Main',
  key_arn: arnOf(n),
  role: 'active',
  ...cells,
});

describe('the dry run names the line and the column', () => {
  it.each<[string, ImportCells, string]>([
    ['a row without a customer', { workspace: 'Main', region: 'eu-west-1' }, 'customer customer_missing'],
    ['an invisible character', { customer: 'Ac\u200bme' }, 'customer invisible'],
    ['an external id with a space', { customer: 'A1', external_id: 'a b' }, 'external_id external_id_form'],
    ['a time zone that is none', { customer: 'A2', time_zone: 'CEST' }, 'time_zone time_zone_unknown'],
    ['working days that are none', { customer: 'A3', working_days: 'Mon Xyz' }, 'working_days working_days_unknown'],
    ['an unknown provider', { customer: 'A4', provider: 'Nobody we know' }, 'provider provider_unknown'],
    ['a customer as their own provider', { customer: 'A5', provider: 'a5' }, 'provider provider_itself'],
    ['a workspace without a region', { customer: 'A6', workspace: 'Main' }, 'region region_missing'],
    [
      'a region that we don’t host',
      { customer: 'A7', workspace: 'M', region: 'eu-north-1' },
      'region region_not_hosted',
    ],
    ['a key without a role', { customer: 'A8', ...key(800, { role: '' }) }, 'role role_missing'],
    ['a role that is none', { customer: 'A9', ...key(801, { role: 'old' }) }, 'role role_unknown'],
    ['a role without a key', { customer: 'B1', role: 'active' }, 'key_arn key_missing'],
    [
      'an alias',
      { customer: 'B2', ...key(1, { key_arn: 'arn:aws:kms:eu-west-1:111122223333:alias/x' }) },
      'key_arn alias_arn',
    ],
    [
      'an ARN in quotation marks',
      { customer: 'B3', ...key(1, { key_arn: `"${arnOf(802)}"` }) },
      'key_arn arn_and_more',
    ],
    ['a key in another region', { customer: 'B4', ...key(803, { region: 'us-west-2' }) }, 'key_arn region_mismatch'],
    [
      'a key of our own account',
      { customer: 'B5', ...key(1, { key_arn: arnOf(804, 'eu-west-1', '444455556666') }) },
      'key_arn vendor_account_key',
    ],
    [
      'a day that no month has',
      { customer: 'B6', ...key(805, { in_use_since: '2024-02-31' }) },
      'in_use_since since_form',
    ],
    [
      'a day in the future',
      { customer: 'B7', ...key(806, { in_use_since: '2099-01-01' }) },
      'in_use_since since_future',
    ],
    [
      'a holder that is neither',
      { customer: 'B8', ...key(807, { key_holder: 'Somebody' }) },
      'key_holder holder_unknown',
    ],
    [
      'half a contact',
      { customer: 'B9', contact_name: 'Ann', contact_role: 'security' },
      'contact_email contact_part_missing',
    ],
    [
      'an email address that is none',
      { customer: 'C1', contact_name: 'Ann', contact_role: 'security', contact_email: 'ann' },
      'contact_email contact_email_form',
    ],
    ['an account without its zero', { customer: 'C2', aws_account: '12345678901' }, 'aws_account aws_account_form'],
  ])('of %s', async (_, cells, problem) => {
    expect(await problemsIn([cells])).toEqual([`2 ${problem}`]);
  });

  it('of what contradicts within the file, on every row where nobody knows which is right', async () => {
    const [one, two, three] = [someone(), someone(), someone()];
    expect(
      await problemsIn([
        { customer: one, external_id: 'X-1' },
        { customer: two, external_id: 'X-1' },
      ]),
    ).toEqual(['2 external_id external_id_twice', '3 external_id external_id_twice']);
    expect(
      await problemsIn([
        { customer: one, ...key(1) },
        { customer: two, ...key(1) },
      ]),
    ).toEqual(['2 key_arn key_of_two', '3 key_arn key_of_two']);
    expect(
      await problemsIn([
        { customer: three, ...key(2) },
        { customer: three, ...key(2) },
      ]),
    ).toEqual(['3 key_arn key_twice']);
    expect(
      await problemsIn([
        { customer: three, ...key(2) },
        { customer: three, ...key(3) },
      ]),
    ).toEqual(['3 role active_twice']);
    expect(
      await problemsIn([
        { customer: three, time_zone: 'UTC' },
        { customer: three, time_zone: 'Europe/Paris' },
      ]),
    ).toEqual(['3 time_zone says_otherwise']);
    expect(await problemsIn([{ customer: 'Octagon 0' }, { customer: 'Octagon O' }])).toEqual([
      '2 customer name_alike',
      '3 customer name_alike',
    ]);
    expect(await problemsIn([{ customer: 'Octagon 0' }, { customer: 'Octagon O', different: 'yes' }])).toEqual([]);
  });

  it('of providers of each other, and of a client whose provider has a problem', async () => {
    const [one, two] = [someone(), someone()];
    expect(
      await problemsIn([
        { customer: one, provider: two },
        { customer: two, provider: one },
      ]),
    ).toContain('2 provider provider_circle');
    expect(
      await problemsIn([
        { customer: one, provider: two },
        { customer: two, time_zone: 'no' },
      ]),
    ).toEqual(['2 provider provider_bad', '3 time_zone time_zone_unknown']);
  });

  it('of what the book has otherwise: a key of another holder, a second active key, another role, a look-alike name', async () => {
    const name = someone();
    const { customerId, arn } = await addKey(desk.db, { customerName: name });
    const other = someone();
    expect(await problemsIn([{ customer: other, ...key(1, { key_arn: arn }) }])).toEqual(['2 key_arn key_held']);
    expect(await problemsIn([{ customer: name, ...key(4, { workspace: 'default' }) }])).toEqual([
      '2 role workspace_has_active',
    ]);
    expect(
      await problemsIn([{ customer: name, ...key(1, { key_arn: arn, role: 'retained', workspace: 'default' }) }]),
    ).toEqual(['2 role role_otherwise']);
    expect(await problemsIn([{ customer: name, ...key(1, { key_arn: arn, workspace: 'default' }) }])).toEqual([]);
    expect(await problemsIn([{ customer: name.toUpperCase().replace('O', '0') }])).toEqual([
      '2 customer name_alike_in_book',
    ]);
    await proveAccount(desk.db, customerId, '222233334444');
    expect(await problemsIn([{ customer: other, aws_account: '222233334444' }])).toEqual([
      '2 aws_account account_bound',
    ]);
    const pending = await addKey(desk.db, { customerName: someone(), role: 'candidate', proven: true, arn: newArn() });
    const [row] = await desk.rows<{ name: string }>('select name from customers where id = $1', [pending.customerId]);
    expect(await problemsIn([{ customer: row?.name ?? '', ...key(1, { key_arn: pending.arn }) }])).toEqual([
      '2 key_arn key_in_setup',
    ]);
  });
});

describe('a file', () => {
  const good = 'customer;external_id;time_zone\r\nAcme 77;A-77;UTC\n"Beta\n78";"B-78";UTC\rGamma 79;G-79;UTC\n';
  const rowsIn = async (file: string | Uint8Array) => {
    const { judge, rowsOf } = importDesk(desk);
    const { id, state, refusal } = await judge(file);
    return { state, refusal, rows: (await rowsOf(id)).map(({ line, problems }) => [line, problems[0]?.code ?? null]) };
  };

  it.each([
    ['semicolons and mixed line ends', good],
    ['a byte order mark', `\u{FEFF}${good}`],
    ['tabs', good.replaceAll(';', '\t')],
    ['commas', good.replaceAll(';', ',')],
  ])('is read with %s, and a quoted line break counts as a line', async (_, text) => {
    expect(await rowsIn(text)).toEqual({
      state: 'judged',
      refusal: null,
      rows: [
        [2, null],
        [3, 'invisible'],
        [5, null],
      ],
    });
  });

  it('names the line and the column of a ragged row', async () => {
    const { judge, rowsOf } = importDesk(desk);
    const { id } = await judge('customer,time_zone,external_id\nDelta 80,UTC\nEta 81,UTC,E-81,more\n');
    expect((await rowsOf(id)).map(({ line, problems }) => [line, problems])).toEqual([
      [2, [{ column: 'external_id', code: 'ragged', about: '2' }]],
      [3, [{ column: null, code: 'ragged', about: '4' }]],
    ]);
  });

  const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\u{FEFF}${text}`, 'utf16le'));
  it.each<[string, string | Uint8Array, RegExp]>([
    ['UTF-16', utf16(good), /UTF-16/],
    ['UTF-16 without a mark', utf16(good).subarray(2), /UTF-16/],
    ['Latin-1', new Uint8Array(Buffer.from('customer\nMüller\n', 'latin1')), /not UTF-8/],
    ['nothing', '', /empty/],
    ['only a header', 'customer\n', /no rows/],
    ['another header', 'name,id\nAcme,1\n', /column “name” is unknown/],
    ['no customer', 'region\neu-west-1\n', /no column “customer”/],
    ['a column twice', 'customer,customer\nA,B\n', /twice/],
    ['an open quotation mark', 'customer\nA\n"B\n', /line [34] /],
    ['a quotation mark in a cell', 'customer\nA "the" B\n', /line 2/],
    ['more than 50,000 rows', `customer\n${'x\n'.repeat(50_001)}`, /more than 50,000 rows/],
    ['a million rows', bytesOf(`customer,region\n${'Acme Logistics,eu-west-1\n'.repeat(1_000_000)}`), /16 MiB|50,000/],
  ])('that is %s is refused in words, and nothing of it is kept as good', async (_, file, words) => {
    const { judge, accept } = importDesk(desk);
    const { id, state, refusal } = await judge(file);
    expect(state).toBe('refused');
    expect(refusal).toMatch(words);
    expect(await accept(id)).toEqual({ ok: false, reason: 'not_judged' });
  });
});
