import { DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import type pg from 'pg';
import { checkNow, control, customerKms, expect, keyOf, openKey, test } from './desk.ts';
import { groupOf, ownerOfDesk, rowOf, tellCustomer } from './home-desk.ts';

const GROUPS = [
  'Needs us',
  'Deadline before the customer’s second working day',
  'New since',
  'Waiting for the customer',
] as const;

let owner: pg.Client;
test.beforeAll(async () => {
  owner = await ownerOfDesk();
});
test.afterAll(() => owner.end());

test('a shift’s start: Home is read from top to bottom, the first row of each group is opened, and its next action is taken', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const [waiting, soon] = [await keyOf('Contoso Health'), await keyOf('Fabrikam Motors')];
  for (const { id } of [waiting, soon]) await tellCustomer(page, id, 'Ines Vidal');
  // They work on this weekday alone, so their second working day is in two weeks.
  const { now } = await control.clock.read();
  await owner.query(
    `update customers set working_days = array[extract(isodow from $2::timestamptz at time zone 'UTC')::smallint]
     where id = (select customer_id from customer_keys where id = $1)`,
    [soon.id, now],
  );

  await page.goto('/');
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await expect(page.getByRole('main').getByRole('textbox').or(page.getByRole('searchbox')).first()).toBeFocused();
  await expect(page.getByText('A worker is running')).toBeVisible();
  await expect(page.getByRole('heading', { level: 2 })).toContainText([...GROUPS]);
  await expect(rowOf(page, 'Needs us', 'Relecloud')).toContainText(/disabled.*us, then customer/is);
  await expect(rowOf(page, GROUPS[1], 'Fabrikam Motors')).toContainText(/deletion scheduled.*in \d d/is);
  await expect(rowOf(page, GROUPS[3], 'Contoso Health')).toContainText(/told Ines Vidal by e-mail/);

  // Whether anything is new that is in no other group depends on the time of day; the relapse below makes it so.
  for (const group of GROUPS.filter((name) => name !== 'New since')) {
    const first = groupOf(page, group).getByRole('row').nth(1);
    const name = ((await first.getByRole('rowheader').innerText()).split(/\s{2,}|\n/)[0] ?? '').trim();
    expect(name).not.toBe('');
    await first.getByRole('rowheader').getByRole('link').press('Enter');
    await expect(page).not.toHaveURL(/\/(\?.*)?$/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    if (!name.startsWith('Our side')) await expect(page.getByRole('main')).toContainText(name.split(' ')[0] ?? name);
    await page.goBack();
    await expect(groupOf(page, group)).toBeVisible();
  }

  await rowOf(page, 'Needs us', 'Relecloud').getByRole('link', { name: 'Write the reply' }).click();
  await expect(page).toHaveURL(/\/keys\/[0-9a-f-]{36}#reply$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Relecloud' })).toBeVisible();
});

test('a relapse: a customer who was told waits below, leaves Home when the key works, and needs us again when it fails again', async ({
  signedIn,
}) => {
  const customer = 'Zephyr Wind Power';
  const kms = customerKms(customer);
  const page = await signedIn('Aidan Agent');
  const { id, arn } = await openKey(page, customer);
  const checked = async (): Promise<void> => {
    // KMS may answer with the state before a change for some minutes, so a check soon after one is not believed.
    await control.clock.advance(11 * 60_000);
    await page.goto(`/keys/${id}`);
    await checkNow(page);
    await page.goto('/');
  };
  await kms.send(new DisableKeyCommand({ KeyId: arn }));
  await checked();
  await expect(rowOf(page, 'Needs us', customer)).toContainText('customer not told');

  await tellCustomer(page, id, 'Hana Kimura');
  await page.goto('/');
  await expect(rowOf(page, 'Waiting for the customer', customer)).toContainText('told Hana Kimura by e-mail');
  await expect(rowOf(page, 'Needs us', customer)).toHaveCount(0);

  await kms.send(new EnableKeyCommand({ KeyId: arn }));
  await checked();
  await expect(page.getByRole('heading', { level: 2, name: 'Waiting for the customer' })).toBeVisible();
  for (const group of ['Needs us', 'Waiting for the customer'])
    await expect(rowOf(page, group, customer)).toHaveCount(0);

  // An open Home hears of it.
  const home = await signedIn('Vera Viewer');
  await home.goto('/');
  await expect(home.getByRole('heading', { level: 2, name: 'New since' })).toBeVisible();
  await expect(rowOf(home, 'New since', customer)).toContainText('another status in between');
  await kms.send(new DisableKeyCommand({ KeyId: arn }));
  await checked();
  await expect(rowOf(page, 'Needs us', customer)).toContainText('customer not told of the change');
  await expect(rowOf(home, 'Needs us', customer)).toContainText(/disabled.*new \(worse, was usable\)/is);
  await expect(rowOf(home, 'New since', customer)).toHaveCount(0);
  await expect(home.getByText(/of the other groups (is|are) new too/)).toBeVisible();
  await kms.send(new EnableKeyCommand({ KeyId: arn }));
});

test('a missing worker is the first thing on Home: since when, what it means, and what to do', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  // The lock keeps the worker of this stack from giving its next sign, as if it had died.
  let isOld = false;
  while (!isOld) {
    await owner.query(`update heartbeats set at = at - interval '10 minutes' where process = 'worker'`);
    await owner.query('begin');
    const { rows } = await owner.query<{ at: Date }>(`select at from heartbeats where process = 'worker' for update`);
    isOld = (rows[0]?.at.getTime() ?? 0) < Date.parse((await control.clock.read()).now) - 3 * 60_000;
    if (!isOld) await owner.query('rollback');
  }
  try {
    await page.goto('/');
    const alert = page.getByRole('alert').filter({ hasText: 'No worker has run since' });
    await expect(alert).toContainText(/since .+ UTC \(.+\)\./);
    await expect(alert).toContainText('No key is being checked.');
    await expect(alert).toContainText('Tell the people who run Keydesk to start a worker.');
    await expect(page.getByText('A worker is running')).toHaveCount(0);
  } finally {
    await owner.query('rollback');
  }
});
