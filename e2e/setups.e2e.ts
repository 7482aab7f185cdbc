import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import type { Page } from 'playwright/test';
import { trustingPolicy } from '../sandbox/demo/key-policies.ts';
import { DEMO_REGIONS } from '../sandbox/demo/regions.ts';
import { checkNow, control, expect, expireSharedCheck, rows, test } from './desk.ts';
import { askAboutUnprovenKeys } from './plan-sweep.ts';
import { runEncryptTest } from './run-encrypt-test.ts';
import { runningStack } from './running-stack.ts';

const MINUTE = 60_000;
const ACCOUNT = '357913579135';
const [IRELAND, OREGON] = DEMO_REGIONS;

/** The customer's own AWS client in a region. */
const kmsIn = (region: string): KMSClient =>
  new KMSClient({
    region,
    endpoint: runningStack().awsEndpoint,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'demo' },
  });
const createKey = async (region: string, Policy: object, Description = ''): Promise<string> => {
  const created = await kmsIn(region).send(new CreateKeyCommand({ Policy: JSON.stringify(Policy), Description }));
  return created.KeyMetadata?.Arn ?? '';
};
const putPolicy = (region: string, KeyId: string, Policy: object) =>
  kmsIn(region).send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(Policy) }));

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const step = (page: Page) => page.getByRole('list', { name: 'Steps' }).locator('[aria-current="step"]');

async function readAnswer(page: Page, answer: string): Promise<void> {
  await page.getByRole('textbox', { name: 'What the customer sent' }).fill(answer);
  await button(page, 'Read the answer').click();
}

