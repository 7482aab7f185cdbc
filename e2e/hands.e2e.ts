import type { Locator, Page } from 'playwright/test';
import pg from 'pg';
import { CHANGE_CHANNEL } from '../lib/db/database.ts';
import { control, expect, expireSharedCheck, keyOf, openKey, rows, test } from './desk.ts';
import { startOwnWeb } from './own-web.ts';
import { runningStack } from './running-stack.ts';
import { signInAs } from './sign-in.ts';

const sheetOf = (page: Page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' });
const titleOf = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
/** The tools at the foot of the rail are fetched after the page, and the shortcuts with them. */
const toolsReady = (page: Page) =>
  expect(page.getByRole('button', { name: 'Shortcuts', includeHidden: true })).toBeAttached();
const html = (page: Page) => page.locator('html');

test('the keyboard leads to every page, the sheet names what works on this one, and letters that somebody types stay letters', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/keys');
  await toolsReady(page);
  const search = page.getByRole('searchbox', { name: 'Search keys' });
  await page.getByRole('row').nth(2).getByRole('link').focus();
  await page.keyboard.press('?');
  await expect(sheetOf(page)).toContainText('Copy the key ARN');
  await expect(sheetOf(page)).toContainText('Go to Setups');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.keyboard.press('Escape');
  await expect(sheetOf(page)).toBeHidden();
  await expect(page.getByRole('row').nth(2).getByRole('link')).toBeFocused();

  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await page.keyboard.type('g s?');
  await expect(search).toHaveValue('g s?');
  await search.blur();
  await page.keyboard.press('Control+g');
  await page.keyboard.press('s');
  await expect(titleOf(page, 'Keys')).toBeVisible();

  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(titleOf(page, 'Customers')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /Copied/ })).toHaveCount(0);
  // On a Russian layout the same keys give other letters.
  await html(page).dispatchEvent('keydown', { key: 'п', code: 'KeyG', bubbles: true });
  await html(page).dispatchEvent('keydown', { key: 'ы', code: 'KeyS', bubbles: true });
  await expect(titleOf(page, 'Setups')).toBeVisible();
});

test('single keys can be turned off, and turned on again, and both outlast the page', async ({ signedIn }) => {
  const page = await signedIn('Priya Approver');
  await page.goto('/keys');
  const answered = () => page.waitForResponse((response) => response.request().method() === 'POST');
  const button = page.getByRole('button', { name: 'Shortcuts' });
  const turned = page.getByRole('checkbox', { name: 'Use single keys as shortcuts' });
  await toolsReady(page);
  await page.keyboard.press('?');
  await Promise.all([answered(), turned.uncheck()]);
  await page.reload();
  await toolsReady(page);
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  await expect(html(page)).toHaveAttribute('data-shortcuts', 'off');
  await expect(sheetOf(page)).toHaveCount(0);
  await button.click();
  await Promise.all([answered(), turned.check()]);
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
  await page.keyboard.press('?');
  await expect(sheetOf(page)).toBeVisible();
});

test('theme and density are the person’s own: at once, from the first byte of the next page, signed out, and in another browser', async ({
  signedIn,
  signedOut,
}) => {
  const page = await signedIn('Priya Approver', { colorScheme: 'light' });
  await page.goto('/keys');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const rowHeight = async () => (await page.getByRole('row').nth(3).boundingBox())?.height;
  const light = await background();
  const button = page.getByRole('button', { name: 'Appearance' });
  const answered = () => page.waitForResponse((response) => response.request().method() === 'POST');
  await button.click();
  const dialog = page.getByRole('dialog', { name: 'Appearance' });
  await Promise.all([answered(), dialog.getByRole('radio', { name: 'Dark' }).check()]);
  await Promise.all([answered(), dialog.getByRole('radio', { name: 'Compact' }).check()]);
  expect(await background()).not.toBe(light);
  await page.mouse.click(5, 5);
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  expect(await rowHeight()).toBe(28);

  const bytes = await (await page.context().request.get('/setups')).text();
  expect(bytes.slice(0, bytes.indexOf('<head'))).toContain('data-theme="dark" data-density="compact"');
  expect(bytes).toContain('<meta name="color-scheme" content="dark"/>');

  const elsewhere = await signedOut({ colorScheme: 'light' });
  await signInAs(elsewhere, 'Priya Approver');
  await expect(html(elsewhere)).toHaveAttribute('data-theme', 'dark');
  await elsewhere.getByRole('button', { name: 'Sign out' }).click();
  await expect(titleOf(elsewhere, 'Sign in')).toBeVisible();
  await expect(html(elsewhere)).toHaveAttribute('data-theme', 'dark');

  await button.click();
  await Promise.all([answered(), dialog.getByRole('radio', { name: 'As the system' }).check()]);
  await Promise.all([answered(), dialog.getByRole('radio', { name: 'Normal' }).check()]);
  expect(await background()).toBe(light);
});

