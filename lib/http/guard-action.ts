import type { z } from 'zod';
import type { SignedInStaff } from '#lib/auth/session.ts';
import type { Logger } from '#lib/config/log.ts';
import { refusal, type ActionState, type GuardProblem } from '#lib/core/form/action-state.ts';
import { secretFields } from '#lib/core/form/secret-fields.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import type { NoSession } from '#lib/core/staff/session-life.ts';
import type { Capability } from '#lib/core/staff/staff-actions.ts';
import type { Result } from '#lib/core/result.ts';
import { readInput } from './form-input.ts';
import { foreignOriginWords, judgeOrigin } from './origin.ts';
import { isNoDatabase, NO_DATABASE_WORDS } from './no-database.ts';
import { newReference } from './reference.ts';
import { NO_SESSION_WORDS } from './words.ts';

/** What a guard needs of the request. */
export type GuardContext = {
  origin: string;
  headers: { get(name: string): string | null };
  requestId: string | null;
  readStaff: () => Promise<Result<SignedInStaff, NoSession>>;
  log: Logger;
  /** Throws again what Next throws to redirect, which is not an error. */
  rethrow: (thrown: unknown) => void;
};

/** What an action receives in addition to its input. */
export type ActionRequest = { requestId: string | null };

/** `previous` is the form's state before. It isn't used, so a form may pass a wider type. */
export type StaffAction<T, Problem extends string> = (
  previous: unknown,
  formData: FormData,
) => Promise<ActionState<T, Problem>>;

/**
 * Guards one submission, in this order: origin, session, permission, schema, secrets, then `run`. Expected refusals are returned,
 * so the form keeps what was typed. An unexpected error is logged, and the form gets only its reference, and whether the
 * database is what failed.
 */
export async function guardAction<Shape extends z.ZodRawShape, T, Problem extends string>(
  context: GuardContext,
  capability: Capability,
  schema: z.ZodObject<Shape>,
  formData: unknown,
  run: (
    input: z.output<z.ZodObject<Shape>>,
    staff: SignedInStaff,
    request: ActionRequest,
  ) => Promise<ActionState<T, Problem>>,
): Promise<ActionState<T, Problem>> {
  const { log, requestId } = context;
  let hasBegun = false;
  try {
    const origin = judgeOrigin(context.headers, context.origin);
    if (!origin.ok) {
      log.warn({ event: 'malicious_csrf', reason: origin.reason, capability, requestId }, 'action refused');
      return refusal<GuardProblem>('foreign_origin', foreignOriginWords(context.origin));
    }

    const session = await context.readStaff();
    if (!session.ok) {
      log.warn({ event: 'session_missing', reason: session.reason, capability, requestId }, 'action refused');
      return refusal<GuardProblem>('signed_out', `${NO_SESSION_WORDS[session.reason]} ${NOTHING_SAVED}`);
    }
    const staff = session.value;
    const blocked = blockedReason(staff.role, capability);
    if (blocked !== null) {
      const { staffId, role } = staff;
      log.warn({ event: 'authz_fail', capability, staffId, role, requestId }, 'action refused');
      return refusal<GuardProblem>('not_allowed', blocked);
    }

    const input = formData instanceof FormData ? readInput(formData, schema) : NOT_A_FORM;
    if (!input.ok) {
      const fields = input.refusal.problem === 'invalid' ? Object.keys(input.refusal.fieldErrors) : [];
      log.info(
        { event: 'input_validation_fail', capability, fields, staffId: staff.staffId, requestId },
        'action refused',
      );
      if (input.refusal.problem === 'too_large') return refusal<GuardProblem>('too_large', TOO_LARGE);
      return refusal<GuardProblem>('invalid', INVALID, input.refusal.fieldErrors);
    }
    const secrets = formData instanceof FormData ? secretFields(formData) : {};
    if (Object.keys(secrets).length > 0) {
      const fields = Object.keys(secrets);
      log.info({ event: 'secret_refused', capability, fields, staffId: staff.staffId, requestId }, 'action refused');
      return refusal<GuardProblem>('invalid', INVALID, secrets);
    }
    hasBegun = true;
    return await run(input.value, staff, { requestId });
  } catch (thrown) {
    context.rethrow(thrown);
    const reference = newReference();
    log.error({ event: 'action_failed', reference, capability, requestId, error: thrown }, 'an action failed');
    if (!isNoDatabase(thrown)) return { status: 'failed', reference };
    return hasBegun
      ? { status: 'failed', reference, words: NO_DATABASE_WORDS.during }
      : refusal<GuardProblem>('no_database', `${NO_DATABASE_WORDS.before} Reference ${reference}.`);
  }
}

const NOT_A_FORM = { ok: false, refusal: { problem: 'invalid', fieldErrors: {} } } as const;
const NOTHING_SAVED = 'Nothing was saved: sign in, then send it once more.';
const TOO_LARGE = 'This is too much at once. Nothing was saved. Shorten it and send it again.';
const INVALID = 'Nothing was saved. Correct the form and send it again.';
