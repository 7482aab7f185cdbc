import 'server-only';
import type { z } from 'zod';
import type { SignedInStaff } from '#lib/auth/session.ts';
import type { ActionState } from '#lib/core/form/action-state.ts';
import type { Capability } from '#lib/core/staff/capability.ts';
import { guardAction, type ActionRequest, type StaffAction } from './guard-action.ts';
import { guardContext } from './request-context.ts';

/**
 * The only way to make a server action. Checks origin, session, permission and schema, in this order, before `run`.
 * @param capability what the action requires
 * @param schema the form's fields; other fields are refused
 * @param run the action; returns what the form shows. What it throws is logged, and the form gets a reference
 */
export const staffAction =
  <Shape extends z.ZodRawShape, T, Problem extends string>(
    capability: Capability,
    schema: z.ZodObject<Shape>,
    run: (
      input: z.output<z.ZodObject<Shape>>,
      staff: SignedInStaff,
      request: ActionRequest,
    ) => Promise<ActionState<T, Problem>>,
  ): StaffAction<T, Problem> =>
  async (_previous, formData) =>
    guardAction(await guardContext(true), capability, schema, formData, run);
