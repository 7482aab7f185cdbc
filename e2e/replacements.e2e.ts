import {
  CancelKeyDeletionCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import type { Page } from 'playwright/test';
import { reportDependents } from './at-the-desk.ts';
import { checkNow, control, customerKms, expect, expireSharedCheck, rows, test, verdictOf } from './desk.ts';
import {
  approve,
  keyByArn,
  lineIn,
  orderSwitch,
  passTests,
  rolesOf,
  startedBy,
  startInForm,
  takeIn,
  type Replaced,
} from './replacement-desk.ts';
import { button, customerInAws } from './setup-desk.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const pageTime = async (): Promise<number> => new Date((await control.clock.read()).now).getTime();
const asField = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

test('H19 a key is replaced by two people, and its old key is not released while the counts don’t say for a week that nothing needs it', async ({
  signedIn,
}) => {
  test.setTimeout(300_000);
  const customer = 'Wide World Importers';
  let [agent, approver] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  const { oldKey, url, inAws } = await startInForm(agent, customer);
  await reportDependents(oldKey.id, { restore_points: 40, jobs: 2 });
  await expect(agent.getByText('No contact was asked yet whether this request is theirs')).toBeVisible();
  await expect(button(agent, 'Copy: Answer to whoever asked')).toBeVisible();
  await button(agent, 'Copy: What to do for a new key').click();
  await expect(agent.getByRole('textbox', { name: 'Text: What to do for a new key' })).toHaveValue(/alias/);
  const arn = await inAws.createKey(oldKey.region);
  await takeIn(agent, arn);
  await passTests(agent);
  await button(agent, 'Ask for approval').click();
  const ask = agent.getByRole('dialog', { name: 'Ask for approval' });
  await expect(ask).toContainText('Priya Approver');
  await ask.getByRole('button', { name: 'I have asked somebody' }).click();
  // Who ran the tests can't approve, and their role may not either.
  await expect(button(agent, 'Approve')).toHaveAttribute('aria-disabled', 'true');

  await approver.goto('/replacements');
  await approver.getByRole('row', { name: customer }).getByRole('link').first().click();
  await expect(lineIn(approver, 'waiting for approval')).toContainText('Aidan Agent asked for approval');
  await approve(approver, 'wrong-id');
  await expect(approver.getByText('These are not the last 8 characters')).toBeVisible();
  await approver.keyboard.press('Escape');
  await approve(approver, arn);
  await expect(lineIn(approver, 'approved')).toContainText('Approved by Priya Approver');

  await expect(lineIn(agent, 'approved')).toBeVisible();
  await orderSwitch(agent);
  let ordered = lineIn(agent, 'switch ordered');
  await expect(ordered).toContainText('Both keys must stay enabled');
  const newId = await keyByArn(arn);
  expect(await rolesOf(oldKey.id, newId)).toEqual(['retained', 'active']);
  // Nobody was at the desk for an hour, so they sign in again.
  await control.clock.advance(HOUR + MINUTE);
  [agent, approver] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  await agent.goto(url);
  ordered = lineIn(agent, 'switch ordered');
  await expect(ordered).toContainText('Our product has not acknowledged the switch for more than an hour');
  await agent.getByRole('textbox', { name: 'What you saw in our product' }).fill('The settings show the new ARN.');
  await button(agent, 'Record that our product uses the new key').click();
  const switched = lineIn(agent, 'switched');
  await expect(switched).toContainText('Both keys must stay enabled');
  await agent.getByRole('textbox', { name: 'ARN that the backup used' }).fill(arn);
  await button(agent, 'Record the first backup').click();
  await expect(switched).not.toContainText('None recorded');
  await expect(switched).toContainText('Next: tell the customer that their new key is in use');
  await button(agent, 'Copy: Switched, both keys must stay enabled').click();
  await expect(agent.getByRole('textbox', { name: 'Text: Switched, both keys must stay enabled' })).toBeVisible();
  await agent.getByRole('textbox', { name: 'Who was told' }).first().fill('Dana Ruiz');
  await button(agent, 'Record as told').first().click();
  await expect(switched).toContainText('wait until nothing has depended on the old key');

  // Refused on counts that are not zero, and on kinds that were never reported.
  await approver.goto(url);
  const release = button(approver, 'Release the old key');
  for (const [some, leftOut, words] of [
    [{ restore_points: 3 }, [], 'Something depends on this key (restore points: 3).'],
    [{}, ['legal_holds'], 'Never reported, so unknown: legal holds.'],
    [{}, [], 'It must be 7 days.'],
  ] as const) {
    await control.clock.advance(MINUTE);
    await reportDependents(oldKey.id, some, leftOut);
    await approver.reload();
    await expect(lineIn(approver, 'switched')).toContainText(words);
    await expect(release).toHaveAttribute('aria-disabled', 'true');
  }
});

test('H19 an old key is released by an approver when every report of a week said that nothing needs it, and not on an old report', async ({
  signedIn,
}) => {
  const approver = await signedIn('Priya Approver');
  const openRequest = async (customer: string): Promise<void> => {
    await approver.goto('/replacements');
    await approver.getByRole('row', { name: customer }).getByRole('link').first().click();
  };
  // The last report is three days old.
  await openRequest('School of Fine Art');
  await expect(lineIn(approver, 'switched')).toContainText('It must be at most 24 hours old.');
  await expect(button(approver, 'Release the old key')).toHaveAttribute('aria-disabled', 'true');

  await openRequest('Ursa Mining');
  await expect(lineIn(approver, 'switched')).toContainText('Nothing has depended on it for seven days.');
  await button(approver, 'Release the old key').click();
  const dialog = approver.getByRole('alertdialog', { name: 'Release the old key' });
  await dialog.getByRole('textbox', { name: 'Why' }).fill('Nothing has needed it for a week.');
  await dialog.getByRole('button', { name: 'Release the old key' }).click();
  await expect(lineIn(approver, 'old key released')).toBeVisible();
  await button(approver, 'Copy: Old key released').click();
  await expect(approver.getByRole('textbox', { name: 'Text: Old key released' }).first()).toHaveValue(/your decision/);
  await expect(approver.getByRole('list', { name: 'History' })).toContainText('The old key was released');
});

test('an approval for a night window holds only in that window, and is void after a change', async ({ signedIn }) => {
  test.setTimeout(180_000);
  const [agent, approver] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  const { oldKey, url, inAws } = await startedBy('Aidan Agent', 'First Up Consultants');
  const arn = await inAws.createKey(oldKey.region);
  await agent.goto(url);
  await takeIn(agent, arn);
  await passTests(agent);
  const from = (await pageTime()) + 10 * MINUTE;
  await approver.goto(url);
  await approve(approver, arn, { from: asField(from), until: asField(from + 4 * HOUR) });
  await expect(lineIn(approver, 'approved')).toContainText('Next: wait until the approved window begins.');
  await agent.reload();
  await expect(button(agent, 'Order the switch')).toHaveAttribute('aria-disabled', 'true');

  // In the window, but the customer took a permission away meanwhile.
  await control.clock.advance(12 * MINUTE);
  // A check of now puts off the scheduled one, which would find the change before the switch does.
  const other = await signedIn('Ada Admin');
  await other.goto(`/keys/${await keyByArn(arn)}`);
  await checkNow(other);
  await inAws.putPolicy(arn, { omitted: ['kms:Encrypt'] });
  await agent.reload();
  await orderSwitch(agent);
  // The question is gone with the approval, and the words stay without it.
  await expect(
    agent.getByLabel('Messages').getByText('Nothing was switched: the approval is no longer valid.'),
  ).toBeVisible();
  await expect(agent.getByRole('alertdialog')).toHaveCount(0);
  await expect(lineIn(agent, 'tests under way')).toBeVisible();
  await expect(agent.getByRole('list', { name: 'History' })).toContainText('The approval became void');
  expect(await rolesOf(oldKey.id, await keyByArn(arn))).toEqual(['active', 'candidate']);
});

test('a new key that loses a permission between the tests and the approval can’t be approved', async ({ signedIn }) => {
  test.setTimeout(180_000);
  const [agent, approver] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  const { oldKey, url, inAws } = await startedBy('Aidan Agent', 'Lucerne Publishing');
  const arn = await inAws.createKey(oldKey.region);
  await agent.goto(url);
  await takeIn(agent, arn);
  await passTests(agent);
  await approver.goto(url);
  await expect(button(approver, 'Approve')).toBeVisible();
  await inAws.putPolicy(arn, { omitted: ['kms:Decrypt'] });
  const other = await signedIn('Ada Admin');
  await other.goto(`/keys/${await keyByArn(arn)}`);
  await checkNow(other);
  await approver.reload();
  // The worker sends the line back to its tests within a minute. Until then its button says why it is blocked.
  const line = approver.getByRole('region', { name: /: (waiting for approval|tests under way)$/ });
  await expect(line).toContainText('The new key is not usable.');
  await expect(approver.locator('button:not([aria-disabled="true"])', { hasText: /^Approve$/ })).toHaveCount(0);
  await expect(approver.getByRole('table', { name: 'Old and new key side by side' })).toContainText(
    'The customer’s policy of one key allows us more than that of the other.',
  );
});

test('H17 nobody approves what they started, and an unknown requester with another AWS account is stopped', async ({
  signedIn,
}) => {
  test.setTimeout(180_000);
  const approver = await signedIn('Priya Approver');
  await signedIn('Ada Admin');
  const { oldKey, url } = await startedBy('Priya Approver', 'Olive & Vine');
  // The customer's other account isn't proven to be theirs.
  const arn = await customerInAws('999100000028').createKey(oldKey.region);
  await approver.goto(url);
  await approver.getByRole('textbox', { name: 'ARN of the new key' }).fill(arn);
  await button(approver, 'Take in the new key').click();
  const line = lineIn(approver, 'new key received');
  await expect(line).toContainText('The new key is in another AWS account.');
  await expect(line).toContainText('No verified contact of the customer asked for this.');
  await expect(line).toContainText('It is not proven that the customer holds the new key.');
  // H16: nothing of it is shown.
  await expect(approver.getByRole('table', { name: 'Old and new key side by side' })).toContainText(
    'not shown: ownership is not proven',
  );
  await expect(button(approver, 'Record the confirmation')).toHaveAttribute('aria-disabled', 'true');
  await expect(button(approver, 'Approve')).toHaveCount(0);
  await expect(button(approver, 'Run the tests')).toHaveCount(0);

  // The same person with a key of the right account: the tests pass, and they still can't approve it.
  const own = await customerInAws(
    (
      await rows<{ account: string }>('select aws_account_id as account from customer_keys where id = $1', [oldKey.id])
    )[0]?.account ?? '',
  ).createKey(oldKey.region);
  await approver.getByText('The customer sent another key').click();
  await takeIn(approver, own);
  await passTests(approver);
  await expect(button(approver, 'Approve')).toHaveAttribute('aria-disabled', 'true');
  await expect(lineIn(approver, 'waiting for approval')).toContainText('Another approver must decide.');
});

/** A request that is switched and acknowledged. */
async function switched(signedIn: (name: 'Aidan Agent' | 'Priya Approver') => Promise<Page>, customer: string) {
  const [agent, approver] = [await signedIn('Aidan Agent'), await signedIn('Priya Approver')];
  const replaced: Replaced = await startedBy('Aidan Agent', customer);
  const arn = await replaced.inAws.createKey(replaced.oldKey.region);
  await agent.goto(replaced.url);
  await takeIn(agent, arn);
  await passTests(agent);
  await approver.goto(replaced.url);
  await approve(approver, arn);
  await expect(lineIn(agent, 'approved')).toBeVisible();
  await orderSwitch(agent);
  await expect(lineIn(agent, 'switch ordered')).toBeVisible();
  return { agent, approver, arn, newId: await keyByArn(arn), ...replaced };
}

test('H15 an old key that is scheduled for deletion during the move raises the alarm, and a roll back says what was written', async ({
  signedIn,
}) => {
  test.setTimeout(240_000);
  const customer = 'Quarry Stone Works';
  const { agent, oldKey, arn, newId, url } = await switched(signedIn, customer);
  await customerKms(customer).send(new ScheduleKeyDeletionCommand({ KeyId: oldKey.arn, PendingWindowInDays: 7 }));
  await agent.goto(`/keys/${oldKey.id}`);
  await checkNow(agent);
  await agent.goto(url);
  await expect(lineIn(agent, 'switch ordered')).toContainText('The old key is out of use while backups may need it.');
  await agent.goto('/replacements');
  await expect(agent.getByRole('row', { name: customer })).toContainText('The old key is out of use');
  await agent.goto(url);
  await button(agent, 'Copy: Switched, both keys must stay enabled').click();
  await expect(agent.getByRole('textbox', { name: 'Text: Switched, both keys must stay enabled' })).toHaveValue(
    /enable/i,
  );

  const rollBack = async (): Promise<void> => {
    await button(agent, 'Roll back').click();
    const dialog = agent.getByRole('alertdialog', { name: /^Roll back:/ });
    await expect(dialog).toContainText('Written under the new key: never reported, so nobody knows.');
    await dialog.getByRole('combobox', { name: /^Why/ }).selectOption('customer_asked');
    await dialog.getByRole('textbox', { name: /What happened/ }).fill('They want to keep the old key after all.');
    await dialog.getByRole('button', { name: 'Roll back to the old key' }).click();
  };
  // Backups would stop: the customer cancels the deletion and enables the key first (H4).
  await rollBack();
  await expect(agent.getByRole('alertdialog').getByRole('alert')).toBeVisible();
  await agent.keyboard.press('Escape');
  expect(await rolesOf(oldKey.id, newId)).toEqual(['retained', 'active']);
  await customerKms(customer).send(new CancelKeyDeletionCommand({ KeyId: oldKey.arn }));
  await customerKms(customer).send(new EnableKeyCommand({ KeyId: oldKey.arn }));
  await agent.goto(`/keys/${oldKey.id}`);
  // A key that changed in the last minutes may change again (KMS is eventually consistent).
  for (const waitMs of [0, 11 * MINUTE]) {
    await control.clock.advance(waitMs);
    await checkNow(agent);
  }
  await expect(verdictOf(agent)).toContainText('Usable');
  await agent.goto(url);
  await rollBack();
  await expect(lineIn(agent, 'rolled back')).toContainText('Both keys must stay enabled');
  expect(await rolesOf(oldKey.id, newId)).toEqual(['active', 'retained']);
  await button(agent, 'Copy: Back to the old key').click();
  await expect(agent.getByRole('textbox', { name: 'Text: Back to the old key' })).toHaveValue(
    new RegExp(arn.slice(-12)),
  );
});

test('an old key that is lost already is replaced when two approvers decide: one to go on without it, another one to approve', async ({
  signedIn,
}) => {
  test.setTimeout(240_000);
  const customer = 'Harbour Freight Lines';
  const [agent, approver, admin] = [
    await signedIn('Aidan Agent'),
    await signedIn('Priya Approver'),
    await signedIn('Ada Admin'),
  ];
  const { oldKey, url, inAws } = await startedBy('Aidan Agent', customer, {
    source: 'noticed',
    reason: 'The key is disabled, and they say that they replaced it.',
  });
  await customerKms(customer).send(new DisableKeyCommand({ KeyId: oldKey.arn }));
  const arn = await inAws.createKey(oldKey.region);
  await agent.goto(url);
  await takeIn(agent, arn);
  for (const waitMs of [16_000, 16_000, 6 * MINUTE]) {
    await control.clock.advance(waitMs);
    await button(agent, 'Run the tests').click();
    await expect(button(agent, 'Run the tests')).toBeEnabled();
    await expireSharedCheck();
  }
  const line = lineIn(agent, 'tests under way');
  await expect(line).toContainText('The old key is disabled, so nothing can be moved to the new one.');
  await expect(button(agent, 'Go on without the old key')).toHaveAttribute('aria-disabled', 'true');

  await approver.goto(url);
  await button(approver, 'Go on without the old key').click();
  const decide = approver.getByRole('alertdialog', { name: 'Go on without the old key' });
  await decide.getByRole('textbox').fill('Older backups are lost until they enable it. Their CISO accepted that.');
  await decide.getByRole('button', { name: 'Go on without it' }).click();
  await expect(lineIn(approver, 'waiting for approval')).toBeVisible();
  await expect(button(approver, 'Approve')).toHaveAttribute('aria-disabled', 'true');

  await admin.goto(url);
  await approve(admin, arn);
  await expect(lineIn(admin, 'approved')).toBeVisible();
  await agent.reload();
  await orderSwitch(agent);
  await expect(lineIn(agent, 'switch ordered')).toBeVisible();
  expect(await rolesOf(oldKey.id, await keyByArn(arn))).toEqual(['retained', 'active']);
});
