import { expect, rows, test } from './desk.ts';

test('an admin disables a member of staff with a reason, and lets them in again; both stand in the audit', async ({
  signedIn,
}) => {
  await signedIn('Priya Approver');
  const page = await signedIn('Ada Admin');
  await page.goto('/staff');
  const priya = page.getByRole('row', { name: /Priya Approver/ });
  await priya.getByRole('button', { name: 'Disable' }).click();
  const question = page.getByRole('alertdialog', { name: 'Disable Priya Approver?' });
  await question.getByRole('textbox', { name: 'Reason' }).fill('Left the team on Friday');
  await question.getByRole('button', { name: 'Disable' }).click();
  await expect(priya).toContainText('disabled');
  expect(
    await rows(`select 1 from sessions s join staff m on m.id = s.staff_id where m.name = 'Priya Approver'`),
  ).toEqual([]);

  await priya.getByRole('button', { name: 'Enable' }).click();
  const second = page.getByRole('alertdialog', { name: 'Enable Priya Approver?' });
  await second.getByRole('textbox', { name: 'Reason' }).fill('Came back');
  await second.getByRole('button', { name: 'Enable' }).click();
  await expect(priya).toContainText('Enabled');

  await page.goto('/audit?action=staff.disabled');
  const entry = page.getByRole('table', { name: 'Audit' }).getByRole('row', { name: /Disabled a staff member/ });
  await expect(entry.first()).toContainText('Left the team on Friday');
});

test('nobody can disable themselves: the button stays and says why', async ({ signedIn }) => {
  const page = await signedIn('Ada Admin');
  await page.goto('/staff');
  const blocked = page.getByRole('row', { name: /Ada Admin/ }).getByRole('button', { name: 'Disable' });
  await expect(blocked).toHaveAttribute('aria-disabled', 'true');
  await expect(blocked).toHaveAccessibleDescription('You can’t disable yourself.');
});

test('the audit is narrowed by deed and by person, and each filter stands in the URL', async ({ signedIn }) => {
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
