import type { Locator, Page } from 'playwright/test';
import pg from 'pg';
import { expect } from './desk.ts';
import { runningStack } from './running-stack.ts';

/** A connection as the owner of the database, for what no page of a test does. */
export async function ownerOfDesk(): Promise<pg.Client> {
  const owner = new pg.Client({ connectionString: runningStack().env['DATABASE_URL'] });
  await owner.connect();
  return owner;
}

/** Copies the reply about a key on its page, and records that it was sent by e-mail. */
export async function tellCustomer(page: Page, keyId: string, to: string): Promise<void> {
  await page.goto(`/keys/${keyId}`);
  const reply = page.getByRole('region', { name: /^Reply to / });
  await reply.getByRole('button', { name: 'Copy reply' }).click();
  const question = reply.getByRole('region', { name: 'Whether the reply was sent' });
  await question.getByText('(change)').click();
  await question.getByRole('textbox', { name: 'Who was told' }).fill(to);
  await question.getByRole('combobox', { name: 'How' }).selectOption({ label: 'by e-mail' });
  await question.getByRole('button', { name: 'Sent', exact: true }).click();
  await expect(reply.getByText(/^Last told: .* by e-mail/)).toBeVisible();
}

/** The table of a group on Home. */
export const groupOf = (page: Page, name: string): Locator => page.getByRole('table', { name, exact: true });
/** The row of a customer in a group. */
export const rowOf = (page: Page, group: string, customer: string): Locator =>
  groupOf(page, group).getByRole('row', { name: customer });
