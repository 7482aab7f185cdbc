import { NOTES_SHOWN, type CustomerTickets } from '#lib/core/pages/ticket-view.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { notesOfCustomer } from '#lib/db/ticket/notes.ts';
import { ticketsOfCustomer } from '#lib/db/ticket/tickets.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { noteView, ticketView } from './ticket-view.ts';

const TICKETS_SHOWN = 20;
/** Far more than one customer has. */
const MOST_NOTES = 100;

/**
 * The tickets and notes of a customer, newest first, those about their keys too.
 * @param all whether more notes than the newest are read
 */
export async function readCustomerTickets(
  { db, clock }: ReadDeps,
  staff: { role: StaffRole },
  customerId: string,
  all = false,
): Promise<CustomerTickets> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read tickets.`);
  const shown = all ? MOST_NOTES : NOTES_SHOWN;
  const [tickets, notes] = await Promise.all([
    ticketsOfCustomer(db, customerId, TICKETS_SHOWN),
    notesOfCustomer(db, customerId, shown + 1),
  ]);
  const now = clock();
  return {
    now,
    tickets: tickets.map((ticket) => ticketView(ticket, now)),
    notes: notes.slice(0, shown).map(({ arn, ...note }) => noteView(note, arn)),
    moreNotes: notes.length > shown,
  };
}
