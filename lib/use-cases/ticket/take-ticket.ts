import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { changeTicket, type TicketDeps, type TicketInput, type TicketRefusal } from './change-ticket.ts';

/** Takes a ticket, from the team or from somebody else: from now on this person has it, with what was promised. */
export const takeTicket = (
  deps: TicketDeps,
  input: TicketInput,
  by: By,
): Promise<Result<null, TicketRefusal | 'yours_already'>> =>
  changeTicket<'yours_already'>(deps, input, by, (ticket) => {
    const { staffId, name } = by.actor;
    if (ticket.ownerStaffId === staffId) return refuse('yours_already');
    return ok({
      set: { ownerStaffId: staffId, ownerName: name },
      audit: { action: 'ticket.taken', before: { owner: ticket.ownerName }, after: { owner: name } },
    });
  });
