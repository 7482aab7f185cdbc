import { readFile } from 'node:fs/promises';
import { expect, rows, test } from './desk.ts';

test('a viewer exports what the list shows, saves it under a name with the time, and the audit says so', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/keys?verdict=unusable');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/^keydesk-keys-\d{8}T\d{6}Z\.csv$/);
  const text = await readFile(await file.path(), 'utf8');
  const lines = text.trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/^\u{FEFF}"Customer",/u);
  expect(lines.find((line) => line.includes('Northwind Trading'))).toContain('"Unusable","deletion scheduled"');
  expect(text).not.toContain('"Usable"');
  await expect(page.getByRole('status').filter({ hasText: /Saved \d+ rows\./ })).toContainText(
    `Saved ${lines.length - 1} rows.`,
  );
  await expect(page.getByRole('button', { name: 'Export CSV' })).toBeVisible();
  const [entry] = await rows<{ after: unknown }>(
    `select after from audit_log where action = 'key.exported' order by seq desc limit 1`,
  );
  expect(entry?.after).toEqual({ filter: 'verdict=unusable', rows: lines.length - 1, complete: true });
});

test('an export that is started while the browser is offline saves no file and says so', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/keys');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.getByText('The export failed, and no file was saved.')).toBeVisible();
  await page.context().setOffline(false);
});
