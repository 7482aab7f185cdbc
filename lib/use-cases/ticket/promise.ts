import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { secretIn, type Secret } from '#lib/core/ticket/note.ts';
import { LONGEST_PROMISED_MS } from '#lib/core/ticket/ticket.ts';
import { changeTicket, type TicketDeps, type TicketInput, type TicketRefusal } from './change-ticket.ts';

type PromiseProblem = 'date_passed' | 'too_far' | Secret;

/** Records what somebody promised the customer in a ticket, and until when. It takes the place of an earlier promise. */
export const recordPromise = (
  deps: TicketDeps,
  input: TicketInput & { words: string; until: Date },
  by: By,
): Promise<Result<null, TicketRefusal | PromiseProblem>> =>
  changeTicket<PromiseProblem>(deps, input, by, (ticket, at) => {
    const { words, until } = input;
    const secret = secretIn(words);
    if (secret !== null) return refuse(secret);
    if (until <= at) return refuse('date_passed');
    if (until.getTime() - at.getTime() > LONGEST_PROMISED_MS) return refuse('too_far');
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
export const recordPromiseKept = (
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
