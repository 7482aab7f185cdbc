import type { Page } from 'playwright/test';
import pg from 'pg';
import { hashSessionToken } from '../lib/auth/session-token.ts';
import { CHANGE_CHANNEL } from '../lib/db/database.ts';
import { expect, keyOf, openKey, SESSION_COOKIE, saveSessionToken, test } from './desk.ts';
import { startOwnWeb, type OwnWeb } from './own-web.ts';
import { runningStack } from './running-stack.ts';
import { haveSetup } from './setup-shortcuts.ts';
import { signInAs } from './sign-in.ts';

const CUSTOMER = 'Kestrel Aerospace';
const RENAMED = 'Kestrel Aerospace Renamed';
const NOT_LIVE = /Not live since \d\d:\d\d UTC/;

let owner: pg.Client;
let web: OwnWeb;

test.beforeAll(async () => {
  owner = new pg.Client({ connectionString: runningStack().env['DATABASE_URL'] });
  await owner.connect();
  web = await startOwnWeb();
});
test.afterAll(async () => {
  await web.close();
  await owner.end();
});
test.afterEach(() => rename(CUSTOMER));

/** Changes what pages show without telling anybody, as a change during a break does. */
async function rename(to: string): Promise<void> {
  await owner.query('update customers set name = $1 where name = any($2)', [to, [CUSTOMER, RENAMED]]);
}
const announce = (payload: unknown) =>
  owner.query('select pg_notify($1, $2)', [CHANGE_CHANNEL, JSON.stringify(payload)]);

const notLive = (page: Page) => page.getByRole('status').filter({ hasText: NOT_LIVE });
const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const signedOutCover = (page: Page) => page.getByRole('dialog', { name: 'Signed out' });
const streamOf = (page: Page) => page.waitForResponse((response) => response.url().endsWith('/api/live'));

async function openOnOwnWeb(page: Page): Promise<void> {
  const { id } = await keyOf(CUSTOMER);
  const connected = streamOf(page);
  await page.goto(`${web.origin}/keys/${id}`);
  await expect(title(page, CUSTOMER)).toBeVisible();
  await connected;
}

/** The page is live again: it has read what changed during the break, and hears the next change within a second. */
async function expectHealed(page: Page): Promise<void> {
  await expect(title(page, RENAMED)).toBeVisible({ timeout: 20_000 });
  await expect(notLive(page)).toHaveCount(0);
  await rename(CUSTOMER);
  await announce({ kind: 'key', id: (await keyOf(CUSTOMER)).id });
  await expect(title(page, CUSTOMER)).toBeVisible({ timeout: 3_000 });
}

const BREAKS = [
  { what: 'the server restarts', begin: () => web.stop(), end: () => web.start() },
  {
    what: 'PostgreSQL restarts',
    begin: async () => web.toDatabase.cut(),
    end: async () => web.toDatabase.restore(),
  },
  {
    what: 'the network breaks',
    begin: async () => web.toBrowser.cut(),
    end: async () => web.toBrowser.restore(),
  },
] as const;

for (const { what, begin, end } of BREAKS) {
  test(`while ${what}, an open page says since when it is not live, and afterwards it heals by itself`, async ({
    signedIn,
  }) => {
    const page = await signedIn('Vera Viewer');
    await openOnOwnWeb(page);
    await begin();
    await expect(notLive(page)).toBeVisible();
    await expect(title(page, CUSTOMER)).toBeVisible();
    await rename(RENAMED);
    await end();
    await expectHealed(page);
  });
}

test('what a person does on a page shows there at once, also while no change reaches it', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  await page.route('**/api/live', (route) => route.abort());
  await page.goto(await haveSetup({ name: 'Silverfield Notaries', externalId: 'silverfield-notaries' }, 'eu-west-1'));
  await page.getByRole('button', { name: 'Withdraw' }).click();
  const question = page.getByRole('alertdialog', { name: 'Withdraw this setup?' });
  await question.getByRole('textbox', { name: 'Why' }).fill('They decided otherwise.');
  await question.getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByText('This setup was withdrawn')).toBeVisible();
});

test('after a laptop’s sleep, during which its stream was cut without a sign, an open page reads itself anew', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  await page.clock.install();
  await openOnOwnWeb(page);
  web.toBrowser.silence();
  await rename(RENAMED);
  await announce({ kind: 'key', id: (await keyOf(RENAMED)).id });
  await page.clock.fastForward('00:30');
  await expectHealed(page);
});

