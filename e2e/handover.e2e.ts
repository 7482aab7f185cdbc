import { newId } from '#lib/db/new-id.ts';
import { openTicket } from '#lib/use-cases/ticket/open-ticket.ts';
import { recordPromise } from '#lib/use-cases/ticket/promise.ts';
import { atTheDesk } from './at-the-desk.ts';
import { control, expect, keyOf, rows, test } from './desk.ts';

const HOUR_MS = 3_600_000;

/** A ticket of a member of staff, with something promised for an hour later. */
async function aTicketOf(name: string, customer: string): Promise<string> {
  const reference = `#${newId().slice(-6)}`;
  const [member] = await rows<{ id: string; role: string }>('select id, role from staff where name = $1', [name]);
  const key = await keyOf(customer);
  const [holder] = await rows<{ id: string }>('select customer_id as id from customer_keys where id = $1', [key.id]);
  const by = {
    actor: { kind: 'staff', staffId: member?.id ?? '', name, role: member?.role ?? '', sessionId: null },
    requestId: null,
  } as const;
  await atTheDesk(async (deps) => {
    const about = { customerId: holder?.id ?? '', keyIds: [key.id] };
    const opened = await openTicket(deps, { ...about, reference, addToOpen: false }, by);
    if (!opened.ok) throw new Error(opened.reason);
    const { ticketId } = opened.value;
    const until = new Date(deps.clock().getTime() + HOUR_MS);
    expect(await recordPromise(deps, { ticketId, revision: 1, words: 'call Dana back', until }, by)).toMatchObject({
      ok: true,
    });
  });
  return reference;
}

test('a shift is handed over with one note, which comes to the open Home of the taker, who acknowledges it once', async ({
  signedIn,
}) => {
  const priya = await signedIn('Priya Approver');
  await priya.goto('/');
  const aidan = await signedIn('Aidan Agent');
  await aidan.goto('/setups');
  await aidan.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Hand over' }).click();
  await expect(aidan.getByRole('heading', { level: 1, name: 'Hand over my shift' })).toBeVisible();
  // It comes to the open page by itself.
  const reference = await aTicketOf('Aidan Agent', 'Kestrel Aerospace');
  const item = new RegExp(`Kestrel Aerospace: Ticket ${reference}.*call Dana back`);
  const mine = aidan.getByRole('checkbox', { name: item });
  await expect(mine).toBeChecked();
  // Only this one: other tests go on with what else is open.
  for (const box of await aidan.getByRole('checkbox').all()) await box.uncheck();
  await mine.check();
  await aidan.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Priya Approver' });
  await aidan.getByRole('textbox', { name: 'Note' }).fill('Dana waits for the policy.\nHer number is in the ticket.');
  await aidan.getByRole('button', { name: 'Hand over my shift' }).click();
  await expect(mine).toHaveCount(0);
  const receipt = aidan.getByRole('region', { name: 'Your last hand-over' });
  await expect(receipt).toContainText('to Priya Approver');
  await expect(receipt).toContainText('Dana waits for the policy.');
  await expect(receipt).toContainText(`Ticket ${reference}`);

  const handover = priya
    .getByRole('region', { name: 'Handed over' })
    .getByRole('listitem', { name: 'From Aidan Agent' })
    .filter({ hasText: reference });
  await expect(handover).toContainText('Dana waits for the policy.');
  await priya.goto('/handover');
  await expect(handover).toContainText('Dana waits for the policy.');
  await expect(handover).toContainText('Promised: call Dana back');
  // What Aidan kept is named, so that nobody takes it for theirs or for nobody's.
  await expect(handover.getByRole('list', { name: 'Stays with Aidan Agent, not handed over:' })).toBeVisible();
  await handover.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(handover).toHaveCount(0);
  const readAgain = priya.getByRole('region', { name: 'Notes of the last 24 hours' }).filter({ hasText: reference });
  await expect(readAgain).toContainText('Acknowledged by Priya Approver');
  await expect(priya.getByRole('checkbox', { name: item })).toBeChecked();
});

test('somebody who is away can be handed nothing until they are back', async ({ signedIn, haveSignedIn }) => {
  await haveSignedIn('Aidan Agent');
  const priya = await signedIn('Priya Approver');
  await priya.goto('/handover');
  const { now } = await control.clock.read();
  const tomorrow = new Date(new Date(now).getTime() + 24 * HOUR_MS).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
  await priya.getByLabel('Away until, in UTC').fill(tomorrow);
  await priya.getByRole('button', { name: 'Record my absence' }).click();
  await expect(priya.getByText('You are away, so the team has your items.')).toBeVisible();
  const aidan = await signedIn('Aidan Agent');
  await aidan.goto('/handover');
  const to = aidan.getByRole('combobox', { name: 'To' });
  await expect(to.getByRole('option', { name: 'The team' })).toBeAttached();
  await expect(to.getByRole('option', { name: 'Priya Approver' })).toHaveCount(0);
  await priya.getByRole('button', { name: 'I am back' }).click();
  await expect(priya.getByText('You are away, so the team has your items.')).toHaveCount(0);
  await aidan.reload();
  await expect(to.getByRole('option', { name: 'Priya Approver' })).toBeAttached();
});
