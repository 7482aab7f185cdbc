import type { Page } from 'playwright/test';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { customerKms, demoCustomer, expect, keyOf, rows, test, verdictOf, rowCounts } from './desk.ts';

const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

type Typed = { customer: string; region: string; arn: string };

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const region = (page: Page) => page.getByRole('combobox', { name: 'Hosting region' });

async function submit(page: Page, { customer, region: code, arn }: Typed): Promise<void> {
  await page.goto('/keys/new');
  await field(page, 'Customer').fill(customer);
  await region(page).selectOption(code);
  await field(page, 'Key ARN').fill(arn);
  await page.getByRole('button', { name: 'Add key' }).click();
}

/** Expects the error next to its field, which has the focus, and everything typed still in the form. */
async function expectRefused(page: Page, typed: Typed, error: string, at = field(page, 'Key ARN')): Promise<void> {
  await expect(at).toHaveAccessibleDescription(new RegExp(error.replaceAll(/[.()+]/g, String.raw`\$&`)));
  await expect(at).toHaveAttribute('aria-invalid', 'true');
  await expect(at).toBeFocused();
  await expect(field(page, 'Customer')).toHaveValue(typed.customer);
  await expect(region(page)).toHaveValue(typed.region);
  await expect(field(page, 'Key ARN')).toHaveValue(typed.arn);
}

const arnOf = (code: string, account = '123456789012'): string => `arn:aws:kms:${code}:${account}:key/${KEY_ID}`;

const REFUSED: readonly { what: string; arn: string; error: string }[] = [
  { what: 'a malformed ARN', arn: `${arnOf('eu-west-1')}0`, error: '“0” is attached to it.' },
  { what: 'an ARN with a look-alike', arn: arnOf('eu-west-1').replace('key/', 'kеy/'), error: 'U+0435' },
  { what: 'two ARNs', arn: `${arnOf('eu-west-1')} ${arnOf('us-west-2')}`, error: 'more than one key ARN' },
  {
    what: 'a console address',
    arn: `https://eu-west-1.console.aws.amazon.com/kms/home#/kms/keys/${KEY_ID}`,
    error: 'This is the address of a page in the AWS console, not an ARN.',
  },
  { what: 'a bare key id', arn: KEY_ID, error: 'This is a key ID' },
  {
    what: 'an alias ARN',
    arn: 'arn:aws:kms:eu-west-1:123456789012:alias/backups',
    error: 'This is an alias, not a key.',
  },
  {
    what: 'another partition',
    arn: `arn:aws-cn:kms:cn-north-1:123456789012:key/${KEY_ID}`,
    error: 'outside the commercial AWS partition',
  },
  {
    what: 'a key in a region where we host no customers',
    arn: arnOf('eu-central-1'),
    error: 'We host no customers in the region of this key.',
  },
  {
    what: 'a key in our own account',
    arn: arnOf('eu-west-1', '900000000001'),
    error: 'This key is in one of our own accounts.',
  },
];

for (const { what, arn, error } of REFUSED) {
  test(`${what} is refused with an error next to the field; the form keeps its text and nothing is written`, async ({
    signedIn,
  }) => {
    const page = await signedIn('Aidan Agent');
    const before = await rowCounts();
    const typed = { customer: 'Nile Textiles', region: 'eu-west-1', arn };
    await submit(page, typed);
    await expectRefused(page, typed, error);
    expect(await rowCounts()).toEqual(before);
  });
}

test('a name that looks like a customer’s is refused with that name next to the field, and adds no second customer', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const before = await rowCounts();
  const typed = { customer: 'Northwind Tradng', region: 'eu-west-1', arn: arnOf('eu-west-1') };
  await submit(page, typed);
  await expectRefused(page, typed, 'This looks like “Northwind Trading”.', field(page, 'Customer'));
  expect(await rowCounts()).toEqual(before);
});

test('a key in a region other than the customer’s is refused with an error next to the region', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const before = await rowCounts();
  const typed = { customer: 'Nile Textiles', region: 'us-west-2', arn: arnOf('eu-west-1') };
  await submit(page, typed);
  await expectRefused(page, typed, 'The key is not in the customer’s region.', region(page));
  expect(await rowCounts()).toEqual(before);
});

