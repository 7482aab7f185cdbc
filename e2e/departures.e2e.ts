import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { Page } from 'playwright/test';
import { watchReleased } from '#lib/use-cases/departure/watch-released.ts';
import { trustingPolicy } from '../sandbox/demo/key-policies.ts';
import { DEMO_REGIONS } from '../sandbox/demo/regions.ts';
import { atTheDesk, reportDependents } from './at-the-desk.ts';
import {
  checkNow,
  control,
  customerKms,
  demoCustomer,
  expect,
  expireSharedCheck,
  keyOf,
  rows,
  test,
  whyOf,
} from './desk.ts';
import { runEncryptTest } from './run-encrypt-test.ts';
import { runningStack } from './running-stack.ts';

const MINUTE = 60_000;
const [IRELAND] = DEMO_REGIONS;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const step = (page: Page) => page.getByRole('list', { name: 'Steps' }).locator('[aria-current="step"]');
const roleOf = async (id: string) =>
  (await rows<{ role: string }>('select role from customer_keys where id = $1', [id]))[0]?.role;

/** What the worker does every five minutes. */
const watchNow = (): Promise<void> => atTheDesk(async (deps) => void (await watchReleased(deps)));

async function openCustomer(page: Page, name: string): Promise<string> {
  const [found] = await rows<{ id: string }>('select id from customers where name = $1', [name]);
  await page.goto(`/customers/${found?.id}`);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  return found?.id ?? '';
}

async function record(page: Page, name: string): Promise<void> {
  await expect(step(page)).toContainText(name);
  await page.getByRole('textbox', { name: 'What did you see, and where?' }).fill(`Seen in our console: ${name}.`);
  await button(page, `Record: ${name}`).click();
}

