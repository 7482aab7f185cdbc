import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { arnOf } from '#lib/use-cases/import/import.test-support.ts';
import { startProcess } from './process.test-support.ts';

// The real command, as `npm run import` starts it.
vi.setConfig({ testTimeout: 120_000 });

let desk: TestDesk;
let folder: string;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
  folder = await mkdtemp(path.join(tmpdir(), 'keydesk-import-'));
  await desk.rows(
    `insert into staff (id, issuer, subject, email, name, role, disabled_at, created_at)
     select gen_random_uuid(), 'https://idp.test', s.email, s.email, s.name, s.role, s.disabled::timestamptz, now()
     from (values ('priya@vendor.test', 'Priya Approver', 'approver', null), ('aidan@vendor.test', 'Aidan Agent', 'agent', null),
       ('gone@vendor.test', 'Gina Gone', 'approver', '2026-01-01'), ('two@vendor.test', 'One', 'approver', null),
       ('TWO@vendor.test', 'Other', 'admin', null)) as s (email, name, role, disabled)`,
  );
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await desk.close();
});

async function fileWith(name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

async function command(
  args: readonly string[],
  more: Readonly<Record<string, string | undefined>> = {},
): Promise<{ code: number | null; said: string }> {
  const { ended, output } = startProcess(['lib/jobs/import-file.ts', ...args], desk.url, more);
  return { code: await ended, said: output() };
}

const AS = ['--as', 'priya@vendor.test'];
const FILE = [
  'customer;workspace;key_arn;role;external_id',
  `Acme Foods;Main;${arnOf(1)};active;A-1`,
  'Bolt Motors;Main;arn:aws:kms:eu-west-1:111122223333:alias/x;active;',
  'Crane \u001B[31mRed;;;;not an id',
].join('\n');

it('prints a dry run by line and column, imports nothing, and obeys no control character of the file', async () => {
  const file = await fileWith('book.csv', FILE);
  const { code, said } = await command([...AS, file]);
  expect(said).toMatch(/^New customers: 1\. .*With problems: 2 \(2 rows\)\./);
  expect(said).toMatch(/^line 3, key_arn: .* \(Bolt Motors\)$/m);
  expect(said).toMatch(/^line 4, external_id: .* \(Crane \uFFFD\[31mRed\)$/m);
  expect(said).not.toContain('\u001B');
  expect(said).toMatch(/^Dry run: nothing was imported\.$/m);
  expect(code).toBe(1);
  expect(await desk.count('customers')).toBe(0);
});

it('imports the good customers under the approver’s name with --run, and has nothing to import the second time', async () => {
  const file = await fileWith('good.csv', FILE.split('\n').slice(0, 2).join('\n'));
  // A person types an address in any case.
  const first = await command(['--as', 'Priya@Vendor.test', '--run', file]);
  expect(first).toMatchObject({ code: 0, said: expect.stringContaining('Imported 1 rows with 1 keys.') });
  expect(
    await desk.rows(
      `select p.proven_by, i.accepted_by, i.file_name from ownership_proofs p, imports i where i.state = 'done'`,
    ),
  ).toEqual([{ proven_by: 'Priya Approver', accepted_by: 'Priya Approver', file_name: 'good.csv' }]);
  const second = await command([...AS, '--run', file]);
  expect(second).toMatchObject({ code: 0, said: expect.stringContaining('There is nothing to import.') });
  expect(await desk.count('customers')).toBe(1);
});

it('says what is wrong and leaves no trace: with the arguments, the file, the person, the environment or the database', async () => {
  const file = await fileWith('small.csv', 'customer\nDale Farms\n');
  const before = await desk.count('imports');
  const wrong: [args: string[], said: RegExp, more?: Record<string, string | undefined>][] = [
    [[], /^npm run import -- --as/],
    [[file], /^npm run import -- --as/],
    [[...AS, '--force', file], /^npm run import -- --as/],
    [[...AS, file, file], /^npm run import -- --as/],
    [[...AS, path.join(folder, 'none.csv')], /^There is no file .*none\.csv\.$/m],
    [[...AS, folder], /is not a file\.$/m],
    [['--as', 'nobody@vendor.test', file], /nobody@vendor\.test is not the email address of one approver/],
    [['--as', 'aidan@vendor.test', '--run', file], /aidan@vendor\.test is not the email address of one approver/],
    [['--as', 'gone@vendor.test', '--run', file], /gone@vendor\.test is not the email address of one approver/],
    [['--as', 'two@vendor.test', '--run', file], /two@vendor\.test is not the email address of one approver/],
    [[...AS, file], /DATABASE_URL is missing/, { DATABASE_URL: undefined }],
    [[...AS, file], /^It stopped: .*ECONNREFUSED/, { DATABASE_URL: 'postgres://u:secret@127.0.0.1:9/none' }],
  ];
  for (const [args, words, more] of wrong) {
    const { code, said } = await command(args, more);
    expect(said).toMatch(words);
    expect(said).not.toMatch(/secret|select |\bat .*\.ts:/);
    expect(code).toBe(2);
  }
  expect(await desk.count('imports')).toBe(before);
});

it('refuses a file that can’t be read in the words of its page, and ends with 2', async () => {
  const refused = await command([
    ...AS,
    '--run',
    await fileWith('wide.csv', Buffer.from('\uFEFFcustomer\n', 'utf16le')),
  ]);
  expect(refused).toMatchObject({ code: 2, said: expect.stringContaining('Save it as CSV UTF-8.') });
});
