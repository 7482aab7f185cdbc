import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/use-cases/setup/change-setup.ts';
import { changeTicket, type TicketDeps, type TicketInput, type TicketRefusal } from './change-ticket.ts';

/** Records what somebody promised the customer in a ticket, and until when. It takes the place of an earlier promise. */
export const promise = (
  deps: TicketDeps,
  input: TicketInput & { words: string; until: Date },
  by: By,
): Promise<Result<null, TicketRefusal | 'date_passed'>> =>
  changeTicket<'date_passed'>(deps, input, by, (ticket, at) => {
    const { words, until } = input;
    if (until <= at) return refuse('date_passed');
    return ok({
      set: { promise: words, promisedFor: until },
      audit: {
        action: 'ticket.promised',
        before: promiseIn(ticket),
        after: { promise: words, until: until.toISOString() },
      },
    });
  });

/** Records that a promise was kept: nothing is promised any more. */
export const keepPromise = (
  deps: TicketDeps,
  input: TicketInput,
  by: By,
): Promise<Result<null, TicketRefusal | 'no_promise'>> =>
  changeTicket<'no_promise'>(deps, input, by, (ticket) => {
    if (ticket.promise === null) return refuse('no_promise');
    return ok({
      set: { promise: null, promisedFor: null },
      audit: { action: 'ticket.promise_kept', before: promiseIn(ticket) },
    });
  });

const promiseIn = ({ promise: words, promisedFor }: { promise: string | null; promisedFor: Date | null }) =>
  words === null ? null : { promise: words, until: promisedFor?.toISOString() ?? null };