test('a setup goes from a new customer to a told one, while the customer makes the usual mistakes', async ({
  signedIn,
}) => {
  test.setTimeout(180_000);
  const page = await signedIn('Aidan Agent');
  await page.goto('/setups/new');
  await page.getByRole('searchbox', { name: 'Find the customer' }).fill('Pinewood Clinics');
  await page.getByRole('search').getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('list', { name: 'Customers found' })).toBeVisible();
  await page.getByRole('link', { name: 'Add a customer' }).click();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Pinewood Clinics');
  await page.getByRole('textbox', { name: /External ID/ }).fill('pinewood-1');
  await button(page, 'Add customer').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Start a setup for Pinewood Clinics' })).toBeVisible();
  await page.getByLabel('Who asked').fill('Dana Ruiz');
  await page.getByRole('textbox', { name: 'Ticket' }).fill('#4711');
  await page.getByRole('textbox', { name: 'Workspace', exact: true }).fill('main');
  await page.getByRole('combobox', { name: 'Hosting region' }).selectOption(IRELAND?.code ?? '');
  await button(page, 'Start the setup').click();
  await expect(step(page)).toContainText('Customer');
  await expect(page.getByText('The customer must not create a backup or archive job yet.').first()).toBeVisible();
  await button(page, 'Record these facts').click();
  await expect(page.getByText('Nothing was recorded: no fact was ticked or changed.').first()).toBeVisible();
  for (const fact of [/plan allows/, /workspace main exists/, /no backup or archive job yet, or/])
    await page.getByRole('checkbox', { name: fact }).check();
  await button(page, 'Record these facts').click();
  await expect(step(page)).toContainText('Instructions sent');
  const history = page.getByRole('list', { name: 'History' });
  await expect(history).toContainText('Facts recorded for main');
  await expect(history).toContainText('plan, workspace, no jobs');

  await button(page, 'Copy: Instructions').click();
  const instructions = page.getByRole('textbox', { name: 'Text: Instructions' });
  await expect(instructions).toHaveValue(new RegExp(IRELAND?.vendorAccount ?? 'none'));
  await expect(instructions).toHaveValue(/do not create a backup/i);
  const code = /keydesk-verify=([a-z2-7]{20})/.exec(await instructions.inputValue())?.[1] ?? '';
  expect(code).not.toBe('');
  await button(page, 'Record as told').click();
  await expect(step(page)).toContainText('Key received');

  // The wrong region first.
  const wrongRegion = await createKey(OREGON?.code ?? '', trustingPolicy(ACCOUNT, OREGON?.vendorAccount ?? ''));
  await readAnswer(page, `Hello, here is our key: ${wrongRegion}`);
  await expect(page.getByRole('heading', { name: 'Not taken in' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Take in the key for/ })).toHaveCount(0);
  await expect(button(page, 'Copy the follow-up')).toBeVisible();

  // Then another region's vendor account.
  const arn = await createKey(
    IRELAND?.code ?? '',
    trustingPolicy(ACCOUNT, OREGON?.vendorAccount ?? ''),
    `Backups. keydesk-verify=${code}`,
  );
  await readAnswer(page, `Sorry! This one:\n${arn}\nDana Ruiz <dana@pinewood.example>`);
  await page.getByRole('button', { name: 'Take in the key for main' }).click();
  await expect(step(page)).toContainText('Ownership');
  const setupPage = page.url();
  await page.getByRole('link', { name: 'Open the key' }).click();
  await expireSharedCheck();
  await button(page, 'Ask now').click();
  await expect(page.getByRole('region', { name: 'Proof of ownership' })).toContainText('could not read this key at');

  // Then without GenerateDataKey: the code is seen, and the tests say what is missing.
  await putPolicy(
    IRELAND?.code ?? '',
    arn,
    trustingPolicy(ACCOUNT, IRELAND?.vendorAccount ?? '', ['kms:GenerateDataKey*']),
  );
  await control.clock.advance(5 * MINUTE);
  await askAboutUnprovenKeys();
  await page.goto(setupPage);
  await expect(step(page)).toContainText('Tests', { timeout: 20_000 });
  await page.getByRole('link', { name: 'Open the key' }).click();
  await checkNow(page);
  await expect(page.getByText('kms:GenerateDataKey').first()).toBeVisible();
  await page.goto(setupPage);
  await expect(page.getByText('The last check did not find the key usable.')).toBeVisible();

  // Then right: two full checks five minutes apart, and an encrypt/decrypt test.
  await putPolicy(IRELAND?.code ?? '', arn, trustingPolicy(ACCOUNT, IRELAND?.vendorAccount ?? ''));
  await page.getByRole('link', { name: 'Open the key' }).click();
  for (const wait of [16_000, 6 * MINUTE]) {
    await control.clock.advance(wait);
    await checkNow(page);
  }
  await expireSharedCheck();
  await runEncryptTest(page);
  await page.goto(setupPage);
  await expect(step(page)).toContainText('Our side');
  await button(page, 'Copy: Tests passed, don’t start yet').click();
  await expect(page.getByRole('textbox', { name: 'Text: Tests passed, don’t start yet' })).toHaveValue(/please wait/i);

  await page
    .getByRole('textbox', { name: 'What did you see?' })
    .fill('The workspace shows this ARN, and its role decrypted a test value.');
  await button(page, 'Record our side').click();
  await expect(step(page)).toContainText('Clear to start');
  await expireSharedCheck();
  await button(page, 'Clear to start').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Clear to start' }).click();
  await expect(step(page)).toContainText('Customer told');
  await expect(page.getByText('The customer must not create a backup or archive job yet.')).toHaveCount(0);
  const frozen = page.getByRole('textbox', { name: 'Text: You may start' });
  await expect(frozen).toHaveValue(/You may now create your backup and archive jobs/);
  await expect(frozen).toHaveValue(new RegExp(arn));
  await button(page, 'Record as told').first().click();
  await expect(step(page)).toContainText('First backup');

  const [key] = await rows<{ role: string }>('select role from customer_keys where arn = $1', [arn]);
  expect(key?.role).toBe('active');
  await page.getByRole('textbox', { name: 'Key ARN that the backup used' }).fill(arn);
  const ran = page.getByLabel('When it ran, in UTC');
  await ran.fill('2026-01-01T00:00');
  await button(page, 'Record the first backup').click();
  await expect(page.getByText('This workspace was not cleared at that time.').first()).toBeVisible();
  const { now } = await control.clock.read();
  await ran.fill(new Date(now).toISOString().slice(0, 16));
  await button(page, 'Record the first backup').click();
  await expect(page.getByRole('heading', { name: /main: finished/ })).toBeVisible();
});

test('two people on one setup see each other’s changes, and a page that is not up to date changes nothing', async ({
  signedIn,
}) => {
  const [agent, approver] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  await agent.goto('/setups/new?q=VanArsdel');
  await agent.getByRole('link', { name: 'VanArsdel' }).click();
  await agent.getByLabel('Who asked').fill('Kim');
  await agent.getByRole('textbox', { name: 'Workspace', exact: true }).fill('archive');
  await agent.getByRole('combobox', { name: 'Hosting region' }).selectOption(IRELAND?.code ?? '');
  await button(agent, 'Start the setup').click();
  await expect(step(agent)).toContainText('Customer');
  await approver.goto(agent.url());
  await button(approver, 'Hand over').click();
  const dialog = approver.getByRole('dialog', { name: 'Hand over' });
  await dialog.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Priya Approver' });
  await dialog.getByRole('textbox', { name: 'Where it stands' }).fill('Waiting for the plan to be confirmed.');
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await expect(approver.getByText('Owner: Priya Approver')).toBeVisible();
  await expect(agent.getByText('Owner: Priya Approver')).toBeVisible();
  await expect(agent.getByRole('list', { name: 'History' })).toContainText('Waiting for the plan to be confirmed.');
});
