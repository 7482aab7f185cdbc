import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { actionPost, sendAgain } from './action-post.ts';
import { control, expect, keyOf, rows, rowCounts, test } from './desk.ts';
import { makeToken, openTokenForm, revokeToken } from './make-token.ts';
import { runningStack } from './running-stack.ts';

const { origin, dir } = runningStack();
const CUSTOMER = 'Cypress Analytics';

const ask = (token: string, address: string, body?: unknown): Promise<Response> =>
  fetch(`${origin}${address}`, {
    method: body === undefined ? 'GET' : 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

async function workspaceOf(keyId: string): Promise<string> {
  const [found] = await rows<{ id: string }>(
    'select workspace_id as id from key_assignments where key_id = $1 and to_at is null',
    [keyId],
  );
  if (found === undefined) throw new Error('The key protects no workspace.');
  return found.id;
}

/** Whether any log of the stack, or any row that a token leaves behind, holds the text. */
async function placesWith(text: string): Promise<string[]> {
  const logs = path.join(dir, 'logs');
  const files = readdirSync(logs).filter((file) => readFileSync(path.join(logs, file), 'utf8').includes(text));
  const kept = await rows<{ line: string }>(
    'select t::text as line from service_tokens t union all select a::text from audit_log a',
  );
  return [...files, ...kept.filter(({ line }) => line.includes(text)).map(() => 'the database')];
}

test('an admin makes a token, which is shown once and works until they revoke it, and the audit log tells its life', async ({
  signedIn,
}) => {
  const page = await signedIn('Ada Admin', { permissions: ['clipboard-read', 'clipboard-write'] });
  const key = await keyOf(CUSTOMER);
  const workspaceId = await workspaceOf(key.id);
  const name = `Backup of ${key.region}`;
  const token = await makeToken(page, name);
  expect(token).toMatch(/^keydesk_[\w-]{43}$/);
  await page.getByRole('button', { name: 'Copy token' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  const row = page.getByRole('table', { name: 'Tokens' }).getByRole('row', { name });
  await expect(row).toContainText(token.slice(-4));
  await expect(row).toContainText('live');
  await expect(row).toContainText('never');

  expect(page.url()).not.toContain(token);
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(token);

  const read = await ask(token, `/api/v1/workspaces/${workspaceId}/key`);
  expect(read.status).toBe(200);
  expect(await read.json()).toMatchObject({ workspaceId, active: { keyId: key.id, arn: key.arn } });
  const { now } = await control.clock.read();
  const reported = await ask(token, '/api/v1/dependents', {
    reportId: `e2e-${Date.now()}`,
    asOf: new Date(now).toISOString(),
    keys: [
      {
        keyId: key.id,
        counts: { restore_points: 1234, legal_holds: 2, jobs: 0 },
        oldestAt: '2026-01-02T03:04:05.000Z',
        nextRunAt: null,
        lastBackup: { at: '2026-03-04T05:06:07.000Z', result: 'succeeded', arn: `${key.arn}0` },
        lastRestore: null,
      },
    ],
  });
  expect(reported.status).toBe(200);
  expect(await reported.json()).toEqual({ taken: 1, repeated: 0 });

  await page.goto(`/keys/${key.id}`);
  const depends = page.getByRole('region', { name: 'What depends on this key' });
  await expect(depends).toContainText(`by ${name}, counted at`);
  await expect(depends).toContainText(/Restore points\s*1,234/);
  await expect(depends).toContainText(/Legal holds\s*2/);
  await expect(depends).toContainText(/None\s*backup and archive jobs, paused ones included/);
  await expect(depends).toContainText(/Never reported\s*archives, .*running restores, failed moves/);
  await expect(depends).toContainText('The last real backup used another key than this one.');

  await page.goto('/tokens');
  // Uses are written every ten seconds.
  await expect(async () => {
    await page.reload();
    await expect(row.getByRole('cell').last().locator('xpath=preceding-sibling::td[1]')).toHaveText('2', {
      timeout: 500,
    });
  }).toPass({ timeout: 30_000 });
  await expect(row).not.toContainText('never');

  await revokeToken(page, name, 'It was pasted into a chat');
  await expect(row).toContainText(/revoked.*by Ada Admin: It was pasted into a chat/);
  await expect(row.getByRole('button')).toHaveCount(0);

  const refused = await ask(token, `/api/v1/workspaces/${workspaceId}/key`);
  expect(refused.status).toBe(401);
  expect(refused.headers.get('content-type')).toBe('application/problem+json');

  await row.getByRole('link').click();
  const audit = page.getByRole('table', { name: 'Audit' });
  await expect(audit.getByRole('row', { name: /Revoked a token/ })).toContainText('It was pasted into a chat');
  await expect(audit.getByRole('row', { name: /First use of a token on a day/ }).first()).toContainText(name);
  await expect(audit.getByRole('row', { name: /Made a token for another system/ })).toContainText('Ada Admin');
  expect(await page.content()).not.toContain(token);
  expect(await placesWith(token)).toEqual([]);
});

test('for a token of one region, a workspace of another region doesn’t exist', async ({ signedIn }) => {
  const key = await keyOf(CUSTOMER);
  const [other] = await rows<{ region: string }>('select region from customer_keys where region <> $1 limit 1', [
    key.region,
  ]);
  const region = other?.region ?? '';
  const page = await signedIn('Ada Admin');
  const token = await makeToken(page, `Only ${region}`, { region });
  const row = page.getByRole('table', { name: 'Tokens' }).getByRole('row', { name: `Only ${region}` });
  await expect(row.getByRole('cell', { name: region, exact: true }).first()).toBeVisible();
  const answer = await ask(token, `/api/v1/workspaces/${await workspaceOf(key.id)}/key`);
  expect(answer.status).toBe(404);
});

test('a token needs something that it may do, a region, and a life of at most a year, and the form keeps what was typed', async ({
  signedIn,
}) => {
  const page = await signedIn('Ada Admin');
  const form = await openTokenForm(page);
  await form.getByRole('textbox', { name: 'System' }).fill('A system that may do nothing');
  const submit = form.getByRole('button', { name: 'Make the token' });
  await submit.click();
  await expect(form.getByRole('checkbox', { name: 'read keys' })).toHaveAccessibleDescription(
    'Choose what the token allows.',
  );
  await form.getByRole('checkbox', { name: 'read keys' }).check();
  await form.getByRole('radio', { name: 'Only some' }).check();
  await submit.click();
  await expect(form.getByRole('checkbox', { name: 'eu-west-1' })).toHaveAccessibleDescription(
    /Choose at least one of the regions/,
  );
  await expect(form.getByRole('textbox', { name: 'System' })).toHaveValue('A system that may do nothing');
  expect(await rows(`select 1 from service_tokens where name = 'A system that may do nothing'`)).toEqual([]);
});

test('a token that an approver asks for with a POST of their own is refused with the reason and not made', async ({
  signedIn,
}) => {
  const admin = await signedIn('Ada Admin');
  const form = await openTokenForm(admin);
  await form.getByRole('textbox', { name: 'System' }).fill('Sent by somebody else');
  // Without anything that it may do it is refused, so the recorded submission is real but made nothing.
  const post = await actionPost(admin, () => form.getByRole('button', { name: 'Make the token' }).click());
  const approver = await signedIn('Priya Approver');
  const before = await rowCounts();
  const answer = await sendAgain(approver.context(), post);
  expect(await answer.text()).toContain(
    'Your role is approver. You need the role admin to make and revoke tokens of other systems.',
  );
  expect(await rowCounts()).toEqual(before);
});
