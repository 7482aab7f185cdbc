import type { Page } from 'playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { control, expect, keyOf, saveSessionToken, openKey, rows, SESSION_COOKIE, test, rowCounts } from './desk.ts';
import { runningStack } from './running-stack.ts';
import { signInAs } from './sign-in.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Signs in with a new session. Other tests share theirs. */
async function signInWithNewSession(page: Page, name: string, path?: string): Promise<string> {
  await signInAs(page, name, path);
  return saveSessionToken(page.context());
}

const signInTitle = (page: Page) => page.getByRole('heading', { level: 1, name: 'Sign in' });
const cover = (page: Page) => page.getByRole('dialog', { name: 'Signed out' });
const add = (page: Page) => page.getByRole('button', { name: 'Add key' });

test('after 30 idle minutes the next request leads to the sign-in page, which says why and leads back afterwards', async ({
  signedOut,
}) => {
  const page = await signedOut();
  await signInWithNewSession(page, 'Aidan Agent');
  const key = await openKey(page, 'Kestrel Aerospace');
  await control.clock.advance(29 * MINUTE);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Kestrel Aerospace' })).toBeVisible();
  await control.clock.advance(31 * MINUTE);
  await page.reload();
  await expect(signInTitle(page)).toBeVisible();
  await expect(page.getByText('You were signed out after 30 minutes of inactivity.')).toBeVisible();
  await page.getByRole('button', { name: 'Continue with your company account' }).click();
  await page.getByRole('button', { name: 'Aidan Agent' }).click();
  await page.waitForURL(`**/keys/${key.id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Kestrel Aerospace' })).toBeVisible();
});

test('a form keeps everything that was typed when the session ends, and the page says why it is covered', async ({
  signedOut,
}) => {
  const page = await signedOut();
  await signInWithNewSession(page, 'Aidan Agent');
  await page.goto('/keys/new');
  await page.getByRole('textbox', { name: 'Customer' }).fill('Nile Textiles');
  await page.getByRole('combobox', { name: 'Hosting region' }).selectOption('us-west-2');
  await page.getByRole('textbox', { name: 'Key ARN' }).fill('arn:aws:kms:us-west-2:123456789012:key/half');
  await control.clock.advance(31 * MINUTE);
  const before = await rowCounts();
  // Sent at the same moment as the server notices: the page may be covered already.
  await page.locator('main form').evaluate((form: HTMLFormElement) => form.requestSubmit());
  await expect(cover(page)).toContainText('You were signed out after 30 minutes of inactivity.');
  await expect(page.getByRole('textbox')).toHaveCount(0);
  expect(await rowCounts()).toEqual(before);

  const otherTab = await page.context().newPage();
  await signInWithNewSession(otherTab, 'Aidan Agent');
  await expect(cover(page)).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Customer' })).toHaveValue('Nile Textiles');
  await expect(page.getByRole('combobox', { name: 'Hosting region' })).toHaveValue('us-west-2');
  await expect(page.getByRole('textbox', { name: 'Key ARN' })).toHaveValue(
    'arn:aws:kms:us-west-2:123456789012:key/half',
  );
  await add(page).click();
  await expect(page.getByRole('textbox', { name: 'Key ARN' })).toHaveAccessibleDescription(
    /not written the way AWS shows it/,
  );
  await expect(page.getByRole('textbox', { name: 'Customer' })).toHaveValue('Nile Textiles');
});

test('a session ends twelve hours after sign-in, however active it was', async ({ signedOut }) => {
  const page = await signedOut();
  await signInWithNewSession(page, 'Vera Viewer');
  for (let passed = 0; passed + 25 * MINUTE < 12 * HOUR; passed += 25 * MINUTE) {
    await control.clock.advance(25 * MINUTE);
    expect((await page.request.get('/keys', { maxRedirects: 0 })).status()).toBe(200);
  }
  await control.clock.advance(25 * MINUTE);
  // The open page may go to the sign-in by itself at that moment.
  await page.goto('/keys').catch(() => undefined);
  await expect(signInTitle(page)).toBeVisible();
  await expect(page.getByText('You were signed out 12 hours after you signed in.')).toBeVisible();
});

test('an open list keeps updating and does not keep its session alive', async ({ signedOut }) => {
  const page = await signedOut();
  await signInWithNewSession(page, 'Vera Viewer');
  await page.goto('/keys');
  await expect(page.getByRole('table', { name: 'Keys' })).toBeVisible();
  // The requests that an open page sends by itself: the list, the key and the stream of changes.
  const { id } = await keyOf('Kestrel Aerospace');
  for (let minutes = 0; minutes < 28; minutes += 7) {
    await control.clock.advance(7 * MINUTE);
    expect((await page.request.get('/api/keys')).status()).toBe(200);
    expect((await page.request.get(`/api/keys/${id}`)).status()).toBe(200);
    const stream = await page.evaluate(async () => {
      const asked = new AbortController();
      const { status } = await fetch('/api/live', { signal: asked.signal });
      asked.abort();
      return status;
    });
    expect(stream).toBe(200);
  }
  await control.clock.advance(3 * MINUTE);
  const refused = await page.request.get('/api/keys');
  expect(refused.status()).toBe(401);
  expect(await refused.json()).toMatchObject({ words: 'You were signed out after 30 minutes of inactivity.' });
});

test('an open list whose session has ended is covered by itself, and signing in leads back to it', async ({
  signedOut,
}) => {
  const page = await signedOut();
  await signInWithNewSession(page, 'Vera Viewer');
  const listening = page.waitForResponse((response) => response.url().endsWith('/api/live'));
  await page.goto('/keys?region=eu-west-1');
  await listening;
  await control.clock.advance(31 * MINUTE);
  await expect(cover(page)).toContainText('You were signed out after 30 minutes of inactivity.');
  await expect(page.getByRole('table', { name: 'Keys' })).toHaveCount(0);
  await expect(cover(page).getByRole('link', { name: 'Sign in' })).toHaveAttribute(
    'href',
    '/sign-in?callbackUrl=%2Fkeys%3Fregion%3Deu-west-1',
  );
});

test('a disabled staff member is signed out at the next request, and cannot sign in until enabled again', async ({
  signedIn,
  signedOut,
}) => {
  const page = await signedOut();
  await signInWithNewSession(page, 'Priya Approver');
  const admin = await signedIn('Ada Admin');
  await admin.goto('/staff');
  const row = admin.getByRole('row', { name: /Priya Approver/ });
  await row.getByRole('button', { name: 'Disable' }).click();
  const dialog = admin.getByRole('alertdialog');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Left the company');
  await dialog.getByRole('button', { name: 'Disable' }).click();
  await expect(row).toContainText('disabled');

  await expect(cover(page)).toContainText('Your access to Keydesk was disabled by an admin.', { timeout: 5_000 });
  expect((await page.request.get('/api/keys')).status()).toBe(401);
  await page.goto('/keys');
  await expect(signInTitle(page)).toBeVisible();
  await signInAs(page, 'Priya Approver');
  await expect(page.getByRole('heading', { level: 1, name: 'No access' })).toBeVisible();
  await expect(page.getByText('A Keydesk admin disabled your access.')).toBeVisible();

  await row.getByRole('button', { name: 'Enable' }).click();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Came back');
  await dialog.getByRole('button', { name: 'Enable' }).click();
  await expect(row).toContainText('Enabled');
  await signInWithNewSession(page, 'Priya Approver');
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
});

test('after sign-out the Back button shows no data, and the old cookie gives no access', async ({ signedOut }) => {
  const page = await signedOut();
  const token = await signInWithNewSession(page, 'Aidan Agent');
  const key = await openKey(page, 'Kestrel Aerospace');
  await page.getByRole('link', { name: 'Keys' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out of Keydesk.')).toBeVisible();
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain(SESSION_COOKIE);
  for (const step of [1, 2]) {
    await page.goBack();
    await expect(signInTitle(page), `${step} back`).toBeVisible();
    await expect(page.getByRole('table', { name: 'Keys' })).toHaveCount(0);
    await expect(page.getByText(key.awsAccountId)).toHaveCount(0);
  }

  const [{ hostname }] = [new URL(page.url())];
  await page.context().addCookies([{ name: SESSION_COOKIE, value: token, domain: hostname, path: '/' }]);
  await page.goto(`/keys/${key.id}`);
  await expect(signInTitle(page)).toBeVisible();
  expect((await page.request.get('/api/keys')).status()).toBe(401);
});

test('the session cookie cannot be read by scripts, and the database holds only its hash', async ({ signedOut }) => {
  const page = await signedOut();
  const token = await signInWithNewSession(page, 'Vera Viewer');
  const cookie = (await page.context().cookies()).find(({ name }) => name === SESSION_COOKIE);
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(await page.evaluate(() => document.cookie)).not.toContain(token);
  const stored = await rows<{ row: string }>('select row_to_json(s)::text as row from sessions s');
  expect(stored.length).toBeGreaterThan(0);
  for (const { row } of stored) expect(row).not.toContain(token);
});

/** Runs statements as the owner of the database. */
async function asOwner(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: runningStack().env['DATABASE_URL'] });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function webLog(): string {
  const logs = path.join(runningStack().dir, 'logs');
  return readdirSync(logs)
    .filter((name) => name.startsWith('web'))
    .map((name) => readFileSync(path.join(logs, name), 'utf8'))
    .join('');
}

test('a database error at sign-in shows a reference that the log explains, and no details', async ({ signedOut }) => {
  const page = await signedOut();
  const before = [await rowCounts(), webLog().length] as const;
  const addresses: string[] = [];
  page.on('framenavigated', (frame) => addresses.push(frame.url()));
  page.on('response', (response) => addresses.push(response.headers()['location'] ?? ''));
  await asOwner(
    `create function e2e_fail_sign_in() returns trigger language plpgsql
       as $$ begin raise exception 'broken for % <%>', new.name, new.email; end $$`,
    'create trigger e2e_fail_sign_in before insert on staff for each row execute function e2e_fail_sign_in()',
  );
  try {
    await page.goto('/keys');
    await page.getByRole('button', { name: 'Continue with your company account' }).click();
    await page.getByRole('button', { name: 'Aidan Agent' }).click();
    await expect(page.getByText('Sign-in failed on our side. Try again.')).toBeVisible();
  } finally {
    await asOwner('drop trigger e2e_fail_sign_in on staff', 'drop function e2e_fail_sign_in()');
  }
  expect(new URL(page.url()).search).toMatch(/^\?error=Failed&reference=[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  const reference = new URL(page.url()).searchParams.get('reference') ?? '';
  await expect(page.getByText(`give the person who runs Keydesk this reference: ${reference}`)).toBeVisible();
  expect(addresses.join(' ')).toContain(reference);
  for (const shown of [addresses.join(' '), await page.content()])
    expect(decodeURIComponent(shown)).not.toMatch(/insert|staff"|broken for|aidan/i);

  const lines = webLog().slice(before[1]).trim().split('\n');
  const fault = lines.find((line) => line.includes('"event":"authn_fault"'));
  expect(JSON.parse(fault ?? '{}')).toMatchObject({
    level: 'error',
    reference,
    error: { message: expect.stringContaining('insert into "staff"'), cause: { code: 'P0001' } },
  });
  expect(fault).toContain('params: [redacted]');
  expect(await rowCounts()).toEqual(before[0]);
  await signInWithNewSession(page, 'Aidan Agent');
});

test('the sign-in page never shows text from its address', async ({ signedOut }) => {
  const page = await signedOut();
  await page.goto(
    `/sign-in?error=${encodeURIComponent('Call 555 0100')}&reference=${encodeURIComponent('Call 555 0100')}`,
  );
  await expect(page.getByText('Sign-in failed on our side. Try again.')).toBeVisible();
  await expect(page.getByText('555')).toHaveCount(0);
});
