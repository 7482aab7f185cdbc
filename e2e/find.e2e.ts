import type { Locator, Page } from 'playwright/test';
import { DEMO_REGIONS } from '../sandbox/demo/regions.ts';
import { demoCustomer, expect, keyOf, openKey, rows, test } from './desk.ts';

const palette = (page: Page): Locator => page.getByRole('dialog', { name: 'Find anything' });
const box = (page: Page): Locator => palette(page).getByRole('combobox', { name: 'Find anything' });

/** Presses the shortcut, until the page has begun to listen. */
const press = (page: Page): Promise<void> =>
  expect(async () => {
    await page.keyboard.press('ControlOrMeta+k');
    const field = page.getByRole('textbox', { name: 'Find anything' }).or(box(page));
    await expect(field).toBeFocused({ timeout: 1_000 });
  }).toPass();

/** Types as a person does, with nothing but the keyboard, and opens what comes first. */
async function findByKeyboard(page: Page, text: string): Promise<void> {
  await press(page);
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await expect(palette(page)).toBeHidden();
}

async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await press(page);
  await page.keyboard.press('ControlOrMeta+V');
}

const deniedError = async (customer: string): Promise<{ id: string; error: string }> => {
  const { id, arn, region } = await keyOf(customer);
  const account = DEMO_REGIONS.find(({ code }) => code === region)?.vendorAccount ?? '';
  const error = [
    `2026-11-30T09:12:44Z ERROR backup 42 failed:`,
    `AccessDeniedException: User: arn:aws:sts::${account}:assumed-role/backup-worker/run-7 is not authorized to perform: kms:Decrypt on resource: ${arn} because no resource-based policy allows the kms:Decrypt action`,
  ].join('\n');
  return { id, error };
};

test('everything that has a name is found and opened by the keyboard alone, from any page', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  const { id, arn, awsAccountId, kmsKeyId } = await keyOf('Northwind Trading');
  const [setup] = await rows<{ id: string; ticket: string; customer_id: string }>(
    `select s.id, s.ticket, s.customer_id from setups s join customers c on c.id = s.customer_id where c.name = 'Initech'`,
  );
  const [customer] = await rows<{ id: string }>(`select id from customers where name = 'Olive & Vine'`);
  await page.goto('/answers');
  for (const [text, address] of [
    [arn, `/keys/${id}`],
    [kmsKeyId, `/keys/${id}`],
    [awsAccountId, `/keys/${id}`],
    [`…${kmsKeyId.slice(-6)}`, `/keys/${id}`],
    // A customer's only key comes before the customer, and the customer before several keys.
    ['xenia', `/keys/${(await keyOf('Xenia Pharma')).id}`],
    ['olive', `/customers/${customer?.id}`],
    [setup?.ticket ?? '', `/setups/${setup?.id}`],
    [demoCustomer('Acme Logistics').contact, `/customers/`],
    ['deletions', '/deletions'],
    ['can we bring our own key?', '/answers?q='],
  ] as const) {
    await findByKeyboard(page, text);
    await expect(page).toHaveURL((url) => `${url.pathname}${url.search}`.startsWith(address));
  }
  await press(page);
  await expect(palette(page).getByRole('group', { name: 'Opened last' }).getByRole('option').first()).toContainText(
    'our own AWS KMS key',
  );
});

/** Pastes an error about a key into "Find anything". */
async function pasteErrorOf(page: Page, customer: string): Promise<{ id: string; error: string }> {
  const about = await deniedError(customer);
  await page.goto('/setups');
  await paste(page, about.error);
  return about;
}

test('a pasted error opens the key that it is about, with its reply, and stands ready as evidence', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const { id, error } = await pasteErrorOf(page, 'Kestrel Aerospace');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/keys/${id}#reply$`));
  await expect(page.getByRole('textbox', { name: 'Output or error' })).toHaveValue(error);

  // From the page itself the next paste replaces it.
  await paste(page, error.replace('backup 42', 'backup 43'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Output or error' })).toHaveValue(/backup 43/);
});

test('a pasted error is offered as evidence of its key, and a person presses the last button there', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const { id, error } = await pasteErrorOf(page, 'Kestrel Aerospace');
  await palette(page).getByRole('option', { name: 'Add this error to Kestrel Aerospace’s key as evidence' }).click();
  await expect(page).toHaveURL(new RegExp(`/keys/${id}#add-evidence$`));
  const field = page.getByRole('textbox', { name: 'Output or error' });
  await expect(field).toHaveValue(error);
  await expect(field).toBeFocused();
  await expect(page.getByRole('button', { name: 'Add evidence' })).toBeInViewport();
});

