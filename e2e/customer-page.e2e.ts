import { DisableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import type { Page } from 'playwright/test';
import { submitKey } from '#lib/use-cases/key/submit-key.ts';
import { atTheDesk } from './at-the-desk.ts';
import { customerKms, demoCustomer, expect, expireSharedCheck, keyOf, pixelsBeyondWindow, rows, test } from './desk.ts';
import { customerInAws } from './setup-desk.ts';

const customerIdOf = async (name: string): Promise<string> =>
  (await rows<{ id: string }>('select id from customers where name = $1', [name]))[0]?.id ?? '';

async function openCustomer(page: Page, name: string): Promise<void> {
  await page.goto(`/customers/${await customerIdOf(name)}`);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** The customer creates another key in AWS and sends its ARN. */
async function anotherKey(name: string): Promise<string> {
  const { region, awsAccountId } = demoCustomer(name);
  const arn = await customerInAws(awsAccountId).createKey(region);
  const [staff] = await rows<{ id: string }>(`select id from staff where name = 'Aidan Agent'`);
  await atTheDesk(async ({ db, clock }) => {
    const regions = [
      { code: region, name: region, vendorAccountId: '', roleArn: '', externalId: null, controlKeyArn: null },
    ].map((one) => ({ ...one, encryptionContext: null, roleCoversEveryKey: false }));
    const actor = {
      kind: 'staff',
      staffId: staff?.id ?? '',
      name: 'Aidan Agent',
      role: 'agent',
      sessionId: null,
    } as const;
    const submitted = await submitKey(
      { db, clock, regions },
      { customerName: name, hostingRegion: region, arn },
      actor,
    );
    expect(submitted).toMatchObject({ ok: true, value: { ownershipProven: true } });
  });
  return arn;
}

test('a restore needs the key that was active when the backup was made, or likely the new one once nothing needs the old one any more', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  const [line] = await rows<{ at: Date; old: string; new: string }>(
    `select l.switched_at as at, o.arn as old, n.arn as new from replacement_lines l
      join replacements r on r.id = l.replacement_id join customers c on c.id = r.customer_id
      join customer_keys o on o.id = l.old_key_id join customer_keys n on n.id = l.new_key_id
      where c.name = 'Ursa Mining' and l.switched_at is not null`,
  );
  if (line === undefined) throw new Error('Ursa Mining has not switched.');
  await openCustomer(page, 'Ursa Mining');
  const ask = async (at: Date): Promise<void> => {
    await page.getByLabel('Backup made at').fill(at.toISOString().slice(0, 16));
    await page.getByRole('button', { name: 'Which key?' }).click();
  };
  const answer = page.getByRole('region', { name: 'The key that the restore needs' });
  const idOf = (arn: string): string => arn.slice(-4);

  await ask(new Date(line.at.getTime() - 3_600_000));
  // Reports since the switch count no restore points of the old key: so does the page of the replacement.
  await expect(answer).toContainText(/A guess: the first key, .*reports count no restore points of it since .* UTC/);
  await expect(answer.getByRole('link').nth(0)).toContainText(idOf(line.new));
  await expect(answer.getByRole('link').nth(1)).toContainText(idOf(line.old));
  await expect(answer).toContainText(/kms:Decrypt/);
  await answer.getByText('Answer for the customer').click();
  await expect(answer.getByRole('textbox', { name: 'Answer for the customer' })).toHaveValue(
    /The restore probably needs the first of these keys.*We cannot confirm it yet/s,
  );
  await ask(new Date(line.at.getTime() + 2 * 3_600_000));
  await expect(answer.getByRole('link')).toContainText(idOf(line.new));
  await ask(new Date(line.at.getTime() + 60_000));
  await expect(answer).toContainText('Either of these keys');
  await expect(answer.getByRole('link')).toHaveCount(2);
  await ask(new Date('2001-01-01T00:00:00Z'));
  await expect(answer).toContainText(/No key protected|since/);
});

test('all keys are checked while the person is elsewhere, and one reply says what is needed of each', async ({
  signedIn,
}) => {
  const name = 'Tamarind Hotels';
  const page = await signedIn('Aidan Agent', { permissions: ['clipboard-read', 'clipboard-write'] });
  const [first, second] = [await keyOf(name), await anotherKey(name)];
  await customerKms(name).send(new DisableKeyCommand({ KeyId: first.arn }));
  await customerKms(name).send(new ScheduleKeyDeletionCommand({ KeyId: second, PendingWindowInDays: 7 }));
  await expireSharedCheck();

  await openCustomer(page, name);
  await page.getByRole('button', { name: 'Check all keys' }).click();
  await expect(page.getByRole('main').getByText(/^\d of 3 checked\./)).toBeVisible();
  await page.goto('/customers');
  await openCustomer(page, name);
  await expect(page.getByRole('main').getByText(/^3 of 3 checked\. Now: 2 unusable, 1 usable\./)).toBeVisible();
  const keys = page.getByRole('table', { name: 'Keys', exact: true });
  await expect(keys.getByRole('row', { name: /disabled/ })).toBeVisible();
  await expect(keys.getByRole('row', { name: /deletion/ })).toBeVisible();

  await page.getByText('Show the reply').click();
  const reply = page.getByRole('textbox', { name: 'Reply about 2 keys' });
  await expect(reply).toHaveValue(/This is about 2 of your AWS KMS keys\. Each of them needs something from you/);
  const made = await reply.inputValue();
  await page.getByRole('button', { name: 'Edit the reply' }).click();
  const edited = page.getByRole('textbox', { name: 'Text of the reply, edited' });
  await edited.fill(`${made}\nYou can ignore this.\n`);
  await page.getByRole('button', { name: 'Copy reply' }).click();
  await expect(page.getByRole('main').getByText('contradicts the text')).toBeVisible();
  const mine = `${made}\nThank you for your patience.\n`;
  await edited.fill(mine);
  await page.getByRole('button', { name: 'Copy reply' }).click();
  await expect(page.getByRole('main').getByText('Copied your edited reply.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(mine);
  await expect(reply).toHaveValue(made);

  await page.getByRole('button', { name: 'Copy reply' }).click();
  await expect(page.getByRole('main').getByText('Copied the reply.')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(first.arn);
  expect(copied).toContain(second);
  const question = page.getByRole('region', { name: 'Whether the reply was sent' });
  await expect(question).toContainText('Sent it?');
  await page.getByText('Show the texts').click();
  const text = page.getByRole('list', { name: 'Texts' }).getByRole('listitem').first();
  await expect(text).toContainText(/About 2 keys\. Copied by Aidan Agent, .*Not recorded as sent\./);
  await text.getByText('Show the text').click();
  await expect(text.getByRole('textbox')).toHaveValue(copied);
  await text.getByText('Record whether it was sent').click();
  await text.getByRole('button', { name: 'Sent', exact: true }).click();
  await expect(text).toContainText(/Sent to .* by e-mail, .*, as Aidan Agent recorded\./);
  await page.getByText('Show the history').click();
  const history = page.getByRole('list', { name: 'History' });
  await expect(
    history.getByRole('listitem').filter({ hasText: 'Ordered a check of all keys of a customer' }),
  ).toContainText('Aidan Agent');
});

test('a viewer sees why they can’t check or copy, and the page of a customer fits into 390 pixels', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer', { viewport: { width: 390, height: 844 } });
  await openCustomer(page, 'Ursa Mining');
  await expect(page.getByRole('button', { name: 'Check all keys' })).toHaveAccessibleDescription(/agent/i);
  expect(await pixelsBeyondWindow(page)).toBeLessThanOrEqual(0);
});
