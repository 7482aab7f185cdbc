import 'server-only';
import type { z } from 'zod';
import type { SignedInStaff } from '#lib/auth/session.ts';
import type { Capability } from '#lib/core/staff/capability.ts';
import { guardRoute, type RouteParams, type RouteRequest } from './guard-route.ts';
import { guardContext } from './request-context.ts';

type RouteContext = { params: Promise<RouteParams> };

/**
 * The only way to make a route handler: same site, session, permission and schema are checked before `handler`.
 * @param capability what it takes to read it
 * @param schema fields of path and query together; others are refused
 * @param handler returns what is sent as JSON, or a Response; what it throws is logged, and a reference is sent
 * @param people whether a person's request asks: polling and events must not keep an idle session alive
 */
export const staffRoute =
  <Shape extends z.ZodRawShape>(
    capability: Capability,
    schema: z.ZodObject<Shape>,
    handler: (input: z.output<z.ZodObject<Shape>>, staff: SignedInStaff, request: RouteRequest) => Promise<unknown>,
    { people }: { people: boolean },
  ) =>
  async (request: Request, { params }: RouteContext): Promise<Response> =>
    guardRoute(await guardContext(people), capability, schema, request, await params, handler);