test('a pasted log line becomes a copied reply by the keyboard alone, in at most 12 key presses', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent', { permissions: ['clipboard-read', 'clipboard-write'] });
  const { id, error } = await deniedError('Acme Logistics');
  let presses = 0;
  const key = async (name: string): Promise<void> => {
    presses += 1;
    await page.keyboard.press(name);
  };
  // From Home, where the box has the focus already.
  await page.goto('/');
  await page.evaluate((line) => navigator.clipboard.writeText(line), error);
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Find anything' })).toBeFocused();
  await key('ControlOrMeta+V');
  await key('Enter');
  await expect(page).toHaveURL(new RegExp(`/keys/${id}#reply$`));
  const copy = page.getByRole('region', { name: /^Reply to / }).getByRole('button', { name: 'Copy reply' });
  await expect(copy).toBeFocused();
  await key('Enter');
  await expect(page.getByText('Copied the reply.').first()).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('Hello');
  expect(copied).toContain('our account kms:Decrypt on this key.');
  expect(presses).toBeLessThanOrEqual(12);
});

test('the box on Home takes a text that comes without keys, and an account leads to the key’s reply', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const { id, awsAccountId } = await keyOf('Northwind Trading');
  await page.goto('/');
  const home = page.getByRole('main').getByRole('textbox', { name: 'Find anything' });
  await expect(home).toBeFocused();
  // As a voice or an emoji keyboard inserts it, once the page has begun to listen.
  await expect(async () => {
    await page.keyboard.insertText(awsAccountId);
    await expect(box(page)).toHaveValue(awsAccountId, { timeout: 1_000 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/keys/${id}#reply$`));
  const reply = page.getByRole('region', { name: /^Reply to / });
  await expect(reply.getByRole('button', { name: 'Copy reply' })).toBeFocused();
});

test('a paste about a key that nobody has says what was read, and what can be done', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/customers');
  await paste(page, 'Error: arn:aws:kms:eu-west-1:999988887777:key/0f0f0f0f-1111-4222-8333-444455556666 is disabled');
  await expect(palette(page)).toContainText(
    'No customer’s key here has the ARN of key/0f0f0f0f-1111-4222-8333-444455556666 in account 999988887777.',
  );
  const add = palette(page).getByRole('option', { name: /Add this key/ });
  await expect(add).toContainText('Your role is viewer. You need the role agent to add a key.');
  await expect(add).toHaveAttribute('aria-disabled', 'true');

  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
});

test('nothing found says what was searched, Escape closes, and the focus returns', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/customers');
  const opener = page.getByRole('button', { name: 'Find', exact: true });
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(box(page)).toBeFocused();
  await page.keyboard.type('zzzz no such thing');
  await expect(palette(page)).toContainText('Nothing matches “zzzz no such thing”. Searched: names and external IDs');
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
  await expect(opener).toBeFocused();
});

test('"check …" checks the key and opens its page', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  const { id } = await openKey(page, 'Iris Optics');
  await page.goto('/deletions');
  await findByKeyboard(page, 'check iris optics');
  await expect(page).toHaveURL(new RegExp(`/keys/${id}$`));
  await expect(
    page.getByRole('list', { name: 'Timeline' }).or(page.getByText('Checking the key.')).first(),
  ).toBeVisible();
  await expect
    .poll(async () => {
      const [entry] = await rows<{ n: number }>(
        `select count(*)::int as n from audit_log where action = 'key.checked' and target_id = $1`,
        [id],
      );
      return entry?.n ?? 0;
    })
    .toBeGreaterThan(0);
});

test('signing out by the keyboard forgets what was opened last', async ({ signedOut }) => {
  const { signInAs } = await import('./sign-in.ts');
  const page = await signedOut();
  await signInAs(page, 'Vera Viewer');
  await findByKeyboard(page, 'northwind');
  await press(page);
  await expect(
    palette(page)
      .getByRole('option', { name: /Northwind Trading/ })
      .first(),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await findByKeyboard(page, 'sign out');
  await page.waitForURL(/sign-in/);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('recent')))).toEqual([]);
});