test('all tabs of a browser share one stream, and another tab takes it over within a second', async ({ signedIn }) => {
  const first = await signedIn('Vera Viewer');
  const asked: Page[] = [];
  const opened = async (page: Page): Promise<Page> => {
    page.on('request', (request) => {
      if (request.url().endsWith('/api/live')) asked.push(page);
    });
    await openKey(page, CUSTOMER);
    return page;
  };
  await first.goto('about:blank');
  const connected = streamOf(first);
  await opened(first);
  await connected;
  const second = await opened(await first.context().newPage());
  await rename(RENAMED);
  await announce({ kind: 'key', id: (await keyOf(RENAMED)).id });
  for (const page of [first, second]) await expect(title(page, RENAMED)).toBeVisible({ timeout: 2_000 });
  expect(asked).toEqual([first]);

  const takenOver = second.waitForRequest((request) => request.url().endsWith('/api/live'), { timeout: 1_000 });
  await Promise.all([takenOver, first.close()]);
  await rename(CUSTOMER);
  await expect(title(second, CUSTOMER)).toBeVisible();
  expect(asked).toEqual([first, second]);
});

test('a change is on an open page and in an open list within two seconds of its notification', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  const list = await page.context().newPage();
  let answeredAtMs = Date.now();
  page.context().on('response', (response) => {
    if (new URL(response.url()).pathname.startsWith('/api/keys')) answeredAtMs = Date.now();
  });
  const { id } = await openKey(page, CUSTOMER);
  await list.goto('/keys?q=Kestrel');
  await expect(list.getByRole('row', { name: CUSTOMER })).toBeVisible();
  answeredAtMs = Date.now();
  // The first change after a quiet time: pages read at most once in two seconds.
  await expect.poll(() => Date.now() - answeredAtMs, { timeout: 20_000 }).toBeGreaterThan(2_000);
  await rename(RENAMED);
  const began = Date.now();
  await announce({ kind: 'key', id });
  await Promise.all([
    title(page, RENAMED).waitFor({ timeout: 5_000 }),
    list.getByRole('row', { name: RENAMED }).waitFor({ timeout: 5_000 }),
  ]);
  expect(Date.now() - began).toBeLessThan(2_000);
});

test.describe('when a session is revoked under an open page with typed text', () => {
  async function typed(page: Page): Promise<void> {
    await signInAs(page, 'Aidan Agent');
    await saveSessionToken(page.context());
    const connected = streamOf(page);
    await page.goto('/keys/new');
    await connected;
    await page.getByRole('textbox', { name: 'Customer' }).fill('Nile Textiles');
  }
  async function revoke(page: Page): Promise<void> {
    const cookie = (await page.context().cookies()).find(({ name }) => name === SESSION_COOKIE);
    const hash = hashSessionToken(cookie?.value ?? '');
    const gone = await owner.query('delete from sessions where token_hash = $1', [hash]);
    expect(gone.rowCount).toBe(1);
  }
  const customer = (page: Page) => page.locator('input[name="customerName"]');

  test('the page is covered with the reason, keeps the text, and comes back when the same person signs in', async ({
    signedOut,
  }) => {
    const page = await signedOut();
    await typed(page);
    await revoke(page);
    const cover = signedOutCover(page);
    await expect(cover).toContainText('You are not signed in.', { timeout: 6_000 });
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(0);
    await expect(page.getByText('Add a key')).toBeHidden();
    await expect(customer(page)).toBeHidden();
    await expect(customer(page)).toHaveValue('Nile Textiles');
    await expect(page).toHaveTitle('Signed out · Keydesk');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(cover).toBeVisible();

    const opening = page.waitForEvent('popup');
    await cover.getByRole('link', { name: 'Sign in' }).click();
    const tab = await opening;
    await tab.getByRole('button', { name: 'Continue with your company account' }).click();
    await tab.getByRole('button', { name: 'Aidan Agent' }).click();
    await tab.waitForURL('**/keys/new');
    await saveSessionToken(page.context());
    await expect(cover).toHaveCount(0);
    await page.bringToFront();
    await expect(page.getByRole('textbox', { name: 'Customer' })).toHaveValue('Nile Textiles');
    await expect(page.getByRole('textbox', { name: 'Customer' })).toBeFocused();
    await expect(page).toHaveTitle('Add a key · Keydesk');
  });

  test('nothing of it is left for somebody else who signs in with that browser', async ({ signedOut }) => {
    const page = await signedOut();
    await typed(page);
    await revoke(page);
    await expect(signedOutCover(page)).toBeVisible();
    const tab = await page.context().newPage();
    await signInAs(tab, 'Priya Approver');
    await saveSessionToken(page.context());
    await expect(page.getByText('Priya Approver')).toBeVisible();
    await expect(customer(page)).toHaveValue('');
  });
});