test('H20 a customer who leaves with restore points left is refused, then let go with an approver’s exception', async ({
  signedIn,
}) => {
  test.setTimeout(300_000);
  const [agent, approver] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  const key = await keyOf('Eastbrook Schools');
  await reportDependents(key.id, { restore_points: 12 });

  // Somebody asks in a ticket: the answer says where this begins.
  await agent.goto('/answers?q=Eastbrook+Schools+wants+to+leave.+What+do+I+do%3F');
  await expect(agent.getByText('This begins with a departure in Keydesk').first()).toBeVisible();
  await openCustomer(agent, 'Eastbrook Schools');
  await button(agent, 'Customer leaves').click();
  const start = agent.getByRole('dialog', { name: 'Eastbrook Schools leaves' });
  await start.getByRole('textbox', { name: 'What the customer told us' }).fill('Their contract ends in March.');
  await start.getByRole('textbox', { name: 'Ticket' }).fill('#8812');
  await start.getByRole('button', { name: 'Start the departure' }).click();
  await expect(agent).toHaveURL(/\/departures\/[0-9a-f-]{36}$/);
  await expect(agent.getByRole('list', { name: 'What keeps this key' })).toContainText('restore points: 12');

  // What the customer is told first opens with what each step does.
  await expect(agent.getByText('The customer was not told yet what happens.')).toBeVisible();
  await button(agent, 'Copy: What happens when you leave').click();
  const text = agent.getByRole('textbox', { name: 'Text: What happens when you leave' });
  await expect(text).toHaveValue(/^Hello,\n\nWhat each step does to the data that your key protects:/);
  await expect(text).toHaveValue(/please do not disable the key/);
  await agent.getByRole('textbox', { name: 'Who was told' }).fill('Dana Ruiz');
  await button(agent, 'Record as told').click();
  await expect(agent.getByText('The customer was not told yet what happens.')).toBeHidden();

  for (const name of ['Jobs stopped', 'ARN out of the product', 'Grants retired']) await record(agent, name);
  await expect(step(agent)).toContainText('This step is refused now');
  await record(agent, 'Our role’s scope narrowed');
  await expect(agent.getByRole('list', { name: 'Steps' }).getByRole('alert')).toContainText(
    'Something depends on this key (restore points: 12).',
  );
  await expect(step(agent)).toContainText('Our role’s scope narrowed');
  await expect(button(agent, 'Record an exception')).toHaveAttribute('aria-disabled', 'true');

  await approver.goto(agent.url());
  await button(approver, 'Record an exception').click();
  const dialog = approver.getByRole('dialog', { name: 'Record an exception' });
  await dialog.getByRole('textbox', { name: 'Why, and what is lost' }).fill('They give up 12 restore points.');
  await dialog.getByRole('textbox', { name: /written acceptance/ }).fill('Letter of 1 March, file 8812');
  const review = new Date(new Date((await control.clock.read()).now).getTime() + 30 * 24 * 60 * MINUTE);
  await dialog.getByLabel('Holds until').fill(review.toISOString().slice(0, 10));
  await dialog.getByRole('button', { name: 'Record exception' }).click();
  await expect(agent.getByRole('list', { name: 'Exceptions' })).toContainText('They give up 12 restore points.');

  await record(agent, 'Our role’s scope narrowed');
  await expect(step(agent)).toContainText('Customer may remove our statement');
  await expect(button(agent, 'Record: Customer may remove our statement')).toHaveAttribute('aria-disabled', 'true');
  await record(approver, 'Customer may remove our statement');
  await expect(approver.getByText('Disabling and deleting it is expected since then.')).toBeVisible();
  expect(await roleOf(key.id)).toBe('released');
  await button(approver, 'Copy: You may remove our statement').click();
  await expect(approver.getByRole('textbox', { name: 'Text: You may remove our statement' })).toHaveValue(
    /disable it first, watch whether anything still needs it/,
  );

  // Its owner disables it: that is expected, and nobody has to act.
  await approver.goto(`/keys/${key.id}`);
  await expect(button(approver, 'Run encrypt/decrypt test')).toHaveAttribute('aria-disabled', 'true');
  const owner = customerKms('Eastbrook Schools');
  await owner.send(new DisableKeyCommand({ KeyId: key.arn }));
  await control.clock.advance(MINUTE);
  await checkNow(approver);
  await expect(whyOf(approver)).toContainText('This is expected.');
  await approver.goto('/keys?role=released&q=Eastbrook');
  await expect(approver.getByRole('row', { name: 'Eastbrook Schools' })).toContainText('expected after its release');

  // More depends on it than the customer gave up: it is ours to look at, until it is let go again.
  await reportDependents(key.id, { restore_points: 12, legal_holds: 1 });
  await watchNow();
  await approver.goto('/departures');
  await expect(approver.getByRole('row', { name: 'Eastbrook Schools' })).toContainText(
    'A released key is needed again',
  );
  await approver.goto(`/keys/${key.id}`);
  await expect(approver.getByText('This key was released, and something depends on it again.')).toBeVisible();
});

test('the checks of a released key end when a person says why, and it is no longer checked since then', async ({
  signedIn,
}) => {
  const approver = await signedIn('Priya Approver');
  const [key] = await rows<{ id: string }>(
    `select k.id from customer_keys k join customers c on c.id = k.customer_id where c.name = 'Lakeshore Press'`,
  );
  if (key === undefined) throw new Error('Lakeshore Press has no key.');
  await approver.goto(`/keys/${key.id}`);
  const use = approver.getByRole('region', { name: 'What uses this key' });
  await button(approver, 'End the checks').click();
  const end = approver.getByRole('alertdialog');
  await end.getByRole('textbox', { name: 'Why' }).fill('Their AWS account was closed, letter 12.');
  await end.getByRole('button', { name: 'End the checks' }).click();
  await expect(use).toContainText('No longer checked since');
  expect(await roleOf(key.id)).toBe('retired');
  await approver.goto('/keys?role=retired&q=Lakeshore');
  await expect(approver.getByRole('row', { name: 'Lakeshore Press' })).toContainText('No longer checked, retired');
});

