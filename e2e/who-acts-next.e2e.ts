import { GetKeyPolicyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import {
  checkNow,
  control,
  customerKms,
  expect,
  keyOf,
  openKey,
  pixelsBeyondWindow,
  rows,
  test,
  verdictOf,
  whyOf,
} from './desk.ts';

const MINUTE_MS = 60_000;

test('H12 after a customer removes a permission, the denial is confirmed with evidence that it is theirs, and the reply names only that permission', async ({
  signedIn,
}) => {
  const customer = 'Iris Optics';
  const page = await signedIn('Aidan Agent', { permissions: ['clipboard-read', 'clipboard-write'] });
  const key = await openKey(page, customer);
  const kms = customerKms(customer);
  const { Policy: before = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId: key.arn, PolicyName: 'default' }));
  const without = before.replace('"kms:Decrypt",', '');
  expect(without).not.toBe(before);
  await kms.send(new PutKeyPolicyCommand({ KeyId: key.arn, Policy: without }));

  // H7: nobody is blamed before three denials over five minutes.
  await checkNow(page);
  await expect(verdictOf(page).getByRole('heading', { level: 2 })).toContainText(
    // The worker checks as well, so this may be the second one.
    /AWS denied kms:Decrypt; re-checking, denial [12] of 3\./,
  );
  await expect(verdictOf(page)).toContainText('Next action: none yet');
  for (let time = 0; time < 2; time += 1) {
    await control.clock.advance(3 * MINUTE_MS);
    await checkNow(page);
  }
  const verdict = verdictOf(page);
  await expect(verdict.getByRole('heading', { level: 2 })).toContainText(
    'AWS denies kms:Decrypt, which it allowed before.',
  );
  await expect(verdict).toContainText('Next action: customer (confirmed).');
  await expect(whyOf(page).getByRole('list', { name: 'What this is based on' })).toContainText(
    'AWS has allowed the same action on our control key since the denial began',
  );

  const reply = page.getByRole('region', { name: /^Reply to / });
  await reply.getByRole('button', { name: 'Copy reply' }).click();
  await expect(reply.getByText('Copied the reply.')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(key.arn);
  expect(copied).toContain('"kms:Decrypt"');
  expect(copied).not.toContain('kms:Encrypt"');
  expect(copied).toContain(`arn:aws:iam::90000000000`);
  expect(copied).not.toContain('bypass-policy-lockout');
  const [entry] = await rows<{ after: { cause: string } }>(
    `select after from audit_log where action = 'key.text_copied' and target_id = $1 order by seq desc limit 1`,
    [key.id],
  );
  expect(entry?.after.cause).toBe('access_lost');

  // One successful full check makes the key usable again.
  await kms.send(new PutKeyPolicyCommand({ KeyId: key.arn, Policy: before }));
  await checkNow(page);
  await expect(verdict.getByRole('heading', { level: 2 })).toContainText('Our account has permission to use the key.');
});

test('H6 evidence is shown as added by staff and does not make a key usable, and evidence about another key is refused and stays in the form', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const key = await openKey(page, 'Woodgrove Bank');
  const evidence = page.getByRole('region', { name: 'Evidence' });
  await evidence.getByText('Ask for evidence and add it').click();
  await expect(evidence).toContainText(`aws kms get-key-policy --region ${key.region} --key-id ${key.arn}`);

  const other = await keyOf('Alpine Ski House');
  const pasted = evidence.getByRole('textbox', { name: 'Output or error' });
  const type = evidence.getByRole('combobox', { name: 'Type of evidence' });
  await expect(type).toHaveValue('');
  const description = (arn: string, account: string): string =>
    JSON.stringify({
      KeyMetadata: { AWSAccountId: account, Arn: arn, KeyId: arn.split('/')[1], KeyState: 'Enabled', Enabled: true },
    });
  await pasted.fill(description(other.arn, other.awsAccountId));
  await evidence.getByRole('button', { name: 'Add evidence' }).click();
  await expect(pasted).toHaveAccessibleDescription(/Read as: Key description \(describe-key\)\. .*another key/);
  await expect(pasted).toHaveValue(description(other.arn, other.awsAccountId));

  await pasted.fill(description(key.arn, key.awsAccountId));
  await evidence.getByRole('button', { name: 'Add evidence' }).click();
  const list = evidence.getByRole('list', { name: 'Evidence' });
  await expect(list).toContainText('Enabled');
  await expect(list).toContainText('added by Aidan Agent');
  await expect(evidence.getByRole('status')).toContainText('Read as: Key description (describe-key)');
  await expect(verdictOf(page)).toContainText('Unusable');

  // The reading of a policy fits a phone, too.
  await page.setViewportSize({ width: 390, height: 844 });
  await type.selectOption('key_policy');
  const owner = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${key.awsAccountId}:root` }, Action: 'kms:*' };
  await pasted.fill(JSON.stringify({ Version: '2012-10-17', Statement: [{ ...owner, Resource: '*' }] }));
  await evidence.getByRole('button', { name: 'Add evidence' }).click();
  await expect(
    evidence
      .getByRole('table', { name: 'Our permissions in the copy of the policy' })
      .getByRole('row', { name: 'kms:GenerateDataKeyWithoutPlaintext not granted by any statement' }),
  ).toBeVisible();
  expect(await pixelsBeyondWindow(page)).toBeLessThanOrEqual(0);
});

test('the status history can be read with the keyboard, and rotation is described in words', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  await openKey(page, 'Cobalt Reinsurance');
  const days = page.getByRole('slider', { name: 'Day' });
  await days.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('region', { name: 'Status history' })).toContainText(/\d+ days? not checked/);
  const rotation = page.getByRole('region', { name: 'Rotation' });
  await expect(rotation).toContainText('One rotation seen since');
  await expect(rotation).toContainText('Automatic rotation every 180 days.');
  // H15: what the standard policy hides is "not visible", not "off".
  await openKey(page, 'Meridian Biotech');
  await expect(rotation).toContainText('Not visible to us');
  await expect(rotation).not.toContainText(/\boff\b/);
});
