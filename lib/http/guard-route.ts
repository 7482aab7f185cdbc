import type { z } from 'zod';
import type { SignedInStaff } from '#lib/auth/session.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import type { NoSession } from '#lib/core/staff/session-life.ts';
import type { Capability } from '#lib/core/staff/staff-actions.ts';
import { readInput } from './form-input.ts';
import type { GuardContext } from './guard-action.ts';
import { foreignOriginWords, judgeOrigin } from './origin.ts';
import { isNoDatabase, NO_DATABASE_WORDS } from './no-database.ts';
import { newReference } from './reference.ts';
import { NO_SESSION_WORDS } from './words.ts';

/** What a route handler receives in addition to its input. */
export type RouteRequest = {
  requestId: string | null;
  signal: AbortSignal;
  /** What was sent; null for a GET. */
  body: ReadableStream<Uint8Array> | null;
};

/** The dynamic parts of the path. Undefined for a route without any. */
export type RouteParams = Readonly<Record<string, string | string[] | undefined>> | undefined;

/** What a refused or failed route answers with. */
type RouteProblem = {
  problem: string;
  words: string;
  /** Why there is no session. */
  reason?: NoSession;
  fieldErrors?: Readonly<Record<string, string>>;
};

/**
 * Guards one GET for data, in this order: same site, session, permission, schema for path and query together, then
 * `handler`. Its value is sent as JSON, a Response as it is.
 */
export async function guardRoute<Shape extends z.ZodRawShape>(
  context: GuardContext,
  capability: Capability,
  schema: z.ZodObject<Shape>,
  request: Request,
  params: RouteParams,
  handler: (input: z.output<z.ZodObject<Shape>>, staff: SignedInStaff, request: RouteRequest) => Promise<unknown>,
): Promise<Response> {
  const { log, requestId } = context;
  try {
    const site = context.headers.get('sec-fetch-site');
    // Another site's page can't read the answer, but could learn from its size or timing.
    if (site !== null && site !== 'same-origin' && site !== 'none') {
      log.warn({ event: 'malicious_csrf', reason: 'cross_site', capability, requestId }, 'route refused');
      return problem(403, { problem: 'foreign_origin', words: 'Only pages of Keydesk may read this address.' });
    }
    const session = await context.readStaff();
    if (!session.ok) {
      log.warn({ event: 'session_missing', reason: session.reason, capability, requestId }, 'route refused');
      const { reason } = session;
      return problem(401, { problem: 'signed_out', reason, words: NO_SESSION_WORDS[reason] });
    }
    const staff = session.value;
    const blocked = blockedReason(staff.role, capability);
    if (blocked !== null) {
      const { staffId, role } = staff;
      log.warn({ event: 'authz_fail', capability, staffId, role, requestId }, 'route refused');
      return problem(403, { problem: 'not_allowed', words: blocked });
    }
    const input = readInput(askedFor(request, params), schema);
    if (!input.ok) {
      log.info({ event: 'input_validation_fail', capability, staffId: staff.staffId, requestId }, 'route refused');
      const words = 'A parameter in this address is invalid.';
      return problem(400, { words, fieldErrors: {}, ...input.refusal });
    }
    const answer = await handler(input.value, staff, { requestId, signal: request.signal, body: request.body });
    return answer instanceof Response ? answer : json(200, answer);
  } catch (thrown) {
    context.rethrow(thrown);
    const reference = newReference();
    log.error({ event: 'route_failed', reference, capability, requestId, error: thrown }, 'a route failed');
    if (!isNoDatabase(thrown))
      return problem(500, { problem: 'failed', words: `An unexpected error occurred. Reference ${reference}.` });
    const words = request.method === 'GET' ? NO_DATABASE_WORDS.read : NO_DATABASE_WORDS.during;
    return problem(503, { problem: 'no_database', words: `${words} Reference ${reference}.` });
  }
}

/**
 * Guards one upload: the origin first, because it changes something, then as any route. The body isn't read before the
 * handler reads it.
 */
export async function guardUpload<Shape extends z.ZodRawShape>(
  context: GuardContext,
  capability: Capability,
  schema: z.ZodObject<Shape>,
  request: Request,
  handler: (input: z.output<z.ZodObject<Shape>>, staff: SignedInStaff, request: RouteRequest) => Promise<unknown>,
): Promise<Response> {
  const origin = judgeOrigin(context.headers, context.origin);
  if (origin.ok) return guardRoute(context, capability, schema, request, undefined, handler);
  const { log, requestId } = context;
  log.warn({ event: 'malicious_csrf', reason: origin.reason, capability, requestId }, 'upload refused');
  return problem(403, { problem: 'foreign_origin', words: foreignOriginWords(context.origin) });
}

function* askedFor(request: Request, params: RouteParams): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(params ?? {})) for (const part of [value ?? []].flat()) yield [name, part];
  yield* new URL(request.url).searchParams;
}

const json = (status: number, body: unknown): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });

const problem = (status: number, body: RouteProblem): Response => json(status, body);
