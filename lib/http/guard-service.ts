import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { KnownService, TokenRefusal } from '#lib/auth/service-token.ts';
import type { Logger } from '#lib/config/log.ts';
import type { Result } from '#lib/core/result.ts';
import type { Service } from '#lib/core/service/service-scope.ts';
import type { Operation } from '#lib/service-api/operations.ts';
import { PROBLEM_TYPE, problemBody, PROBLEMS, type ProblemCode, type ProblemPlace } from '#lib/service-api/problems.ts';
import type { RouteParams } from './guard-route.ts';
import { newReference } from './reference.ts';

/** What a handler answers with: a value, or a problem. */
export type ServiceAnswer<T> =
  { ok: true; value: T } | { ok: false; problem: ProblemCode; detail?: string; errors?: readonly ProblemPlace[] };

/** The request in its schemas' form. */
export type ServiceInput<O extends Operation> = {
  path: z.output<O['pathParameters']>;
  query: z.output<O['query']>;
  body: O['body'] extends z.ZodType ? z.output<O['body']> : null;
};

export type ServiceContext = {
  requestId: string | null;
  log: Logger;
  readService: (
    authorization: string | null,
  ) => Promise<Result<KnownService, TokenRefusal> & { tokenId: string | null }>;
  /** Counts a request. @returns how many seconds to wait, or null when it may go on */
  waitFor: (tokenId: string) => Promise<number | null>;
  /** Writes down that a token was used, or that a request was refused; never waited for. */
  noteUse: (service: KnownService, requestId: string | null) => void;
  noteRefusal: (refused: { reason: string; tokenId: string | null }, requestId: string | null) => void;
};

const NOT_FOUND: Extract<ServiceAnswer<never>, { ok: false }> = { ok: false, problem: 'not_found' };

/** What a token without the operation's scope sees: nothing. It asks the same statements, so nothing shows by timing. */
const covered = (service: Service, { scope }: Operation): Service =>
  service.scopes.includes(scope) ? service : { ...service, regions: [] };

/**
 * Guards one request of another system, in this order: token, rate, schemas of path, query and body, then `handler`.
 * Cookies and the origin count for nothing here.
 */
export async function guardService<O extends Operation>(
  context: ServiceContext,
  operation: O,
  request: Request,
  params: RouteParams,
  handler: (
    input: ServiceInput<O>,
    service: Service,
    requestId: string | null,
  ) => Promise<ServiceAnswer<z.input<O['answer']>>>,
): Promise<Response> {
  const { log, requestId } = context;
  try {
    const read = await context.readService(request.headers.get('authorization'));
    if (!read.ok) {
      const { reason, tokenId } = read;
      context.noteRefusal({ reason, tokenId }, requestId);
      log.warn({ event: 'service_refused', reason, tokenId, operation: operation.id, requestId }, 'service refused');
      return problem('unauthorized', {}, { 'www-authenticate': 'Bearer' });
    }
    const service = read.value;
    const { tokenId } = service;
    const wait = await context.waitFor(tokenId);
    if (wait !== null) {
      context.noteRefusal({ reason: 'too_many_requests', tokenId }, requestId);
      return problem('too_many_requests', {}, { 'retry-after': String(wait) });
    }
    context.noteUse(service, requestId);
    const input = await readRequest(operation, request, params);
    if (!input.ok) {
      log.info({ event: 'input_validation_fail', tokenId, operation: operation.id, requestId }, 'service refused');
      return problem('invalid_request', { errors: input.errors });
    }
    const answer = await handler(input.value, covered(service, operation), requestId);
    if (answer.ok && service.scopes.includes(operation.scope)) {
      log.info({ event: 'service_request', tokenId, operation: operation.id, requestId }, 'service request');
      return json(request, answer.value);
    }
    const { problem: code, detail, errors } = answer.ok ? NOT_FOUND : answer;
    if (code === 'not_found') context.noteRefusal({ reason: 'not_covered', tokenId }, requestId);
    log.info({ event: 'service_request', tokenId, operation: operation.id, code, requestId }, 'service request');
    return problem(code, { detail, errors });
  } catch (thrown) {
    const reference = newReference();
    log.error(
      { event: 'service_failed', reference, operation: operation.id, requestId, error: thrown },
      'a service request failed',
    );
    return problem('failed', { detail: `Quote the reference ${reference}.` });
  }
}

type Read<T> = { ok: true; value: T } | { ok: false; errors: ProblemPlace[] };

async function readRequest<O extends Operation>(
  operation: O,
  request: Request,
  params: RouteParams,
): Promise<Read<ServiceInput<O>>> {
  const errors: ProblemPlace[] = [];
  const parsed = (schema: z.ZodObject, given: unknown, place: (path: PropertyKey[]) => string) => {
    const found = schema.strict().safeParse(given);
    if (!found.success)
      for (const issue of found.error.issues) {
        if (issue.code === 'unrecognized_keys')
          for (const key of issue.keys)
            errors.push({ pointer: place([...issue.path, key]), detail: 'Keydesk doesn’t know this.' });
        else errors.push({ pointer: place(issue.path), detail: issue.message });
      }
    return found.data;
  };
  const name = (path: PropertyKey[]): string => String(path[0] ?? '');
  const path = parsed(operation.pathParameters, params ?? {}, name);
  const query = parsed(operation.query, queryOf(request), name);
  let body: unknown = null;
  if (operation.body !== null) {
    const sent = await bodyOf(request);
    if (sent === undefined) errors.push({ pointer: '', detail: 'The body is not JSON.' });
    else body = parsed(operation.body, sent, pointerOf);
  }
  return errors.length > 0
    ? { ok: false, errors: errors.slice(0, MOST_ERRORS) }
    : { ok: true, value: { path, query, body } as ServiceInput<O> };
}

const MOST_ERRORS = 20;

/** A parameter that is sent twice becomes a list, which no schema takes. */
function queryOf(request: Request): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  for (const [key, value] of new URL(request.url).searchParams) {
    const before = values[key];
    values[key] = before === undefined ? value : [before, value].flat();
  }
  return values;
}

async function bodyOf(request: Request): Promise<unknown> {
  try {
    return JSON.parse(await request.text()) as unknown;
  } catch {
    return undefined;
  }
}

/** A JSON pointer, RFC 6901. */
const pointerOf = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function json(request: Request, value: unknown): Response {
  const text = JSON.stringify(value);
  if (request.method !== 'GET') return new Response(text, { headers: { 'content-type': 'application/json' } });
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  // The tag of an answer is of no use to anybody else, but it may be kept: it is always asked about again.
  const headers = { etag, 'cache-control': 'private, no-cache', vary: 'authorization' };
  if (known.includes(etag) || known.includes('*')) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, 'content-type': 'application/json' } });
}

const problem = (
  code: ProblemCode,
  more: Parameters<typeof problemBody>[1],
  headers: Record<string, string> = {},
): Response =>
  new Response(JSON.stringify(problemBody(code, more)), {
    status: PROBLEMS[code].status,
    headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...headers },
  });
