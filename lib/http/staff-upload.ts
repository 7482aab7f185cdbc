import 'server-only';
import type { z } from 'zod';
import type { SignedInStaff } from '#lib/auth/session.ts';
import type { Capability } from '#lib/core/staff/staff-actions.ts';
import { guardUpload, type RouteRequest } from './guard-route.ts';
import { guardContext } from './request-context.ts';

/**
 * The only way to make a route handler that takes a body: a file, or a text to look up. Checks origin, session, permission and schema before `handler`,
 * which reads the body. `request-rules.ts` has the address, the type and the size.
 * @param capability what the request requires
 * @param schema fields of the query; other fields are refused
 */
export const staffUpload =
  <Shape extends z.ZodRawShape>(
    capability: Capability,
    schema: z.ZodObject<Shape>,
    handler: (input: z.output<z.ZodObject<Shape>>, staff: SignedInStaff, request: RouteRequest) => Promise<unknown>,
  ) =>
  async (request: Request): Promise<Response> =>
    guardUpload(await guardContext(true), capability, schema, request, handler);
