import type { Page } from 'playwright/test';
import { checkNow, expect, keyOf, openKey, rows, test, rowCounts } from './desk.ts';
import { signInAs } from './sign-in.ts';
import { actionPost, sendAgain } from './action-post.ts';

test('a viewer sees Check now disabled, with the reason on hover, on focus and for a screen reader', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  await openKey(page, 'Consolidated Messenger');
  const reason = 'Your role is viewer. You need the role agent to check a key now.';
  const button = page.getByRole('button', { name: 'Check now' });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(button).toHaveAccessibleDescription(reason);
  await button.hover();
  await expect(page.getByText(reason)).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(page.getByText(reason)).not.toBeVisible();
  await button.press('Enter');
  await expect(page.getByText(reason)).toBeVisible();
});

test('pressing Check now or Add key sends nothing for a viewer, and Enter in the form shows the reason', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  const posts: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await openKey(page, 'Consolidated Messenger');
  await page.getByRole('button', { name: 'Check now' }).press('Enter');
  await page.goto('/keys/new');
  await page.getByRole('textbox', { name: 'Customer' }).fill('Nile Textiles');
  await page.getByRole('textbox', { name: 'Key ARN' }).fill('anything');
  const add = page.getByRole('button', { name: 'Add key' });
  await expect(add).toHaveAccessibleDescription('Your role is viewer. You need the role agent to add a key.');
  await add.press('Enter');
  expect(posts).toEqual([]);
  const before = await rowCounts();
  await page.getByRole('textbox', { name: 'Customer' }).press('Enter');
  const refused = page
    .getByRole('alert')
    .filter({ hasText: 'Your role is viewer. You need the role agent to add a key.' });
  await expect(refused).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Key ARN' })).toHaveValue('anything');
  expect(await rowCounts()).toEqual(before);
});

for (const name of ['Vera Viewer', 'Aidan Agent', 'Priya Approver'] as const) {
  test(`${name} can’t open staff, tokens and audit, and the page says why`, async ({ signedIn }) => {
    const page = await signedIn(name);
    await page.goto('/keys');
    const rail = page.getByRole('navigation', { name: 'Main' });
    await expect(rail.getByRole('link')).toHaveText([
      'Home',
      'Keys',
      'Customers',
      'Setups',
      'Replacements',
      'Departures',
      'Deletions',
      'Answers',
      ...(name === 'Priya Approver' ? ['Imports'] : []),
      'Regions',
      'Capacity',
      ...(name === 'Vera Viewer' ? [] : ['Hand over']),
    ]);
    for (const address of ['/audit', '/staff', '/tokens']) {
      const answer = await page.goto(address);
      expect(answer?.status()).toBe(403);
      await expect(page.getByRole('heading', { level: 1, name: 'Your role can’t see this page' })).toBeVisible();
      await expect(
        page.getByText(`You are signed in as ${name}, with the role ${name.split(' ')[1]?.toLowerCase()}.`),
      ).toBeVisible();
    }
  });
}

test('an admin can open staff, tokens and audit', async ({ signedIn }) => {
  const page = await signedIn('Ada Admin');
  await page.goto('/keys');
  const rail = page.getByRole('navigation', { name: 'Main' });
  await rail.getByRole('link', { name: 'Audit log' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeVisible();
  await expect(rail.getByRole('link', { name: 'Audit log' })).toHaveAttribute('aria-current', 'page');
  await rail.getByRole('link', { name: 'Staff' }).click();
  await expect(page.getByRole('row', { name: /Ada Admin.*ada\.admin@vendor\.test.*admin/ })).toBeVisible();
  await rail.getByRole('link', { name: 'Tokens' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tokens' })).toBeVisible();
});

test('a check that a viewer sends as a POST of their own is refused with the reason and writes nothing', async ({
  signedIn,
}) => {
  const agent = await signedIn('Aidan Agent');
  const key = await openKey(agent, 'Consolidated Messenger');
  const post = await actionPost(agent, () => checkNow(agent));
  const viewer = await signedIn('Vera Viewer');
  const before = { ...(await rowCounts()), ...(await checkRevision(key.id)) };
  const answer = await sendAgain(viewer.context(), post);
  expect(await answer.text()).toContain('Your role is viewer. You need the role agent to check a key now.');
  expect({ ...(await rowCounts()), ...(await checkRevision(key.id)) }).toEqual(before);
});

test('an admin’s action that an agent sends as a POST of their own is refused with the reason and writes nothing', async ({
  signedIn,
}) => {
  const admin = await signedIn('Ada Admin');
  await signedIn('Vera Viewer');
  await admin.goto('/staff');
  const agent = await signedIn('Aidan Agent');
  await admin
    .getByRole('row', { name: /Vera Viewer/ })
    .getByRole('button', { name: 'Disable' })
    .click();
  const dialog = admin.getByRole('alertdialog');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(' ');
  // A blank reason is refused, so the recorded submission is real but changed nothing.
  const post = await actionPost(admin, () => dialog.getByRole('button', { name: 'Disable' }).click());
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveAccessibleDescription(
    /Enter a reason for the audit log/,
  );
  const before = await rowCounts();
  const answer = await sendAgain(agent.context(), post);
  expect(await answer.text()).toContain(
    'Your role is agent. You need the role admin to see staff, disable and enable them, and record until when they are away.',
  );
  expect(await rowCounts()).toEqual(before);
});

const checkRevision = async (keyId: string) =>
  (await rows('select revision, claimed_at from key_checks where key_id = $1', [keyId]))[0];

const WITHOUT_ONE_ROLE = [
  { name: 'Nora Nobody', reason: 'None of your groups gives you a role in Keydesk.' },
  { name: 'Max Many', reason: 'Your groups give you more than one role in Keydesk' },
] as const;

for (const { name, reason } of WITHOUT_ONE_ROLE) {
  test(`${name}, whose groups don’t give exactly one role, gets no access and no session, and sees why`, async ({
    page,
  }) => {
    await signInAs(page, name);
    await expect(page.getByRole('heading', { level: 1, name: 'No access' })).toBeVisible();
    await expect(page.getByText(reason)).toBeVisible();
    await expectSignedOut(page);
  });
}

async function expectSignedOut(page: Page): Promise<void> {
  await page.goto(`/keys/${(await keyOf('Fern Hospital Trust')).id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
}
