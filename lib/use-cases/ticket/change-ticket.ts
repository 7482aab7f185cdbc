import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { AuditEntry, By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { changeTicketRow, holdTicket, type TicketRow } from '#lib/db/ticket/tickets.ts';

export type TicketDeps = { db: Database; clock: () => Date };
/** Which ticket to change, and the revision that the page showed; null where only the present state counts. */
export type TicketInput = { ticketId: string; revision: number | null };
export type TicketRefusal = 'not_found' | 'stale' | 'closed';

/** What a change of a ticket sets, and what the audit log says of it. */
export type ChangedTicket = {
  set: Partial<TicketRow>;
  audit: Pick<AuditEntry, 'action'> & Partial<Pick<AuditEntry, 'before' | 'after' | 'reason'>>;
};
export type ChangeOfTicket<Problem extends string> = (ticket: TicketRow, at: Date) => Result<ChangedTicket, Problem>;

/** Changes an open ticket in one transaction that holds it. A page that shows an earlier revision is refused. */
export function changeTicket<Problem extends string>(
  { db, clock }: TicketDeps,
  input: TicketInput,
  by: By,
  change: ChangeOfTicket<Problem>,
): Promise<Result<null, Problem | TicketRefusal>> {
  const at = clock();
  return db.transaction((tx) => changeTicketIn(tx, input, at, by, change));
}

/** The same in a transaction that changes more than one ticket. */
export async function changeTicketIn<Problem extends string>(
  tx: Transaction,
  { ticketId, revision }: TicketInput,
  at: Date,
  { actor, requestId }: By,
  change: ChangeOfTicket<Problem>,
): Promise<Result<null, Problem | TicketRefusal>> {
  const ticket = await holdTicket(tx, ticketId, revision);
  if (ticket === null) return refuse('not_found');
  if (ticket === 'stale') return refuse('stale');
  if (ticket.closedAt !== null) return refuse('closed');
  const changed = change(ticket, at);
  if (!changed.ok) return changed;
  const { set, audit } = changed.value;
  await changeTicketRow(tx, ticket, set);
  const about = { targetType: 'ticket', targetId: ticketId, customerId: ticket.customerId } as const;
  await appendAudit(tx, { before: null, after: null, reason: null, ...audit, ...about, actor }, at, requestId);
  await announceTicket(tx, ticket);
  return ok(null);
}

/** Tells open pages of the ticket, and those of its customer and of the customer's keys. */
export async function announceTicket(
  tx: Transaction,
  { id, customerId }: Pick<TicketRow, 'id' | 'customerId'>,
): Promise<void> {
  await announceChange(tx, { kind: 'ticket', id });
  await announceChange(tx, { kind: 'customer', id: customerId });
}
