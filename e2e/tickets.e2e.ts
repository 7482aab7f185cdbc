import { control, expect, openKey, rows, test } from './desk.ts';
import { newId } from '#lib/db/new-id.ts';

const HOUR_MS = 3_600_000;

test('a ticket is added to a key, promised, handed to the team, taken and closed, and a note stays', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  await openKey(page, 'Kestrel Aerospace');
  const tickets = page.getByRole('list', { name: 'Tickets' });
  const reference = `#${newId().slice(-6)}`;
  await tickets.getByRole('button', { name: 'Add a ticket' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a ticket' });
  await adding.getByRole('textbox', { name: 'Ticket' }).fill(reference);
  await adding.getByRole('button', { name: 'Add the ticket' }).click();
  const ticket = tickets.getByRole('listitem').filter({ hasText: reference });
  await expect(ticket).toContainText('Aidan Agent');
  await tickets.getByRole('button', { name: 'Add a ticket' }).click();
  await adding.getByRole('textbox', { name: 'Ticket' }).fill(reference);
  await adding.getByRole('button', { name: 'Add the ticket' }).click();
  await expect(adding.getByText('A ticket of this name is open for this customer.')).toBeVisible();
  await adding.getByRole('button', { name: 'Add this key to the ticket' }).click();
  await expect(adding.getByText('The ticket of this name is about this key already.')).toBeVisible();
  await adding.getByRole('button', { name: 'Close' }).click();
  await ticket.getByRole('button', { name: `Promise: ticket ${reference}` }).click();
  const { now } = await control.clock.read();
  const promising = page.getByRole('dialog', { name: `Promise in ticket ${reference}` });
  await promising.getByRole('textbox', { name: 'What you promised' }).fill('call back');
  await promising
    .getByLabel('Until, in UTC')
    .fill(new Date(new Date(now).getTime() + HOUR_MS).toISOString().slice(0, 16));
  await promising.getByRole('button', { name: 'Record the promise' }).click();
  await expect(ticket).toContainText('promised: call back by');
  await ticket.getByRole('button', { name: `Hand over: ticket ${reference}` }).click();
  const giving = page.getByRole('dialog', { name: `Hand over ticket ${reference}` });
  await giving.getByRole('combobox', { name: 'To' }).selectOption({ label: 'The team' });
  await giving.getByRole('button', { name: 'Hand over' }).click();
  await expect(ticket).toContainText('team');
  await ticket.getByRole('button', { name: `Take: ticket ${reference}` }).click();
  await expect(ticket).toContainText('Aidan Agent');
  await page.getByRole('textbox', { name: 'Add a note' }).fill('Dana is away on Fridays.');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText('Dana is away on Fridays.');
  await page.getByRole('textbox', { name: 'Add a note' }).fill('-----BEGIN PRIVATE KEY-----');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await expect(page.getByText(/contains a private key/).first()).toBeVisible();
  await page.getByRole('link', { name: 'Kestrel Aerospace' }).first().click();
  await expect(page).toHaveURL(/\/customers\//);
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText('Dana is away on Fridays.');
  await page.setViewportSize({ width: 390, height: 844 });
  await page
    .getByRole('list', { name: 'Tickets' })
    .getByRole('button', { name: `Close: ticket ${reference}` })
    .click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Close the ticket' }).click();
  await expect(
    page.getByRole('list', { name: 'Tickets' }).getByRole('listitem').filter({ hasText: reference }),
  ).toContainText('closed');
});

test('a key that came with a setup names the setup’s ticket before it offers to add one', async ({ signedIn }) => {
  const [setup] = await rows<{ id: string; key_id: string; ticket: string }>(
    `select s.id, l.key_id, s.ticket from setup_lines l join setups s on s.id = l.setup_id
     where s.ticket is not null and l.key_id in (select key_id from setup_lines group by key_id having count(*) = 1) limit 1`,
  );
  const page = await signedIn('Aidan Agent');
  await page.goto(`/keys/${setup?.key_id}`);
  await expect(page.getByRole('link', { name: `Open the setup (ticket ${setup?.ticket})` })).toHaveAttribute(
    'href',
    `/setups/${setup?.id}`,
  );
});
