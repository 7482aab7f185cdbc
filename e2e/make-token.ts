import type { Page } from 'playwright/test';
import { appendFileSync } from 'node:fs';
import { expect, sessionTokensFile } from './desk.ts';
import { runningStack } from './running-stack.ts';

/** Opens the form that makes a token. */
export async function openTokenForm(page: Page) {
  await page.goto('/tokens');
  await page.getByRole('button', { name: 'Make a token' }).click();
  return page.getByRole('dialog', { name: 'Make a token' });
}

const SCOPES = { read: 'read keys', report: 'report what depends on keys' } as const;

/** Makes a token in the browser and reads it where it is shown. `after-the-run.e2e.ts` searches every log for it. */
export async function makeToken(
  page: Page,
  name: string,
  { region, scopes = ['read', 'report'] }: { region?: string; scopes?: readonly (keyof typeof SCOPES)[] } = {},
): Promise<string> {
  const form = await openTokenForm(page);
  await form.getByRole('textbox', { name: 'System' }).fill(name);
  for (const scope of scopes) await form.getByRole('checkbox', { name: SCOPES[scope] }).check();
  if (region !== undefined) {
    await form.getByRole('radio', { name: 'Only some' }).check();
    await form.getByRole('checkbox', { name: region }).check();
  }
  await form.getByRole('button', { name: 'Make the token' }).click();
  const made = page.getByRole('alert').filter({ hasText: `The token for ${name}` });
  await expect(made).toContainText('It is shown only now.');
  const token = (await made.locator('code').textContent()) ?? '';
  appendFileSync(sessionTokensFile(runningStack()), `${token}\n`, { mode: 0o600 });
  return token;
}

/** Revokes the token of a system, on the page of tokens. */
export async function revokeToken(page: Page, name: string, reason: string): Promise<void> {
  const row = page.getByRole('table', { name: 'Tokens' }).getByRole('row', { name });
  await row.getByRole('button', { name: 'Revoke' }).click();
  const dialog = page.getByRole('alertdialog', { name: `Revoke the token for ${name}?` });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(row).toContainText(reason);
}
