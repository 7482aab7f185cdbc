import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionCookieName } from '#lib/auth/cookies.ts';
import type { Logger } from '#lib/config/log.ts';
import { PROBLEM_TYPE, problemOfStatus } from '#lib/service-api/problems.ts';
import { INSIDE_HEADER, insideMark, isFromInside, PATH_HEADER, REQUEST_ID_HEADER } from './request-headers.ts';
import { isServicePath, refuseMethod, ruleOn, type Ruling } from './request-rules.ts';
import { BARE_POLICY, commonHeaders, contentSecurityPolicy } from './security-headers.ts';

// Next would trust what these headers say about the request's own address. It listens on plain HTTP only.
const UNTRUSTED = ['x-forwarded-port', 'x-forwarded-proto', 'forwarded', 'x-original-url', 'x-rewrite-url'];

/** What Next's router adds to the query when it fetches a page. */
const ROUTER_MARK = '_rsc';

type AdmitDeps = {
  /** The configured origin. */
  origin: string;
  /** Where refusals are logged. */
  log: Pick<Logger, 'warn'>;
};

/**
 * Decides on every request before Next sees it, static files included: sets the security headers, applies the rules, and
 * gives the request an id and, if it passes, a content security policy with a nonce.
 * @returns whether Next shall answer; if not, the request was answered here
 */
export function admit(request: IncomingMessage, response: ServerResponse, { origin, log }: AdmitDeps): boolean {
  const requestId = randomUUID();
  for (const [name, value] of Object.entries(commonHeaders(origin))) response.setHeader(name, value);
  response.setHeader('x-request-id', requestId);
  const { method = '', url: target = '' } = request;
  const asked = addressOf(target, origin);
  const ruling = asked === null ? refuseMethod(method) : rulingOn(request, asked, origin);
  if (asked !== null && ruling.kind === 'pass') {
    pass(request, response, { requestId, origin, asked });
    return true;
  }
  if (ruling.kind === 'refuse')
    log.warn(
      { event: ruling.event, status: ruling.status, method, pathname: asked?.pathname ?? null, requestId },
      'request refused',
    );
  if (ruling.kind !== 'pass') answer(response, ruling, asked !== null && isServicePath(asked.pathname));
  return false;
}

type Address = { pathname: string; search: string };

/** What a request asks for, or null for what is no path, such as the `*` of `OPTIONS *`. */
function addressOf(target: string, origin: string): Address | null {
  // Joined as text, because `new URL` with a base would read "//evil.test" as a host.
  if (!target.startsWith('/') || !URL.canParse(`${origin}${target}`)) return null;
  const url = new URL(`${origin}${target}`);
  if (url.search.includes(ROUTER_MARK)) url.searchParams.delete(ROUTER_MARK);
  return { pathname: url.pathname, search: url.search };
}

function rulingOn({ method = '', headers }: IncomingMessage, asked: Address, origin: string): Ruling {
  if (isFromInside(String(headers[INSIDE_HEADER] ?? ''))) return { kind: 'pass' };
  const hasSessionCookie = hasCookie(headers.cookie ?? '', sessionCookieName(origin));
  const get = (name: string): string | null => {
    const value = headers[name];
    return value === undefined ? null : String(value);
  };
  return ruleOn({ method, ...asked, headers: { get }, hasSessionCookie }, origin);
}

const hasCookie = (header: string, name: string): boolean =>
  header.split(';').some((cookie) => cookie.trimStart().startsWith(`${name}=`));

function pass(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { requestId, origin, asked }: { requestId: string; origin: string; asked: Address },
): void {
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'));
  for (const name of UNTRUSTED) delete headers[name];
  // Next compares Origin with this header. The rules have compared it with the configured origin already.
  headers['x-forwarded-host'] = new URL(origin).host;
  headers[REQUEST_ID_HEADER] = requestId;
  headers[INSIDE_HEADER] = insideMark();
  headers[PATH_HEADER] = `${asked.pathname}${asked.search}`;
  // Next reads the nonce here and adds it to its scripts and styles.
  headers['content-security-policy'] = policy;
  response.setHeader('content-security-policy', policy);
  if (!asked.pathname.startsWith('/_next/static/')) response.setHeader('cache-control', 'no-store');
}

function answer(response: ServerResponse, ruling: Exclude<Ruling, { kind: 'pass' }>, isService: boolean): void {
  response.setHeader('content-security-policy', BARE_POLICY);
  response.setHeader('cache-control', 'no-store');
  if (ruling.kind === 'redirect') {
    response.writeHead(ruling.status, { location: ruling.location }).end();
    return;
  }
  const [type, body] = isService
    ? [PROBLEM_TYPE, JSON.stringify(problemOfStatus(ruling.status, ruling.words))]
    : ['text/plain; charset=utf-8', `${ruling.words}\n`];
  response.writeHead(ruling.status, { 'content-type': type, ...ruling.headers }).end(body);
}