test('a workspace moves to another region, and its old key stays until a person says that it is kept for older backups', async ({
  signedIn,
}) => {
  test.setTimeout(300_000);
  const page = await signedIn('Priya Approver');
  const name = 'Fourth Coffee';
  const { awsAccountId, region } = demoCustomer(name);
  const oldKey = await keyOf(name);
  const [found] = await rows<{ name: string }>(
    `select w.name from workspaces w join key_assignments a on a.workspace_id = w.id
     where a.key_id = $1 and a.role = 'active' and a.to_at is null`,
    [oldKey.id],
  );
  const workspace = found?.name ?? '';
  const customerId = await openCustomer(page, name);
  await button(page, 'Edit').first().click();
  const edit = page.getByRole('dialog');
  await edit.getByRole('textbox', { name: /External ID/ }).fill('fourth-coffee-1');
  await edit.getByRole('button', { name: /Save/ }).click();
  await expect(edit).toBeHidden();

  await page.getByRole('button', { name: `Move region of ${workspace}` }).click();
  const move = page.getByRole('dialog', { name: `Move ${workspace} to another region` });
  await move.getByRole('combobox', { name: 'To' }).selectOption(IRELAND?.code ?? '');
  await move.getByRole('textbox', { name: 'Who asked' }).fill('Dana Ruiz');
  await move.getByRole('button', { name: 'Start the move' }).click();
  await expect(page.getByRole('region', { name: `Moves from ${region}` })).toBeVisible();
  const setupPage = page.url();

  await page.goto(`/keys/${oldKey.id}`);
  await expect(page.getByRole('region', { name: 'What uses this key' })).toContainText(
    `${workspace} moves from ${region} to ${IRELAND?.code}`,
  );

  await page.goto(setupPage);
  for (const fact of [/plan allows/, new RegExp(`workspace ${workspace} exists`), /no backup or archive job yet, or/])
    await page.getByRole('checkbox', { name: fact }).check();
  await button(page, 'Record these facts').click();
  await expect(step(page)).toContainText('Instructions sent');
  await button(page, 'Copy: Instructions').click();
  await button(page, 'Record as told').click();
  await expect(step(page)).toContainText('Key received');
  const kms = new KMSClient({
    region: IRELAND?.code ?? '',
    endpoint: runningStack().awsEndpoint,
    credentials: { accessKeyId: awsAccountId, secretAccessKey: 'demo' },
  });
  const created = await kms.send(
    new CreateKeyCommand({ Policy: JSON.stringify(trustingPolicy(awsAccountId, IRELAND?.vendorAccount ?? '')) }),
  );
  const arn = created.KeyMetadata?.Arn ?? '';
  await page.getByRole('textbox', { name: 'What the customer sent' }).fill(`Our new key: ${arn}`);
  await button(page, 'Read the answer').click();
  await page.getByRole('button', { name: `Take in the key for ${workspace}` }).click();
  await expect(step(page)).toContainText('Tests');
  await page.getByRole('link', { name: 'Open the key', exact: true }).click();
  for (const wait of [16_000, 6 * MINUTE]) {
    await control.clock.advance(wait);
    await checkNow(page);
  }
  await expireSharedCheck();
  await runEncryptTest(page);
  await page.goto(setupPage);
  await page
    .getByRole('textbox', { name: 'What did you see?' })
    .fill('The new workspace shows this ARN in its settings.');
  await button(page, 'Record our side').click();
  await expect(step(page)).toContainText('Clear to start');
  await expireSharedCheck();
  await button(page, 'Clear to start').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Clear to start' }).click();
  await expect(step(page)).toContainText('Customer told');

  // Nothing happened to the old key by itself.
  expect(await roleOf(oldKey.id)).toBe('active');
  await page.goto(`/customers/${customerId}`);
  await page.getByRole('button', { name: `Keep the old key of ${workspace}` }).click();
  const keep = page.getByRole('dialog', { name: new RegExp(`Keep the old key of ${workspace}`) });
  await keep.getByRole('textbox', { name: 'What did you see, and where?' }).fill('No job in the old region uses it.');
  await keep.getByRole('button', { name: 'Keep as retained' }).click();
  await expect(page.getByRole('link', { name: /^moved to/ })).toBeVisible();
  expect(await roleOf(oldKey.id)).toBe('retained');

  // Nobody reported anything about it, so it can't be released.
  await page.goto(`/keys/${oldKey.id}`);
  const use = page.getByRole('region', { name: 'What uses this key' });
  await expect(use).toContainText('Our product has never reported what depends on this key.');
  await expect(use.getByRole('button', { name: 'Release this key' })).toHaveAttribute('aria-disabled', 'true');
});
