import { ok, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { changeTicket, type TicketDeps, type TicketInput, type TicketRefusal } from './change-ticket.ts';

/** Closes a ticket: nobody waits for it here any more. One of the same name may be added again later. */
export const closeTicket = (deps: TicketDeps, input: TicketInput, by: By): Promise<Result<null, TicketRefusal>> =>
  changeTicket<never>(deps, input, by, ({ reference }, at) =>
    ok({
      set: { closedAt: at, closedBy: by.actor.name },
      audit: { action: 'ticket.closed', before: { reference } },
    }),
  );
