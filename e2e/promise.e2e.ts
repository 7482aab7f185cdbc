import { GetKeyPolicyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { DEMO_REGIONS } from '#sandbox/demo/regions.ts';
import { checkNow, control, customerKms, demoCustomer, expect, nextOf, openCheckedKey, test } from './desk.ts';
import { rowOf } from './home-desk.ts';

const MINUTE_MS = 60_000;

test('a reply promises to write again: the contact is verified where the person is, the promise stands on the key, on Home and in the hand-over, and the next reply keeps it', async ({
  signedIn,
}) => {
  const customer = 'Graphic Design Institute';
  const page = await signedIn('Aidan Agent', { permissions: ['clipboard-read', 'clipboard-write'] });
  const key = await openCheckedKey(page, customer);
  const region = DEMO_REGIONS.find(({ code }) => code === demoCustomer(customer).region);
  const kms = customerKms(customer);
  const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId: key.arn, PolicyName: 'default' }));
  const without = Policy.replaceAll(region?.vendorAccount ?? '', key.awsAccountId);
  await kms.send(new PutKeyPolicyCommand({ KeyId: key.arn, Policy: without }));
  await checkNow(page);
  // The denial passes, so that no later check changes what this test is about.
  await kms.send(new PutKeyPolicyCommand({ KeyId: key.arn, Policy }));
  const reply = page.getByRole('region', { name: /^Reply to / });
  await expect(reply.getByRole('textbox', { name: 'Text of the reply' })).toHaveValue(/We will write to you again by /);

  await reply.getByRole('button', { name: /^Verify / }).click();
  const verify = page.getByRole('dialog', { name: /^Verify / });
  await verify.getByRole('combobox', { name: 'How' }).selectOption({ label: 'in a video call' });
  await verify.getByRole('textbox', { name: 'Number or address used' }).fill('the room from the contract');
  await verify.getByRole('button', { name: 'Record it' }).click();
  await expect(verify).toBeHidden();
  await expect(page).toHaveURL(`/keys/${key.id}`);
  await expect(reply.getByRole('button', { name: /^Verify / })).toHaveCount(0);

  const send = async (): Promise<void> => {
    await reply.getByRole('button', { name: 'Copy reply' }).click();
    // No ticket is recorded, so the reply went by e-mail.
    await expect(reply.getByText(/^To .*, by e-mail, now \(change\)$/)).toBeVisible();
    await reply.getByRole('button', { name: 'Sent', exact: true }).click();
    await expect(reply.getByText(/^Last told: .* by Aidan Agent, by e-mail/)).toBeVisible();
  };
  await send();
  await expect(reply.getByText(/^We promised to write again by /)).toBeVisible();
  await expect(nextOf(page)).toContainText(/Write to the customer again by .*, because we promised it/);

  await page.goto('/handover');
  await expect(
    page.getByText(new RegExp(`${customer}: We promised to write again: key …${key.kmsKeyId.slice(-8)}`)),
  ).toBeVisible();

  await page.goto('/');
  await expect(rowOf(page, 'Waiting for the customer', customer)).toContainText('we promised to write again by');
  for (const minutes of [20, 25]) {
    await control.clock.advance(minutes * MINUTE_MS);
    // Opening a page keeps the session, which ends after half an hour.
    await page.reload();
  }
  const due = rowOf(page, 'Needs us', customer);
  await expect(due).toContainText('write to the customer again');
  await due.getByRole('link', { name: 'Write the reply' }).click();
  await checkNow(page);
  await send();
  await expect(reply.getByText(/promised to write again by /)).toHaveCount(0);
  await page.goto('/');
  await expect(due.filter({ hasText: 'write to the customer again' })).toHaveCount(0);
});