test('every menu closes on Escape, with the focus back on its button, and on a press outside', async ({ signedIn }) => {
  const page = await signedIn('Ada Admin');
  for (const { address, menus } of [
    { address: '/keys', menus: ['Filter', 'Columns'] },
    { address: '/setups', menus: ['Stage'] },
    { address: '/audit', menus: ['Action', 'Person'] },
  ]) {
    await page.goto(address);
    await toolsReady(page);
    for (const name of menus) {
      const menu = page.getByRole('group').filter({ has: page.getByText(name, { exact: true }) });
      const button = menu.locator('summary');
      const content = menu.locator(':is(a, select, input, button)').first();
      await button.click();
      await expect(content).toBeVisible();
      await content.focus();
      await page.keyboard.press('Escape');
      await expect(content).toBeHidden();
      await expect(button).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(content).toBeVisible();
      await page.getByRole('heading', { level: 1 }).click();
      await expect(content).toBeHidden();
    }
  }
  await page.setViewportSize({ width: 390, height: 700 });
  const rail = page.getByRole('button', { name: 'Menu' });
  await rail.click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Keys' }).focus();
  await page.keyboard.press('Escape');
  await expect(rail).toBeFocused();
  await rail.click();
  await page.getByRole('button', { name: 'Shortcuts' }).click();
  await expect(sheetOf(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(rail).toBeFocused();
});

test('a tip lies over the rows after it, inside the window, with the time in UTC and in the reader’s own zone', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer', { timezoneId: 'America/New_York' });
  await page.goto('/keys');
  await toolsReady(page);
  const times = page.getByRole('row').locator('time');
  await expect(times.first()).toBeVisible();
  for (const time of [times.first(), times.nth(6), times.last()]) {
    await time.scrollIntoViewIfNeeded();
    await time.hover();
    await expect
      .poll(() => tipOf(time))
      .toEqual({ seen: true, words: expect.stringMatching(/\d\d:\d\d UTC.*America\/New_York/) });
  }
  await page.keyboard.press('j');
  await expect.poll(() => tipOf(times.first())).toEqual({ seen: true, words: expect.stringContaining('New_York') });
  await page.emulateMedia({ media: 'print' });
  expect((await tipOf(times.first())).words).not.toContain('New_York');
});

/** Whether the corners and the middle of the tip are what somebody sees there, and its words, generated ones included. */
const tipOf = (time: Locator): Promise<{ seen: boolean; words: string }> =>
  time.evaluate((host) => {
    const tip = host.querySelector('span');
    if (tip === null) return { seen: false, words: '' };
    const { left, right, top, bottom } = tip.getBoundingClientRect();
    const at = (x: number, y: number): boolean => tip.contains(document.elementFromPoint(x, y));
    const points = [left + 4, (left + right) / 2, right - 4].flatMap((x) => [at(x, top + 3), at(x, bottom - 3)]);
    const generated = getComputedStyle(tip, '::after').content;
    const local = generated.includes('attr(') || generated.includes('·') ? (tip.dataset['local'] ?? '') : '';
    return { seen: points.every(Boolean), words: `${tip.textContent} ${local}` };
  });

test('what has the focus keeps it when the page reads itself again: a row, a button, a field with typed text', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const owner = new pg.Client({ connectionString: runningStack().env['DATABASE_URL'] });
  await owner.connect();
  const readAgain = async (address: RegExp): Promise<void> => {
    const read = page.waitForResponse((response) => address.test(new URL(response.url()).pathname));
    await owner.query('select pg_notify($1, $2)', [CHANGE_CHANNEL, JSON.stringify({ kind: 'many' })]);
    await read;
    // The words of the new answer are on the page in the next frame.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  };
  try {
    await page.goto('/keys');
    const row = page.getByRole('table', { name: 'Keys' }).getByRole('link').nth(2);
    const name = await row.innerText();
    await row.focus();
    await readAgain(/^\/api\/keys$/);
    await expect(page.locator(':focus')).toHaveText(name);

    await openKey(page, 'Cobalt Reinsurance');
    const check = page.getByRole('button', { name: 'Check now' });
    await check.focus();
    await readAgain(/^\/api\/keys\/[^/]+$/);
    await expect(check).toBeFocused();
    await page.getByText('Ask for evidence and add it').click();
    const field = page.getByRole('textbox').last();
    await field.fill('half of what they sent');
    await readAgain(/^\/api\/keys\/[^/]+$/);
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('half of what they sent');

    const [setup] = await rows<{ id: string }>(
      `select s.id from setups s join customers c on c.id = s.customer_id where c.name = 'Initech' order by s.id desc limit 1`,
    );
    await page.goto(`/setups/${setup?.id}`);
    const handOver = page.getByRole('button', { name: 'Hand over' });
    await handOver.focus();
    await readAgain(/^\/api\/setups\/[^/]+$/);
    await expect(handOver).toBeFocused();
  } finally {
    await owner.end();
  }
});

test('while the database hangs, a page, a route, an action and an export each say within ten seconds that there is no answer', async ({
  signedIn,
}) => {
  test.setTimeout(90_000);
  const web = await startOwnWeb();
  try {
    const page = await signedIn('Aidan Agent');
    const { id } = await keyOf('Kestrel Aerospace');
    await page.goto(`${web.origin}/keys/${id}`);
    await expect(titleOf(page, 'Kestrel Aerospace')).toBeVisible();
    const list = await page.context().newPage();
    await list.goto(`${web.origin}/keys`);
    await expect(titleOf(list, 'Keys')).toBeVisible();
    web.toDatabase.hang();
    const withinTen = { timeout: 10_000 };

    const route = page.request.get(`${web.origin}/api/keys`, withinTen);
    await list.getByRole('button', { name: 'Export CSV' }).click();
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.getByRole('status').getByText(/^(The database|Keydesk) did not answer/)).toBeVisible(withinTen);
    await expect(list.getByRole('alert').filter({ hasText: /The database did not answer|No answer/ })).toBeVisible(
      withinTen,
    );
    const answer = await route;
    expect(answer.status()).toBe(503);
    expect(await answer.json()).toMatchObject({
      problem: 'no_database',
      words: expect.stringMatching(/^The database did not answer, so nothing could be read\./),
    });
    await list.goto(`${web.origin}/setups`, { ...withinTen, waitUntil: 'commit' });
    await expect(titleOf(list, 'This page can’t be shown')).toBeVisible(withinTen);
    await expect(list.getByText('The database did not answer, so nothing could be read.')).toBeVisible();

    web.toDatabase.restore();
    await expect(async () => {
      await list.getByRole('button', { name: 'Try again' }).click({ timeout: 2_000 });
      await expect(titleOf(list, 'Setups')).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
  } finally {
    await web.close();
  }
});

test('a page that does not come is said within ten seconds, and trying again loads it', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/keys');
  await toolsReady(page);
  const notice = page.getByRole('alert').filter({ hasText: 'Keydesk did not answer within 10 seconds' });
  // Nothing of the page comes, not even the part that a link reads ahead.
  await page.route(/\/setups\?_rsc=/, () => {});
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(notice).toBeVisible({ timeout: 11_000 });
  await expect(titleOf(page, 'Keys')).toBeVisible();
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expect(titleOf(page, 'Setups')).toBeVisible();
  await expect(notice).toBeHidden();
});

test('while KMS hangs, a check and an encrypt/decrypt test each say within ten seconds that they got no answer', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const { region } = await openKey(page, 'Kestrel Aerospace');
  await control.faults.add({ match: { region }, effect: { kind: 'hang' } });
  try {
    for (const [name, words] of [
      ['Check now', 'The key could not be checked. Its status is unchanged.'],
      ['Run encrypt/decrypt test', 'The test got no answer, so it shows nothing about the key.'],
    ] as const) {
      // One call of a key in 15 seconds, whoever asks (H24).
      await expireSharedCheck();
      await page.getByRole('button', { name }).click();
      await expect(page.getByRole('status').getByText(words).first()).toBeVisible({ timeout: 10_000 });
    }
  } finally {
    await control.faults.clear();
  }
});
