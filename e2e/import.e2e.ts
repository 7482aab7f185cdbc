import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, pixelsBeyondWindow, test } from './desk.ts';
import { runningStack } from './running-stack.ts';

const ROOT = path.join(import.meta.dirname, '..');

const arnOf = (text: string): string =>
  `arn:aws:kms:eu-west-1:111122223333:key/${createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;

const FILE = [
  'customer;external_id;workspace;region;key_arn;role;in_use_since',
  `Cobalt Shipping;CB-1;Production;eu-west-1;${arnOf('cobalt')};active;2024-03-01`,
  `Cobalt Shipping;;Archive;eu-west-1;${arnOf('cobalt old')};retained;2021-06-01`,
  'Dunmore Bank;DM-1;Production;eu-west-1;arn:aws:kms:eu-west-1:111122223333:alias/backups;active;',
  'Elmwood Textiles;not a valid id;;;;;',
].join('\n');

const chosen = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

test('an approver imports the good customers of a file, and parks its two bad rows as a worklist', async ({
  signedIn,
}) => {
  const page = await signedIn('Priya Approver');
  await page.goto('/imports');
  await page.getByLabel('CSV file').setInputFiles(chosen('vendor book.csv', FILE));
  await page.getByRole('button', { name: 'Upload and check' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'vendor book.csv' })).toBeVisible();
  await expect(page.getByText('Dry run done, nothing imported yet.')).toBeVisible();
  const problems = page.getByRole('table', { name: 'Problems' });
  await expect(problems.getByRole('row', { name: /Dunmore Bank/ })).toContainText('key_arn');
  await expect(problems.getByRole('row', { name: /Dunmore Bank/ })).toContainText('4');
  await expect(problems.getByRole('row', { name: /Elmwood Textiles/ })).toContainText('without spaces');

  await page.getByRole('button', { name: 'Park 2 bad rows' }).click();
  await expect(page.getByRole('button', { name: /^Park/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Import the good customers' }).click();
  const question = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await expect(question).toContainText('you accept the ownership of 2 keys without proof');
  await question.getByRole('button', { name: 'Import the good customers' }).click();
  await expect(page.getByText('Imported.', { exact: true })).toBeVisible();
  await expect(page.getByText('2 rows, 2 keys')).toBeVisible();

  await page.goto('/imports/parked');
  const parked = page.getByRole('table', { name: 'Parked rows' });
  await expect(parked.getByRole('row', { name: /Dunmore Bank/ })).toContainText('Priya Approver');
  await parked.getByRole('button', { name: /Close Elmwood Textiles/ }).click();
  await expect(parked.getByRole('row', { name: /Elmwood Textiles/ })).toHaveCount(0);
  await expect(parked.getByRole('row', { name: /Dunmore Bank/ })).toBeVisible();

  const admin = await signedIn('Ada Admin');
  await admin.goto('/imports/parked');
  const dunmore = admin.getByRole('table', { name: 'Parked rows' }).getByRole('row', { name: /Dunmore Bank/ });
  await dunmore.getByRole('button', { name: /Take over Dunmore Bank/ }).click();
  await expect(dunmore).toContainText('Ada Admin');
  // The page that is still open hears of it.
  await expect(parked.getByRole('row', { name: /Dunmore Bank/ })).toContainText('Ada Admin');

  await page.goto('/keys?q=Cobalt+Shipping');
  await expect(page.getByRole('row', { name: /Cobalt Shipping/ })).toHaveCount(2);
  await page
    .getByRole('row', { name: /Cobalt Shipping/ })
    .first()
    .click();
  await expect(page.getByText('Ownership accepted by Priya Approver')).toBeVisible();
});

test('the same file again has nothing to import, and a file that is no CSV is refused in words', async ({
  signedIn,
}) => {
  const page = await signedIn('Priya Approver');
  for (const name of ['first.csv', 'second.csv']) {
    await page.goto('/imports');
    await page.getByLabel('CSV file').setInputFiles(chosen(name, 'customer\nFairview Energy\n'));
    await page.getByRole('button', { name: 'Upload and check' }).click();
    await expect(page.getByText('Dry run done, nothing imported yet.')).toBeVisible();
    if (name === 'second.csv') break;
    await page.getByRole('button', { name: 'Import the good customers' }).click();
    await page
      .getByRole('alertdialog')
      .or(page.getByRole('dialog'))
      .getByRole('button', { name: 'Import the good customers' })
      .click();
    await expect(page.getByText('Imported.', { exact: true })).toBeVisible();
  }
  await expect(page.getByRole('button', { name: 'Import the good customers' })).toHaveAccessibleDescription(
    /nothing to import/,
  );
  await expect(page.getByText('The same file before')).toBeVisible();

  await page.goto('/imports');
  await page.getByLabel('CSV file').setInputFiles({
    name: 'sheet.xlsx',
    mimeType: 'text/csv',
    buffer: Buffer.from('PK\u0003\u0004\u0000\u0000'),
  });
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await expect(page.getByText(/Save it as CSV UTF-8/)).toBeVisible();
});

test('an agent sees no imports, and the pages fit a narrow window in light and dark', async ({ signedIn }) => {
  const agent = await signedIn('Aidan Agent');
  await agent.goto('/imports');
  await expect(agent.getByRole('heading', { level: 1, name: 'Your role can’t see this page' })).toBeVisible();
  await expect(agent.getByRole('link', { name: 'Imports' })).toHaveCount(0);

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [390, 1440]) {
      const page = await signedIn('Priya Approver', { colorScheme, viewport: { width, height: 900 } });
      await page.goto('/imports');
      await page
        .getByLabel('CSV file')
        .setInputFiles(chosen('narrow.csv', FILE.replaceAll('Cobalt', `Cobalt ${width}${colorScheme}`)));
      expect(await pixelsBeyondWindow(page)).toBeLessThanOrEqual(0);
      await page.screenshot({ path: test.info().outputPath(`imports-${width}-${colorScheme}.png`), fullPage: true });
      await page.getByRole('button', { name: 'Upload and check' }).click();
      await expect(page.getByText('Dry run done, nothing imported yet.')).toBeVisible();
      expect(await pixelsBeyondWindow(page)).toBeLessThanOrEqual(0);
      await page.screenshot({ path: test.info().outputPath(`import-${width}-${colorScheme}.png`), fullPage: true });
      await page.goto('/imports/parked');
      expect(await pixelsBeyondWindow(page)).toBeLessThanOrEqual(0);
      await page.screenshot({ path: test.info().outputPath(`parked-${width}-${colorScheme}.png`), fullPage: true });
    }
});

test('a report names what became of every row, and the command does the same as the page against the running stack', async ({
  signedIn,
  haveSignedIn,
}) => {
  await haveSignedIn('Priya Approver');
  const page = await signedIn('Priya Approver');
  const file = test.info().outputPath('from a shell.csv');
  const rows = FILE.replaceAll('Cobalt Shipping', 'Granite Ferries').replaceAll('CB-', 'GF-');
  writeFileSync(
    file,
    rows.replaceAll(arnOf('cobalt'), arnOf('granite')).replaceAll(arnOf('cobalt old'), arnOf('g old')),
  );
  const command = async (...args: string[]): Promise<{ code: number; said: string }> =>
    promisify(execFile)(process.execPath, ['lib/jobs/import-file.ts', ...args], {
      cwd: ROOT,
      env: { ...runningStack().env, NODE_ENV: 'production', LOG_LEVEL: 'silent' },
    }).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        said: error.stdout + error.stderr,
      }),
    );

  const refused = await command('--as', 'vera.viewer@vendor.test', '--run', file);
  expect(refused).toMatchObject({ code: 2, said: expect.stringContaining('is not the email address of one approver') });
  const { code, said } = await command('--as', 'priya.approver@vendor.test', '--run', file);
  expect(said).toContain('line 4, key_arn: ');
  expect(said).toContain('Imported 2 rows with 2 keys.');
  expect(code).toBe(1);

  await page.goto(/\/imports\/[0-9a-f-]+/.exec(said)?.[0] ?? '');
  await expect(page.getByText('Imported.', { exact: true })).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download all rows with their results' }).click();
  const report = readFileSync(await (await saved).path(), 'utf8');
  expect(report).toContain('"2","Granite Ferries","imported","","",""');
  expect(report).toContain('"4","Dunmore Bank","left out","key_arn"');
  await page.getByRole('link', { name: 'Imported keys that are not yet tested' }).click();
  await expect(page).toHaveURL(/cause=imported_not_tested/);
});
