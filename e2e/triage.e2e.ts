import { CancelKeyDeletionCommand, EnableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import type { Page } from 'playwright/test';
import { instantWords } from '#lib/core/text/time-words.ts';
import {
  checkNow,
  customerKms,
  demoCustomer,
  expect,
  keyOf,
  nextOf,
  openKey,
  rows,
  test,
  verdictOf,
  whyOf,
} from './desk.ts';

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search keys' });

test('support finds a key by customer name, ARN, account ID or key ID, and opens it', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  const key = await keyOf('Lighthouse Media');
  await page.goto('/keys');
  for (const typed of ['lighthouse', key.arn, key.awsAccountId, key.kmsKeyId.slice(0, 13)]) {
    await search(page).fill(typed);
    await search(page).press('Enter');
    await expect(page.getByRole('link', { name: `Remove the filter “${typed}”` })).toBeVisible();
    await expect(page.getByRole('row', { name: /Lighthouse Media/ })).toBeVisible();
    await expect(page.getByRole('table', { name: 'Keys' }).getByRole('link')).toHaveCount(1);
  }
  await page.getByRole('row', { name: /Lighthouse Media/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Lighthouse Media' })).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: key.arn })).toBeVisible();
});

test('a key pending deletion is unusable and shows the date, the time left and both steps to take, and is usable again only after it is enabled', async ({
  signedIn,
}) => {
  const customer = 'Aurora Shipping';
  const { timeZone } = demoCustomer(customer);
  const page = await signedIn('Aidan Agent');
  const key = await openKey(page, customer);
  const verdict = verdictOf(page);
  await expect(verdict).toContainText('Usable');

  const kms = customerKms(customer);
  const scheduled = await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.arn, PendingWindowInDays: 7 }));
  await checkNow(page);
  await expect(verdict).toContainText('Unusable');
  await expect(verdict.getByRole('heading', { level: 2 })).toContainText(
    'Deletion is scheduled, and AWS already refuses every use.',
  );
  const date = instantWords(scheduled.DeletionDate ?? new Date(0), timeZone);
  expect(date).toMatch(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} \w{3} \d{4} \d\d:\d\d UTC \(.+ Europe\/\w+\)$/);
  await expect(whyOf(page)).toContainText(`not before ${date}; AWS may delete it up to 24 hours after that`);
  await expect(verdict).toContainText(/6 d \d\d h.* left until AWS may delete the key\. Don’t wait for that date\./);
  await expect(verdict).toContainText('Next action: customer (confirmed).');
  await expect(page.getByRole('list', { name: 'Timeline' })).toContainText(
    `Not before ${instantWords(scheduled.DeletionDate ?? new Date(0))}`,
  );

  // H3: first ask whether it was intended. H4: after canceling the deletion, enable the key.
  const steps = nextOf(page).getByRole('listitem');
  await expect(steps).toContainText([
    'Send the reply. It asks whether this was intended',
    `aws kms cancel-key-deletion --region ${key.region} --key-id ${key.arn}`,
    `aws kms enable-key --region ${key.region} --key-id ${key.arn}`,
    'Check the key again here once they have answered.',
  ]);

  await kms.send(new CancelKeyDeletionCommand({ KeyId: key.arn }));
  await checkNow(page);
  await expect(verdict.getByRole('heading', { level: 2 })).toContainText('The key is disabled.');
  await expect(verdict).toContainText('Unusable');
  await expect(verdict).not.toContainText('left until AWS may delete the key');

  await kms.send(new EnableKeyCommand({ KeyId: key.arn }));
  await checkNow(page);
  await expect(verdict.getByRole('heading', { level: 2 })).toContainText('Our account has permission to use the key.');
  await expect(verdict).not.toContainText('Unusable');
  await expect(page.getByRole('list', { name: 'Timeline' }).getByRole('listitem').first()).toContainText(
    /Usable|Key state Disabled → Enabled|allowed/,
  );
});

