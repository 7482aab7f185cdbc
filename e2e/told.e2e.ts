import {
  CancelKeyDeletionCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { checkNow, control, customerKms, expect, openKey, rows, test } from './desk.ts';

const MINUTE_MS = 60_000;

test('H6 H18 a person edits a reply, is told why a foreign ARN must not leave, copies the corrected one, records that it was sent, and later sees what changed since', async ({
  signedIn,
}) => {
  const customer = 'Nimbus Weather';
  const page = await signedIn('Aidan Agent', { permissions: ['clipboard-read', 'clipboard-write'] });
  const key = await openKey(page, customer);
  const kms = customerKms(customer);
  await kms.send(new DisableKeyCommand({ KeyId: key.arn }));
  await checkNow(page);
  const reply = page.getByRole('region', { name: /^Reply to / });
  await expect(reply.getByText('The customer has not been told yet.')).toBeVisible();
  const top = async (): Promise<number> =>
    (await page.getByRole('region', { name: 'Permissions' }).boundingBox())?.y ?? Number.NaN;
  const before = await top();

  // An edit survives what Keydesk reads meanwhile, and a refusal.
  await reply.getByRole('button', { name: 'Edit' }).click();
  const edited = reply.getByRole('textbox', { name: 'Text of the reply, edited' });
  const foreign = 'arn:aws:kms:eu-west-1:999988887777:key/12345678-1234-1234-1234-123456789012';
  const text = await edited.inputValue();
  await edited.fill(`${text}\nIt works with ${foreign}.\n`);
  await checkNow(page);
  await reply.getByRole('button', { name: 'Copy reply' }).click();
  await expect(reply.getByText(foreign, { exact: false }).first()).toBeVisible();
  await expect(
    reply.getByText(/in line \d+ of the text, is an ARN or an account that is not this customer’s/),
  ).toBeVisible();
  await expect(edited).toHaveValue(/999988887777/);
  await edited.fill(text.replace(/^(Hello[^\n]*)$/m, '$1\n\nI am Aidan, and I stay on this until it is solved.'));
  await reply.getByRole('button', { name: 'Copy reply' }).click();
  await expect(reply.getByText('Copied your edited reply.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('I am Aidan');
  expect(await top(), 'copying moves nothing').toBe(before);

  // Copying alone is not telling. After half an hour it asks, also after a reload, and once.
  await expect(reply.getByText('The customer has not been told yet.')).toBeVisible();
  for (const minutes of [16, 16]) {
    await control.clock.advance(minutes * MINUTE_MS);
    // Opening a page keeps the session, which ends after half an hour.
    await page.reload();
  }
  await expect(reply.getByText(/^You copied this reply \d+ minutes ago\. Did you send it\?$/)).toBeVisible();
  await reply.getByRole('button', { name: 'Sent', exact: true }).click();
  await expect(
    reply.getByText(/^Last told: .* by Aidan Agent, by e-mail, to .*\. Nothing changed since\.$/),
  ).toBeVisible();
  await expect(reply.getByText(/Did you send it/)).toBeHidden();
  const [stored] = await rows<{ untold: boolean }>(
    'select tell_digest is distinct from told_digest as untold from customer_keys where id = $1',
    [key.id],
  );
  expect(stored?.untold).toBe(false);

  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.arn, PendingWindowInDays: 9 }));
  await checkNow(page);
  await expect(
    reply.getByText(/Since then: deletion scheduled \(before: disabled\); the deadline is now/),
  ).toBeVisible();

  await kms.send(new CancelKeyDeletionCommand({ KeyId: key.arn }));
  await kms.send(new EnableKeyCommand({ KeyId: key.arn }));
  await checkNow(page);
});
