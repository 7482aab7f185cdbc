import { DEMO_REGIONS } from '../sandbox/demo/regions.ts';
import { checkNow, expect, expireSharedCheck, openKey, test, verdictOf } from './desk.ts';

test('H14 an error from production stays told through checks that pass, until a person closes it with a reason', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const key = await openKey(page, 'Kestrel Aerospace');
  const verdict = verdictOf(page);
  await expect(verdict).toContainText('Usable');
  const evidence = page.getByRole('region', { name: 'Evidence' });
  await evidence.getByText('Ask for evidence and add it').click();
  const account = DEMO_REGIONS.find(({ code }) => code === key.region)?.vendorAccount ?? '';
  await evidence
    .getByRole('textbox', { name: 'Output or error' })
    .fill(
      `backup 42: AccessDeniedException: User: arn:aws:sts::${account}:assumed-role/backup-worker/run-7 is not authorized to perform: kms:Decrypt on resource: ${key.arn} because no resource-based policy allows the kms:Decrypt action`,
    );
  await evidence.getByRole('button', { name: 'Add evidence' }).click();
  const added = evidence.getByRole('list', { name: 'Evidence' });
  await expect(added.getByRole('heading', { name: 'Error from our production' })).toBeVisible();
  await expect(added).toContainText('AccessDeniedException');

  const reply = page.getByRole('region', { name: /^Reply to/ });
  await expect(reply).toContainText('The reply waits for the next check, which is due now.');
  await expireSharedCheck();
  await reply.getByRole('button', { name: 'Check, then show the reply' }).click();
  await expect(verdict).toContainText('Attention');
  await expect(verdict.getByRole('heading', { level: 2 })).toContainText('Denied in production');

  await evidence.getByRole('button', { name: 'Close' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Close this error from production?' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('done');
  await dialog.getByRole('button', { name: 'Close it' }).click();
  await expect(dialog).toContainText('Say why in a sentence');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Backup 43 decrypted with this key at 10:12 UTC.');
  await dialog.getByRole('button', { name: 'Close it' }).click();
  await expect(evidence).toContainText('Closed by Aidan Agent');
  await expect(page.getByRole('list', { name: 'Timeline' })).toContainText('Error from production closed');

  await checkNow(page);
  await expect(verdict.getByRole('heading', { level: 2 })).toContainText('Our account has permission to use the key.');
});