test('H16 a key registered for another customer is refused, and nothing is written', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  const taken = await keyOf('Fern Hospital Trust');
  const before = await rowCounts();
  const typed = { customer: 'Nile Textiles', region: taken.region, arn: taken.arn };
  await submit(page, typed);
  await expectRefused(page, typed, 'This key is registered for another customer.');
  expect(await rowCounts()).toEqual(before);
});

test('adding a customer’s key a second time is refused, and the error says how to find the first', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const known = await keyOf('Fern Hospital Trust');
  const before = await rowCounts();
  const typed = { customer: 'fern hospital trust', region: known.region, arn: known.arn };
  await submit(page, typed);
  await expectRefused(page, typed, 'This key is already registered for this customer. Search for its ARN.');
  expect(await rowCounts()).toEqual(before);
});

test('the browser stops an empty form, and the server’s errors name every field if it is sent anyway', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const before = await rowCounts();
  await page.goto('/keys/new');
  await page.getByRole('button', { name: 'Add key' }).click();
  await expect(field(page, 'Customer')).toBeFocused();
  await page
    .locator('form', { has: field(page, 'Customer') })
    .evaluate((form: HTMLFormElement) => (form.noValidate = true));
  await field(page, 'Customer').fill(' \u202e ');
  await page.getByRole('button', { name: 'Add key' }).click();
  await expect(field(page, 'Customer')).toHaveAccessibleDescription(
    /invisible characters. Type it instead of pasting it/,
  );
  await expect(field(page, 'Key ARN')).toHaveAccessibleDescription(/Paste the key ARN/);
  expect(await rowCounts()).toEqual(before);
});

test('a form of 2 MB gets an error message; the form keeps its text and nothing is written', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  const before = await rowCounts();
  const typed = { customer: 'Nile Textiles', region: 'eu-west-1', arn: 'x'.repeat(2_000_000) };
  await page.goto('/keys/new');
  await field(page, 'Customer').fill(typed.customer);
  await region(page).selectOption(typed.region);
  // A person can't type more than the field accepts; a script or an extension can.
  await field(page, 'Key ARN').evaluate((area: HTMLTextAreaElement, text) => (area.value = text), typed.arn);
  await page.getByRole('button', { name: 'Add key' }).click();
  await expectRefused(page, typed, 'This form is too large. Nothing was saved. Shorten the text and submit it again.');
  expect(await rowCounts()).toEqual(before);
});

test('H16 a valid ARN opens the page of the pending setup, which says only that ownership is not proven', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const kms = customerKms('Oakline Furniture');
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'Backups' }));
  const arn = KeyMetadata?.Arn ?? '';
  const before = await rowCounts();
  await submit(page, {
    customer: 'Nile Textiles',
    region: demoCustomer('Oakline Furniture').region,
    arn: `  ${arn}\n`,
  });

  await expect(page.getByRole('heading', { level: 1, name: 'Nile Textiles' })).toBeVisible();
  await expect(page.getByText('The key’s AWS account is not proven to be the customer’s.').first()).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: arn })).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: 'Not proven' })).toBeVisible();
  await expect(verdictOf(page)).toHaveCount(0);
  for (const title of ['Key details', 'Permissions', 'Dates', 'Status history', 'Rotation', 'Timeline'])
    await expect(page.getByRole('heading', { name: title })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Check now' })).toHaveAttribute('aria-disabled', 'true');

  expect(await rowCounts()).toEqual({
    customers: (before['customers'] ?? 0) + 1,
    keys: (before['keys'] ?? 0) + 1,
    auditEntries: (before['auditEntries'] ?? 0) + 1,
  });
  const [entry] = await rows(
    `select action, actor ->> 'name' as by, after ->> 'arn' as arn from audit_log order by seq desc limit 1`,
  );
  expect(entry).toEqual({ action: 'key.submitted', by: 'Aidan Agent', arn });
});

test('an ARN is taken out of the text around it, and the form shows it before it is added', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  const kms = customerKms('Oakline Furniture');
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'Backups' }));
  const arn = KeyMetadata?.Arn ?? '';
  await page.goto('/keys/new');
  await field(page, 'Key ARN').fill(`backup_key_arn = "${arn}"`);
  await expect(page.getByText(`Read as ${arn}`)).toBeVisible();
  await expect(page.getByText('Left out: backup_key_arn')).toBeVisible();
  await field(page, 'Customer').fill('Nile Textiles');
  await region(page).selectOption(demoCustomer('Oakline Furniture').region);
  await page.getByRole('button', { name: 'Add key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Nile Textiles' })).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: arn })).toBeVisible();
});
