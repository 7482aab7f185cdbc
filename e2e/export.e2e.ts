import { createHash } from 'node:crypto';
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

test('an export goes on while its page is left, and its file is saved', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/keys');
  // Every answer takes two seconds, the export's too.
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 2_000,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Deletions' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Deletions' })).toBeVisible();
  expect((await saved).suggestedFilename()).toMatch(/^keydesk-keys-/);
  await expect(page.getByRole('status').filter({ hasText: /Saved \d+ rows\./ })).toBeVisible();
});

test('an export that is started while the browser is offline saves no file and says so', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/keys');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.getByText('The export failed, and no file was saved.')).toBeVisible();
  await page.context().setOffline(false);
});

test('an evidence pack is read for days that the page names, and saved as a file whose hash anybody can compute', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  const [customer] = await rows<{ id: string }>('select id from customers where name = $1', ['Northwind Trading']);
  await page.goto(`/customers/${customer?.id}`);
  await page.getByRole('link', { name: 'Evidence pack' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Evidence pack of Northwind Trading' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Statuses' })).toContainText('Unusable: deletion scheduled');
  await expect(page.getByRole('table', { name: 'Our calls by day' })).toContainText('DescribeKey');
  const files = [];
  for (const name of ['Export JSON with its hash', 'Export CSV']) {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name }).click();
    const file = await saved;
    files.push({ name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') });
  }
  const [json, csv] = files;
  expect(json?.name).toMatch(/^keydesk-evidence-pack-\d{8}T\d{6}Z\.json$/);
  const { sha256, pack } = JSON.parse(json?.text ?? '') as { sha256: string; pack: unknown };
  expect(createHash('sha256').update(JSON.stringify(pack)).digest('hex')).toBe(sha256);
  expect(csv?.name).toMatch(/\.csv$/);
  expect(csv?.text).toContain('"Status"');
  const [entry] = await rows<{ after: { sha256: string } }>(
    `select after from audit_log where action = 'customer.evidence_exported' order by seq limit 1`,
  );
  expect(entry?.after.sha256).toBe(sha256);

  await page.getByLabel('From').fill('2026-03-02');
  await page.getByLabel('To').fill('2026-03-01');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The last day is before the first one.' })).toBeVisible();
});
