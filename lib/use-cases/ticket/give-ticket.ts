import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { findTaker } from '#lib/db/shift/takers.ts';
import type { TicketRow } from '#lib/db/ticket/tickets.ts';
import {
  changeTicketIn,
  type ChangedTicket,
  type TicketDeps,
  type TicketInput,
  type TicketRefusal,
} from './change-ticket.ts';

export type GiveTicketRefusal = TicketRefusal | 'no_such_person' | 'theirs_already';

/** Hands a ticket over to somebody who can work now, or to the team (null). */
export async function giveTicket(
  { db, clock }: TicketDeps,
  input: TicketInput & { toStaffId: string | null },
  by: By,
): Promise<Result<null, GiveTicketRefusal>> {
  const at = clock();
  const { toStaffId } = input;
  return db.transaction(async (tx) => {
    const to = toStaffId === null ? null : await findTaker(tx, toStaffId, at);
    if (toStaffId !== null && to === null) return refuse('no_such_person');
    return changeTicketIn<'theirs_already'>(tx, input, at, by, (ticket) =>
      ticket.ownerStaffId === toStaffId ? refuse('theirs_already') : ok(ownedBy(ticket, to, null)),
    );
  });
}

/**
 * Gives a ticket to a person, or to the team (null).
 * @param note what the audit log says beside it
 */
export const ownedBy = (
  ticket: TicketRow,
  to: { staffId: string; name: string } | null,
  note: string | null,
): ChangedTicket => ({
  set: { ownerStaffId: to?.staffId ?? null, ownerName: to?.name ?? null },
  audit: {
    action: 'ticket.handed_over',
    before: { owner: ticket.ownerName },
    after: { owner: to?.name ?? null },
    reason: note,
  },
});
