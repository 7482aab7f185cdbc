import type { Page } from 'playwright/test';
import { expect, keyOf, test } from './desk.ts';

const table = (page: Page, name: 'Keys' | 'Customers') => page.getByRole('table', { name });

test('filters and columns are chosen in forms, and stay in the URL without the choices that were left open', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/keys');
  await page.getByText('Filter', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Status', exact: true }).selectOption('Unusable');
  await page.getByRole('combobox', { name: 'Region', exact: true }).selectOption({ value: 'eu-west-1' });
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/\/keys\?verdict=unusable&region=eu-west-1$/);
  await expect(page.getByRole('list', { name: 'Filters' }).getByRole('link')).toHaveCount(2);

  await page.getByText('Columns', { exact: true }).click();
  for (const name of ['Told', 'At stake', 'Service level', 'Deadline'])
    await page.getByRole('checkbox', { name, exact: true }).uncheck();
  await page.getByRole('checkbox', { name: 'Key', exact: true }).check();
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/verdict=unusable.*columns=/);
  await expect(table(page, 'Keys').getByRole('columnheader', { name: 'Key', exact: true })).toBeVisible();
  await expect(table(page, 'Keys').getByRole('columnheader', { name: 'Deadline' })).toHaveCount(0);
});

test('the count, the bar and the rows of a filtered list agree, and a heading says why rows stand where they are', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/keys?role=candidate');
  const listed = table(page, 'Keys')
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
  await expect(listed.first()).toBeVisible();
  const bar = page.getByRole('list', { name: 'Keys by status' });
  // Checks and other people change keys meanwhile, so both are read until they are of one moment.
  await expect(async () => {
    for (const status of ['Unusable', 'Attention', 'Unknown', 'Usable']) {
      const count = await listed.filter({ has: page.getByRole('cell', { name: new RegExp(`^${status}`) }) }).count();
      const inBar = bar.getByRole('link', { name: `${count} ${status.toLowerCase()}`, exact: true });
      await expect(inBar).toBeVisible({ timeout: 500 });
    }
  }).toPass({ timeout: 20_000 });
  // Nothing but "Unknown" is shown of a key whose AWS account isn't proven to be the customer's (H16).
  await expect(listed.filter({ hasText: 'Initech' }).getByRole('cell', { name: /^Unknown/ })).toBeVisible();

  await page.goto('/keys');
  const headings = table(page, 'Keys').locator('tr[data-group]');
  await expect(headings.first()).toHaveText('Next action: us');
  await expect(headings.nth(1)).toHaveText('Has a deadline');
  await page.goto('/keys?sort=newest');
  await expect(table(page, 'Keys').getByRole('link').first()).toBeVisible();
  await expect(headings).toHaveCount(0);
});

test('a view is saved under a name for the person alone, opens the same list, and can be deleted', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/keys?verdict=unusable&sort=newest&columns=problem,region');
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Broken lately');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.goto('/keys');
  await page.getByText('Views', { exact: true }).click();
  await page.getByRole('link', { name: 'Broken lately' }).click();
  await expect(page).toHaveURL(/verdict=unusable&sort=newest&columns=problem%2Cregion/);
  await expect(table(page, 'Keys').getByRole('columnheader')).toHaveCount(3);

  const other = await signedIn('Aidan Agent');
  await other.goto('/keys');
  await expect(other.getByText('Views', { exact: true })).toHaveCount(0);

  // The opened view is named, and deleting it asks first.
  await page.getByText('View: Broken lately', { exact: true }).click();
  const remove = page.getByRole('button', { name: 'Delete the view Broken lately' });
  const question = page.getByRole('alertdialog', { name: 'Delete the view Broken lately?' });
  await remove.click();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toHaveCount(0);
  await page.reload();
  await page.getByText('View: Broken lately', { exact: true }).click();
  await remove.click();
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('View: Broken lately', { exact: true })).toHaveCount(0);
});

test('“Keys” over a key’s page leads back to the list as it was, with its filter', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  const breadcrumb = page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Keys' });
  const { id } = await keyOf('Northwind Trading');
  await page.goto(`/keys/${id}`);
  await expect(breadcrumb).toHaveAttribute('href', '/keys');

  await page.goto('/keys?verdict=unusable&sort=newest');
  await table(page, 'Keys')
    .getByRole('row', { name: /Northwind Trading/ })
    .getByRole('link')
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Northwind Trading' })).toBeVisible();
  await breadcrumb.click();
  await expect(page).toHaveURL(/\/keys\?verdict=unusable&sort=newest$/);

  // Also where the key's page is loaded anew.
  await page.goto(`/keys/${id}`);
  await expect(breadcrumb).toHaveAttribute('href', '/keys?verdict=unusable&sort=newest');
});

test('customers are listed with their most urgent key, are found by name, and open with it on top', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/customers');
  await expect(table(page, 'Customers').getByRole('link').first()).toContainText('Humongous Insurance');
  await page.getByRole('searchbox', { name: 'Search customers' }).fill('tailspin');
  await page.getByRole('searchbox', { name: 'Search customers' }).press('Enter');
  await expect(table(page, 'Customers').getByRole('link')).toHaveCount(1);
  await expect(table(page, 'Customers').getByRole('row', { name: /Tailspin Toys 1 key/ })).toContainText(
    'deletion scheduled',
  );
  await table(page, 'Customers').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tailspin Toys' })).toBeVisible();
  await table(page, 'Keys').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/keys\//);
  await expect(page.getByRole('heading', { level: 1, name: 'Tailspin Toys' })).toBeVisible();
});

test('a key is found by the last characters of its ID and by its account, and a text without letters finds nothing', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  const { arn } = await keyOf('Kestrel Aerospace');
  const account = arn.split(':')[4] ?? '';
  const grouped = account.replace(/(.{4})(.{4})/, '$1-$2-');
  const id = arn.split('/')[1] ?? '';
  for (const typed of [
    arn,
    arn.slice(-8),
    arn.slice(-4),
    account,
    account.slice(0, 11),
    grouped,
    `key/${id.slice(0, 8)}…`,
  ]) {
    await page.goto(`/keys?q=${encodeURIComponent(typed)}`);
    await expect(table(page, 'Keys').getByRole('row', { name: /Kestrel Aerospace/ })).toBeVisible();
  }
  await page.goto(`/customers?q=${encodeURIComponent(grouped)}`);
  await expect(table(page, 'Customers').getByRole('row', { name: /Kestrel Aerospace/ })).toBeVisible();
  await page.goto('/keys?q=---');
  await expect(page.getByText('Nothing matches “---”. You can search by customer, client, ARN,')).toBeVisible();
  await page.goto('/keys?q=nobody&verdict=unusable');
  await expect(page.getByText('Nothing matches “nobody” within the other filters.')).toBeVisible();
  await page.goto('/keys?state=Creating&verdict=usable');
  await expect(page.getByText('No key matches the filters.')).toBeVisible();
  await page.goto('/customers?q=nobody-here');
  await expect(page.getByText('Nothing matches “nobody-here”. You can search by name, external ID,')).toBeVisible();
});
