import { LONGEST_REVIEW_DAYS } from '#lib/core/departure/departure.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { endDepartureWorkspaces, insertException } from '#lib/db/departure/departures.ts';
import { changeDeparture, type DepartureDeps, type DepartureInput, type DepartureRefusal } from './change-departure.ts';

const DAY_MS = 24 * 3_600_000;

/** Records the customer's signed request that data becomes unreadable: who signed it, when, and where it is kept. */
export const recordRequest = (
  deps: DepartureDeps,
  input: DepartureInput & { signedBy: string; signedAt: Date; reference: string },
  by: By,
): Promise<Result<null, DepartureRefusal | 'not_asked_for' | 'recorded' | 'in_the_future'>> =>
  changeDeparture<null, 'not_asked_for' | 'recorded' | 'in_the_future'>(deps, input, by, async (_tx, held, at) => {
    const { signedBy, signedAt, reference } = input;
    if (held.departure.path !== 'make_unreadable') return refuse('not_asked_for');
    if (held.departure.requestedAt !== null) return refuse('recorded');
    if (signedAt > at) return refuse('in_the_future');
    return ok({
      value: null,
      set: {
        requestedBy: signedBy,
        requestedAt: signedAt,
        requestReference: reference,
        requestRecordedBy: by.actor.name,
        requestRecordedAt: at,
      },
      audit: {
        action: 'departure.request_recorded',
        after: { signedBy, signedAt: signedAt.toISOString(), reference },
      },
    });
  });

/**
 * Records an approver's exception from what depends on the keys: the customer accepted the loss in writing (H20). It holds
 * until its review.
 */
export const exceptDeparture = (
  deps: DepartureDeps,
  input: DepartureInput & { reason: string; acceptance: string; reviewAt: Date },
  by: By,
): Promise<Result<null, DepartureRefusal | 'review_passed' | 'review_too_late'>> =>
  changeDeparture<null, 'review_passed' | 'review_too_late'>(deps, input, by, async (tx, held, at) => {
    const { reason, acceptance, reviewAt } = input;
    if (reviewAt <= at) return refuse('review_passed');
    if (reviewAt.getTime() - at.getTime() > LONGEST_REVIEW_DAYS * DAY_MS) return refuse('review_too_late');
    const { id: departureId } = held.departure;
    const exceptionId = await insertException(tx, { departureId, at, by: by.actor.name, reason, acceptance, reviewAt });
    const after = { exceptionId, acceptance, reviewAt: reviewAt.toISOString() };
    return ok({ value: null, audit: { action: 'departure.excepted', after, reason } });
  });

/** Withdraws a departure: the customer stays. Its workspaces go on as they are. */
export const withdrawDeparture = (
  deps: DepartureDeps,
  input: DepartureInput & { reason: string },
  by: By,
): Promise<Result<null, DepartureRefusal | 'finished'>> =>
  changeDeparture<null, 'finished'>(deps, input, by, async (tx, held, at) => {
    if (held.steps.some(({ step }) => step === 'statement_may_go')) return refuse('finished');
    const { reason } = input;
    await endDepartureWorkspaces(tx, held.departure.id, at);
    return ok({
      value: null,
      set: { withdrawnAt: at, withdrawnBy: by.actor.name, withdrawReason: reason },
      audit: { action: 'departure.withdrawn', reason },
    });
  });
