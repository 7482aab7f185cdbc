import { GUARDED_STEPS, nextStep, type DepartureStep } from '#lib/core/departure/departure.ts';
import { releaseBlocks, type ReleaseBlock } from '#lib/core/departure/release-blocks.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { violatedConstraint, type Transaction } from '#lib/db/database.ts';
import { insertStep, type ExceptionRow, type StoredDeparture } from '#lib/db/departure/departures.ts';
import { keysOfDeparture, type DepartingKey } from '#lib/db/departure/departing-keys.ts';
import { hasHoldingLine } from '#lib/db/replacement/list-reads.ts';
import { changeDeparture, type DepartureDeps, type DepartureInput, type DepartureRefusal } from './change-departure.ts';
import { letGo } from './release-key.ts';

type StepInput = DepartureInput & { evidence: string };
export type StepRefusal = DepartureRefusal | 'not_next' | 'no_request' | 'replacement_open' | 'approver_only';

/** A step that would cut our access while something may depend on keys, and what keeps each of them (H20). */
export type Kept = { ok: false; reason: 'kept'; keys: readonly { arn: string; blocks: readonly ReleaseBlock[] }[] };

/** Records a step of a departure, except the last one. */
export const recordStep = (
  deps: DepartureDeps,
  input: StepInput & { step: DepartureStep },
  by: By,
): Promise<Result<null, StepRefusal> | Kept> =>
  input.step === 'statement_may_go'
    ? Promise.resolve(refuse('approver_only'))
    : doStep(deps, input, by, async () => []);

/**
 * The last step: the customer may remove our statement. Every key that protects no workspace that stays is released in the
 * same transaction; from then on it is only watched.
 */
export const letCustomerGo = (
  deps: DepartureDeps,
  input: StepInput,
  by: By,
): Promise<Result<null, StepRefusal> | Kept> =>
  doStep(deps, { ...input, step: 'statement_may_go' }, by, (tx, held, keys, exception, at) =>
    letGo(tx, { departure: held, keys, exception, reason: input.evidence, by, at }),
  );

/** The exception that holds now; null where none does. */
export const exceptionInForce = (exceptions: readonly ExceptionRow[], now: Date): ExceptionRow | null =>
  exceptions.find(({ at, reviewAt }) => at <= now && reviewAt > now) ?? null;

/** The keys that something may depend on. One that also protects a workspace that stays is not let go. */
export const keysKept = (
  keys: readonly DepartingKey[],
  now: Date,
): { arn: string; blocks: readonly ReleaseBlock[] }[] =>
  keys.flatMap(({ arn, shared, assigned, known }) => {
    const blocks = shared || assigned === null || assigned === 'released' ? [] : releaseBlocks(known, now);
    return blocks.length === 0 ? [] : [{ arn, blocks }];
  });

async function doStep(
  deps: DepartureDeps,
  input: StepInput & { step: DepartureStep },
  by: By,
  then: (
    tx: Transaction,
    held: StoredDeparture,
    keys: readonly DepartingKey[],
    exception: ExceptionRow | null,
    at: Date,
  ) => Promise<string[]>,
): Promise<Result<null, StepRefusal> | Kept> {
  // Filled in where the keys are kept, because a refusal is one word.
  let kept: Kept['keys'] = [];
  try {
    const done = await changeDeparture<null, 'not_next' | 'no_request' | 'replacement_open' | 'kept'>(
      deps,
      input,
      by,
      async (tx, held, at) => {
        const { step, evidence } = input;
        if (nextStep(held.steps.map((one) => one.step)) !== step) return refuse('not_next');
        const guarded = GUARDED_STEPS.includes(step);
        const { id: departureId, path, requestedAt } = held.departure;
        if (guarded && path === 'make_unreadable' && requestedAt === null) return refuse('no_request');
        // Whoever replaces a key can't finish it once the workspace has left.
        if (
          step === 'statement_may_go' &&
          (await hasHoldingLine(
            tx,
            held.workspaces.map(({ id }) => id),
          ))
        )
          return refuse('replacement_open');
        const keys = guarded ? await keysOfDeparture(tx, departureId) : [];
        const exception = exceptionInForce(held.exceptions, at);
        kept = keysKept(keys, at);
        if (kept.length > 0 && exception === null) return refuse('kept');
        await insertStep(tx, { departureId, step, doneAt: at, doneBy: by.actor.name, evidence });
        const released = await then(tx, held, keys, exception, at);
        const after = {
          step,
          ...(released.length > 0 && { released }),
          ...(kept.length > 0 && exception !== null && { exceptionId: exception.id }),
        };
        return ok({ value: null, audit: { action: 'departure.step_done', after, reason: evidence } });
      },
    );
    if (done.ok) return done;
    const { reason } = done;
    return reason === 'kept' ? { ok: false, reason, keys: kept } : refuse(reason);
  } catch (error) {
    // A report came in while this was decided.
    const constraint = violatedConstraint(error);
    if (constraint === 'departure_steps_dependents' || constraint === 'key_releases_gate') return refuse('stale');
    throw error;
  }
}
