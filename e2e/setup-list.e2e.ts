import type { Page } from 'playwright/test';
import { DEMO_REGIONS } from '../sandbox/demo/regions.ts';
import { expect, test } from './desk.ts';

const [IRELAND] = DEMO_REGIONS;
const CUSTOMER = 'Larkspur Foods';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const choice = (page: Page, name: RegExp) => page.getByRole('navigation', { name: 'Show' }).getByRole('link', { name });
const row = (page: Page) => page.getByRole('table', { name: 'Setups' }).getByRole('row', { name: CUSTOMER });

test('a setup that is started on the customer’s page is found in the list, by its filters, and moves as it changes', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  await page.goto('/customers/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(CUSTOMER);
  await button(page, 'Add customer').click();
  await expect(page.getByText('This customer has no setup.')).toBeVisible();
  await page.getByRole('link', { name: 'Start a setup' }).click();
  await page.getByLabel('Who asked').fill('Dana Ruiz');
  await page.getByRole('textbox', { name: 'Ticket' }).fill('#5151');
  await page.getByRole('textbox', { name: 'Workspace', exact: true }).fill('main');
  await page.getByRole('combobox', { name: 'Hosting region' }).selectOption(IRELAND?.code ?? '');
  await button(page, 'Start the setup').click();
  await expect(page.getByText(/^Waiting for us: record the missing facts\. This wait began /)).toBeVisible();
  const setup = new URL(page.url()).pathname;

  // By its ticket, among those that wait for us.
  const list = await signedIn('Aidan Agent');
  await list.goto('/setups');
  await choice(list, /^Waiting for us/).click();
  await expect(list).toHaveURL(/show=us/);
  await list.getByRole('searchbox', { name: 'Search setups' }).fill('#5151');
  await list.keyboard.press('Enter');
  await expect(list).toHaveURL(/show=us&q=%235151/);
  await expect(row(list)).toContainText(/record the missing facts/i);
  await list.getByRole('link', { name: /^Mine 1/ }).click();
  await expect(list).toHaveURL(/owner=mine/);
  await expect(row(list)).toBeVisible();

  // Somebody puts it on hold: the open list follows.
  await button(page, 'Put on hold').click();
  const dialog = page.getByRole('dialog', { name: 'Put on hold' });
  await dialog.getByLabel('Until, in UTC').fill('2099-03-02T09:00');
  await expect(dialog.getByText('Read as 2 Mar 2099, 09:00 UTC')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Why' }).fill('Change freeze');
  await dialog.getByRole('button', { name: 'Put on hold' }).click();
  await expect(row(list)).toHaveCount(0);
  await choice(list, /^On hold/).click();
  await expect(row(list)).toContainText(/on hold until Mon 2 Mar 2099/i);
  await row(list).click();
  await expect(list).toHaveURL(new RegExp(`${setup}$`));

  // Withdrawn, it is listed with what has ended.
  await button(page, 'Withdraw').click();
  await page.getByRole('alertdialog').getByRole('textbox', { name: 'Why' }).fill('They stay with our key.');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click();
  await expect(list.getByText('This setup was withdrawn')).toBeVisible();
  await list.goto('/setups?show=withdrawn&q=Larkspur');
  await expect(row(list)).toContainText('ended');
  await list.getByRole('link', { name: CUSTOMER }).click();
  await expect(list).toHaveURL(new RegExp(`${setup}$`));
  await list.getByRole('link', { name: CUSTOMER }).click();
  await expect(list.getByRole('region', { name: 'Setups' })).toContainText('withdrawn');
});
