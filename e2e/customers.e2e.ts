import type { Page } from 'playwright/test';
import { expect, pixelsBeyondWindow, rowCounts, rows, test } from './desk.ts';

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });
const contact = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Contacts', exact: true }).getByRole('listitem').filter({ hasText: name });

/** Adds a customer as a person does, and waits for their page. */
async function addCustomer(page: Page, name: string): Promise<void> {
  await page.goto('/customers');
  await page.getByRole('link', { name: 'Add a customer' }).click();
  await field(page, 'Name').fill(name);
  await page.getByRole('button', { name: 'Add customer' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

async function addContact(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a contact' }).click();
  const form = dialog(page, 'Add a contact');
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await form.getByRole('textbox', { name: 'Email' }).fill('dana@example.com');
  await form.getByRole('textbox', { name: 'Phone' }).fill('+49 30 1234567');
  await form.getByRole('button', { name: 'Add contact' }).click();
  await expect(contact(page, name)).toContainText('Never verified.');
}

test('a customer whose name looks like another’s is shown the other, and “Use this one” leads there with nothing written', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const before = await rowCounts();
  await page.goto('/customers/new');
  // A Cyrillic o, and one letter too many.
  await field(page, 'Name').fill('Nоrthwind Tradingg');
  await field(page, 'Service level').fill('Gold');
  await page.getByRole('button', { name: 'Add customer' }).click();
  const similar = page.getByRole('list', { name: 'Similar customers' });
  await expect(similar.getByRole('listitem')).toHaveText(/Northwind Trading/);
  await expect(field(page, 'Name')).toHaveAccessibleDescription(/look like this one/);
  await expect(field(page, 'Name')).toBeFocused();
  await expect(field(page, 'Service level')).toHaveValue('Gold');
  await expect(page.getByRole('button', { name: 'Add as another customer' })).toBeVisible();
  // Another name is another question.
  await field(page, 'Name').fill('Nоrthwind Tradinggg');
  await expect(page.getByRole('button', { name: 'Add customer' })).toBeVisible();
  await field(page, 'Name').fill('Nоrthwind Tradingg');
  await similar.getByRole('link', { name: 'Use this one (Northwind Trading)' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Northwind Trading' })).toBeVisible();
  expect(await rowCounts()).toEqual(before);
});

test('a customer is added with the keyboard alone, also when another one looks like them, and edited on their page', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  await addCustomer(page, 'Riverbend Foods');
  await page.goto('/customers/new');
  await field(page, 'Name').focus();
  await page.keyboard.type('Riverbend Food');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Similar customers' })).toContainText('Riverbend Foods');
  await page.getByRole('button', { name: 'Add as another customer' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Riverbend Food', exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Edit', exact: true }).press('Enter');
  const form = dialog(page, 'Edit the customer');
  await expect(form.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await form.getByRole('textbox', { name: 'External ID' }).fill('RF 1');
  await form.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Atlantis');
  for (const day of ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday'])
    await form.getByRole('checkbox', { name: day }).press('Space');
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(form.getByRole('combobox', { name: 'Time zone' })).toHaveAccessibleDescription(/no IANA time zone/);
  await expect(form.getByRole('textbox', { name: 'External ID' })).toHaveAccessibleDescription(/without spaces/);
  await expect(form.getByRole('textbox', { name: 'External ID' })).toHaveValue('RF 1');
  await form.getByRole('textbox', { name: 'External ID' }).fill('RF-1');
  await form.getByRole('combobox', { name: 'Time zone' }).fill('europe/berlin');
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(form).toBeHidden();
  const facts = page.getByRole('region', { name: 'Facts' });
  await expect(facts).toContainText('RF-1');
  await expect(facts).toContainText('Europe/Berlin');
  await expect(facts).toContainText('Sunday to Thursday');
});

test('H17 a contact is never verified until a person records how, and is unverified again with another address', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  await addCustomer(page, 'Hollow Creek Mills');
  await addContact(page, 'Dana Ruiz');
  await contact(page, 'Dana Ruiz').getByRole('button', { name: 'Verify' }).click();
  const verify = dialog(page, 'Verify Dana Ruiz');
  await verify.getByRole('combobox', { name: 'How' }).selectOption('in a video call');
  await verify.getByRole('textbox', { name: 'Number or address used' }).fill('the room from the contract');
  await verify.getByRole('button', { name: 'Record it' }).click();
  await expect(contact(page, 'Dana Ruiz')).toContainText(
    /Verified by Aidan Agent in a video call, with the room from the contract/,
  );

  await contact(page, 'Dana Ruiz').getByRole('button', { name: 'Edit' }).click();
  const edit = dialog(page, 'Edit Dana Ruiz');
  await edit.getByRole('textbox', { name: 'Email' }).fill('dana@elsewhere.example');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(contact(page, 'dana@elsewhere.example')).toContainText('Never verified.');
  await expect(contact(page, 'Dana Ruiz')).toHaveCount(1);
  await page.getByText('Contacts who left or were replaced (1)').click();
  await expect(page.getByRole('list', { name: 'Past contacts' })).toContainText('Verified by Aidan Agent');
});

test('a form from a stale page is refused with words, keeps what was typed, and saves it on top of the other’s change', async ({
  signedIn,
}) => {
  const [page, other] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  await addCustomer(page, 'Quarry Lane Estates');
  await other.goto(page.url());

  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const form = dialog(page, 'Edit the customer');
  await form.getByRole('textbox', { name: 'Service level' }).fill('Platinum');

  await other.getByRole('button', { name: 'Edit', exact: true }).click();
  const theirs = dialog(other, 'Edit the customer');
  await theirs.getByRole('textbox', { name: 'Service level' }).fill('Gold');
  await theirs.getByRole('combobox', { name: 'Time zone' }).fill('UTC');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await expect(theirs).toBeHidden();

  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('alert')).toContainText('Someone else changed this customer in the meantime.');
  await expect(form.getByRole('textbox', { name: 'Service level' })).toHaveValue('Platinum');
  await expect(form.getByRole('textbox', { name: 'Service level' })).toHaveAccessibleDescription(
    /Someone else changed this to “Gold”/,
  );
  await expect(form.getByRole('combobox', { name: 'Time zone' })).toHaveValue('UTC');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();
  for (const window of [page, other])
    await expect(window.getByRole('region', { name: 'Facts' })).toContainText('Platinum');
  expect(
    await rows(`select service_level, time_zone, revision from customers where name = 'Quarry Lane Estates'`),
  ).toEqual([{ service_level: 'Platinum', time_zone: 'UTC', revision: 3 }]);
});

test('a workspace is added once per name, and the error stands next to the name', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  await addCustomer(page, 'Pebble Beach Cafes');
  const add = async () => {
    await page.getByRole('button', { name: 'Add a workspace' }).click();
    const form = dialog(page, 'Add a workspace');
    await form.getByRole('textbox', { name: 'Name' }).fill('eu-prod');
    await form.getByRole('button', { name: 'Add workspace' }).click();
    return form;
  };
  await add();
  await expect(page.getByRole('list', { name: 'Workspaces' })).toContainText('eu-prod');
  const form = await add();
  await expect(form.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(/has a workspace of that name/);
});

test('a viewer sees a customer’s page with every button disabled and the reason, and it fits a phone', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer', { viewport: { width: 390, height: 800 } });
  await page.goto('/customers');
  await page
    .getByRole('table', { name: 'Customers' })
    .getByRole('link', { name: /Humongous Insurance/ })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Humongous Insurance' })).toBeVisible();
  const reason =
    'Your role is viewer. You need the role agent to add and edit customers, their contacts and workspaces.';
  for (const name of ['Edit', 'Add a contact', 'Add a workspace'])
    await expect(page.getByRole('button', { name, exact: true }).first()).toHaveAccessibleDescription(reason);
  await expect(page.getByRole('button', { name: 'Take back' })).toHaveAccessibleDescription(
    /You need the role approver/,
  );
  expect(await pixelsBeyondWindow(page)).toBeLessThanOrEqual(0);
  await page.getByRole('table', { name: 'Keys' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/keys\//);
});
