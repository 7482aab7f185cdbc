import type { Page } from 'playwright/test';
import { expect, rows } from './desk.ts';
import { at, customer, firstKey, key, replacement, type DeskPage } from './pages.ts';

/** Asks which key a restore needs that was made shortly before the customer's switch. */
async function askAboutRestore(page: Page): Promise<void> {
  const [line] = await rows<{ at: Date }>(
    `select l.switched_at as at from replacement_lines l
      join replacements r on r.id = l.replacement_id join customers c on c.id = r.customer_id
      where c.name = 'Ursa Mining' and l.switched_at is not null`,
  );
  await customer('Ursa Mining')(page);
  const before = new Date((line?.at.getTime() ?? 0) - 3_600_000);
  await page.getByLabel('Backup made at').fill(before.toISOString().slice(0, 16));
  await page.getByRole('button', { name: 'Which key?' }).click();
  const answer = page.getByRole('region', { name: 'The key that the restore needs' });
  await answer.getByText('Answer for the customer').click();
  await expect(answer.getByRole('textbox', { name: 'Answer for the customer' })).toBeVisible();
}

/** Opens a key with a ticket of ours, and with a note. What is there from an earlier run stays. */
async function openKeyWithTicket(page: Page): Promise<void> {
  await key('Umbra Insurance')(page);
  const tickets = page.getByRole('list', { name: 'Tickets' });
  await tickets.getByRole('button', { name: 'Add a ticket' }).waitFor();
  if (await tickets.getByText('#4711').isVisible()) return;
  await tickets.getByRole('button', { name: 'Add a ticket' }).click();
  await page.getByRole('textbox', { name: 'Ticket' }).fill('#4711');
  await page.getByRole('button', { name: 'Add the ticket' }).click();
  await expect(tickets).toContainText('#4711');
  await page
    .getByRole('textbox', { name: 'Add a note' })
    .fill('Leila calls back after lunch.\nShe asked for the steps.');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText('Leila calls back');
}

async function openHandoverWithTicket(page: Page): Promise<void> {
  await openKeyWithTicket(page);
  await at('/handover', 'Hand over my shift')(page);
  await expect(page.getByRole('checkbox', { name: /Umbra Insurance/ })).toBeVisible();
}

const openDisclosure =
  (open: DeskPage['open'], summary: string) =>
  async (page: Page): Promise<void> => {
    await open(page);
    await page.getByText(summary, { exact: true }).click();
  };

/** States worth looking at that no rule of accessibility distinguishes from those in `pages.ts`. Only pictures are taken of them. */
export const MORE_PAGES: readonly DeskPage[] = [
  { name: 'home, with one group open', open: at('/?only=changed&since=7d', 'Home') },
  { name: 'keys, filtered', open: at('/keys?verdict=unusable&region=eu-west-1', 'Keys') },
  {
    name: 'a customer with the combined reply open',
    open: openDisclosure(customer('Wayfare Airlines'), 'Show the reply'),
  },
  { name: 'a customer with the answer for a restore', open: askAboutRestore },
  { name: 'a customer with its texts open', open: openDisclosure(customer('Northwind Trading'), 'Show the texts') },
  { name: 'a customer with its history open', open: openDisclosure(customer('Northwind Trading'), 'Show the history') },
  { name: 'a disabled key with a ticket and a note', open: openKeyWithTicket },
  { name: 'hand over, with a ticket', open: openHandoverWithTicket },
  { name: 'a key that lost access', open: key('Acme Logistics') },
  { name: 'a key denied while its deletion is pending', open: key('Litware Legal') },
  { name: 'a key that an organization denies', open: key('Beacon Pharmacies') },
  { name: 'a key with its rotation', open: key('Cobalt Reinsurance') },
  { name: 'a key whose material expires', open: key('Ember Diagnostics') },
  { name: 'a key without material', open: key('Foxglove Care') },
  { name: 'a key in a custom key store', open: key('Gable Trust Bank') },
  { name: 'a key of the wrong type', open: key('Kiln Ceramics') },
  { name: 'a pending setup’s key', open: key('Initech') },
  { name: 'an announced replacement', open: replacement('Riverside Credit Union') },
  { name: 'a replacement in another account', open: replacement('Wayfare Airlines') },
  { name: 'a replacement to release', open: replacement('Ursa Mining') },
  { name: 'a key of a moved workspace', open: firstKey('Cascade Ferries') },
];
