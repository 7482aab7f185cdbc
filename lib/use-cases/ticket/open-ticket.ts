import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { secretIn, type Secret } from '#lib/core/ticket/note.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import { violatedConstraint, type Transaction } from '#lib/db/database.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { addTicketKeys, countKeysOf, holdTicketNamed, insertTicket } from '#lib/db/ticket/tickets.ts';
import { announceTicket, type TicketDeps } from './change-ticket.ts';

export type OpenTicketInput = {
  customerId: string;
  /** As the ticket system names it. */
  reference: string;
  /** The customer's keys that it is about; may be empty. */
  keyIds: readonly string[];
  /** Whether to add the keys to the open ticket of this name, if there is one. */
  addToOpen: boolean;
};
export type OpenTicketRefusal =
  'no_such_customer' | 'key_of_another_customer' | 'open_already' | 'key_added_already' | Secret;

/**
 * Adds a ticket about keys of one customer; whoever adds it has it. Where one of this name is open for the customer, only
 * keys are added to it, and only if the person asked for that: its owner and promise stay.
 */
export async function openTicket(
  { db, clock }: TicketDeps,
  input: OpenTicketInput,
  by: By,
): Promise<Result<{ ticketId: string }, OpenTicketRefusal>> {
  const secret = secretIn(input.reference);
  if (secret !== null) return refuse(secret);
  const at = clock();
  try {
    return await db.transaction((tx) => openIn(tx, input, at, by));
  } catch (error) {
    // Somebody else added it at the same moment.
    if (violatedConstraint(error) === 'tickets_one_open') return refuse('open_already');
    throw error;
  }
}

async function openIn(
  tx: Transaction,
  { customerId, reference, keyIds, addToOpen }: OpenTicketInput,
  at: Date,
  { actor, requestId }: By,
): Promise<Result<{ ticketId: string }, OpenTicketRefusal>> {
  if ((await findCustomer(tx, customerId)) === null) return refuse('no_such_customer');
  if (keyIds.length > 0 && (await countKeysOf(tx, customerId, keyIds)) !== new Set(keyIds).size)
    return refuse('key_of_another_customer');
  const open = await holdTicketNamed(tx, customerId, reference);
  if (open !== null && !addToOpen) return refuse('open_already');
  const owner = { ownerStaffId: actor.staffId, ownerName: actor.name };
  const ticketId =
    open?.id ?? (await insertTicket(tx, { customerId, reference, ...owner, openedAt: at, openedBy: actor.name }));
  const added = await addTicketKeys(tx, ticketId, keyIds);
  if (open !== null && added === 0) return refuse('key_added_already');
  await appendAudit(
    tx,
    {
      ...(open === null ? ({ action: 'ticket.opened' } as const) : ({ action: 'ticket.keys_added' } as const)),
      actor,
      targetType: 'ticket',
      targetId: ticketId,
      customerId,
      before: null,
      after: { reference, keyIds, ...(open === null && { owner: actor.name }) },
      reason: null,
    },
    at,
    requestId,
  );
  await announceTicket(tx, { id: ticketId, customerId });
  return ok({ ticketId });
}