test('H2 H9 a usable key shows every tested permission, what is not visible, and that a dry run shows only permission', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  await openKey(page, 'Meridian Biotech');
  await expect(whyOf(page)).toContainText('This shows that we have permission, not that backups run.');
  // One line when all were allowed.
  await page.getByText('7 of 7 allowed').click();
  const permissions = page.getByRole('region', { name: 'Permissions' }).getByRole('listitem');
  await expect(permissions.filter({ hasText: /^kms:DescribeKey/ })).toContainText('allowed');
  await expect(permissions.filter({ hasText: /^kms:Decrypt/ })).toContainText('allowed');
  for (const action of ['Encrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKeyWithoutPlaintext'])
    await expect(permissions.filter({ hasText: new RegExp(`^kms:${action}(?![A-Z])`) })).toContainText('allowed');
  await expect(permissions.filter({ hasText: /^kms:GetKeyRotationStatus/ })).toContainText('not visible to us');
  await expect(permissions.filter({ hasText: /^kms:CreateGrant/ })).toContainText('not testable');
});

test('H5 a denial shows AWS’s own message and request ID, and what would settle who has to act', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const key = await openKey(page, 'Woodgrove Bank');
  await checkNow(page);
  await expect(verdictOf(page)).toContainText(/Next action: customer \((?:likely|confirmed)\)\./);
  await expect(nextOf(page)).toContainText('What would settle it:');
  const [last] = await rows<{ requestId: string }>(
    `select cell ->> 'requestId' as "requestId" from key_checks c join probe_reports r on r.id = c.last_report_id,
            jsonb_array_elements(r.cells) cell where c.key_id = $1 and cell ->> 'action' = 'DescribeKey'`,
    [key.id],
  );
  const cell = page
    .getByRole('region', { name: 'Permissions' })
    .getByRole('listitem')
    .filter({ hasText: /^kms:DescribeKey/ });
  // The answer to the failing call is there at once, and the other ones are folded together.
  await expect(cell.getByText('AccessDeniedException', { exact: true })).toBeVisible();
  await expect(
    page.getByRole('region', { name: 'Permissions' }).getByText('AccessDeniedException', { exact: true }),
  ).toHaveCount(1);
  await page.getByText(/^Details of \d other tests$/).click();
  await expect(
    page.getByRole('region', { name: 'Permissions' }).getByText('AccessDeniedException', { exact: true }),
  ).not.toHaveCount(1);
  await expect(cell).toContainText(
    /User: arn:aws:sts::9\d{11}:assumed-role\/keydesk-probe\/keydesk-probe is not authorized/,
  );
  expect(last?.requestId).toMatch(/^[0-9a-f-]{36}$/);
  await expect(cell).toContainText(last?.requestId ?? '');
});

test('H12 for a denial by our own policy, the next action is ours, and the page says not to write to the customer', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  await openKey(page, 'Humongous Insurance');
  await expect(verdictOf(page)).toContainText('Next action: us');
  await expect(nextOf(page)).toContainText('Do not write to the customer first.');
});

test('H16 a key without proof of ownership shows nothing else, and it cannot be checked', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  await openKey(page, 'Initech');
  await expect(page.getByText('The key’s AWS account is not proven to be the customer’s.').first()).toBeVisible();
  await expectNoKeyDetails(page);
  await page.goto('/keys?q=Initech&columns=problem,key_state');
  await expect(page.getByRole('row', { name: /Initech/ })).toContainText('ownership not proven');
  await expect(page.getByRole('row', { name: /Initech/ })).toContainText('never reported');
});

/** Expects no status and no details of the key, and a disabled Check now that says why. */
async function expectNoKeyDetails(page: Page): Promise<void> {
  await expect(verdictOf(page)).toHaveCount(0);
  for (const title of ['Key details', 'Permissions', 'Dates', 'Status history', 'Rotation', 'Timeline'])
    await expect(page.getByRole('heading', { name: title })).toHaveCount(0);
  const check = page.getByRole('button', { name: 'Check now' });
  await expect(check).toHaveAttribute('aria-disabled', 'true');
  await expect(check).toHaveAccessibleDescription(
    /not proven that the key’s AWS account belongs to the customer, so we can’t check the key/,
  );
}
