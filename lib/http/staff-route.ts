import 'server-only';
import type { z } from 'zod';
import type { SignedInStaff } from '#lib/auth/session.ts';
import type { Capability } from '#lib/core/staff/staff-actions.ts';
import { guardRoute, type RouteParams, type RouteRequest } from './guard-route.ts';
import { guardContext } from './request-context.ts';

type RouteContext = { params: Promise<RouteParams> };

/**
 * The only way to make a route handler. Checks same site, session, permission and schema before `handler`.
 * @param capability what the route requires
 * @param schema fields of path and query together; other fields are refused
 * @param handler returns the value to send as JSON, or a Response. What it throws is logged, and a reference is sent
 * @param people whether a person makes this request: polling and events must not keep an idle session alive
 */
export const staffRoute =
  <Shape extends z.ZodRawShape>(
    capability: Capability,
    schema: z.ZodObject<Shape>,
    handler: (input: z.output<z.ZodObject<Shape>>, staff: SignedInStaff, request: RouteRequest) => Promise<unknown>,
    { people }: { people: boolean },
  ) =>
  async (request: Request, { params }: RouteContext): Promise<Response> =>
    // Next answers HEAD with the handler of GET and doesn't read the body, which would keep a stream open.
    request.method === 'HEAD'
      ? new Response(null, { status: 405, headers: { allow: 'GET', 'cache-control': 'no-store' } })
      : guardRoute(await guardContext(people), capability, schema, request, await params, handler);
