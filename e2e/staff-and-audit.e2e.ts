import { checkNow, expect, keyOf, openKey, rows, test } from './desk.ts';

test('an admin disables a staff member, which ends their sessions and puts the reason in the audit log, and enables them again', async ({
  signedIn,
}) => {
  await signedIn('Priya Approver');
  const page = await signedIn('Ada Admin');
  await page.goto('/staff');
  const priya = page.getByRole('row', { name: /Priya Approver/ });
  await priya.getByRole('button', { name: 'Disable' }).click();
  const disabling = page.getByRole('alertdialog', { name: 'Disable Priya Approver?' });
  await disabling.getByRole('textbox', { name: 'Reason' }).fill('Left the team on Friday');
  await disabling.getByRole('button', { name: 'Disable' }).click();
  await expect(priya).toContainText('disabled');
  expect(
    await rows(
      `select 1 from sessions s join staff m on m.id = s.staff_id
       where m.name = 'Priya Approver' and s.expires_at > m.disabled_at`,
    ),
  ).toEqual([]);

  await priya.getByRole('button', { name: 'Enable' }).click();
  const enabling = page.getByRole('alertdialog', { name: 'Enable Priya Approver?' });
  await enabling.getByRole('textbox', { name: 'Reason' }).fill('Came back');
  await enabling.getByRole('button', { name: 'Enable' }).click();
  await expect(priya).toContainText('Enabled');

  await page.goto('/audit?action=staff.disabled');
  const entry = page.getByRole('table', { name: 'Audit' }).getByRole('row', { name: /Disabled a staff member/ });
  await expect(entry.first()).toContainText('Left the team on Friday');
  await expect(entry.first()).toContainText('Priya Approver');
});

test('an entry about a key names its customer and the key', async ({ signedIn }) => {
  const key = await keyOf('Kestrel Aerospace');
  const page = await signedIn('Ada Admin');
  await openKey(page, 'Kestrel Aerospace');
  await checkNow(page);
  await page.goto('/audit?action=key.checked');
  const entry = page
    .getByRole('table', { name: 'Audit' })
    .getByRole('row', { name: /Kestrel Aerospace/ })
    .first();
  await expect(entry).toContainText(`key/${key.arn.split('/')[1]?.slice(0, 4)}`);
  await expect(entry.getByRole('link')).toHaveAttribute('href', `/keys/${key.id}`);
});

test('admins can’t disable themselves, and the button says so', async ({ signedIn }) => {
  const page = await signedIn('Ada Admin');
  await page.goto('/staff');
  const button = page.getByRole('row', { name: /Ada Admin/ }).getByRole('button', { name: 'Disable' });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(button).toHaveAccessibleDescription('You can’t disable yourself.');
});

test('the audit log can be filtered by action and by person, and each filter is in the URL', async ({ signedIn }) => {
  const page = await signedIn('Ada Admin');
  await page.goto('/audit');
  await page.getByText('Action', { exact: true }).first().click();
  await page.getByRole('link', { name: 'Signed in', exact: true }).click();
  await expect(page).toHaveURL(/action=staff\.signed_in/);
  await page.getByText('Person', { exact: true }).click();
  await page.getByRole('link', { name: 'Ada Admin', exact: true }).click();
  await expect(page).toHaveURL(/by=/);
  const table = page.getByRole('table', { name: 'Audit' });
  await expect(table.getByRole('row', { name: /Signed in/ }).first()).toContainText('Ada Admin');
  await expect(table.getByRole('row', { name: /Vera Viewer/ })).toHaveCount(0);
});
