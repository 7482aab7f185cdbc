import { randomBytes, randomUUID } from 'node:crypto';
import { NextResponse, type NextRequest } from 'next/server';
import { sessionCookieName } from '#lib/auth/cookies.ts';
import { INSIDE_HEADER, insideMark, isFromInside, PATH_HEADER, REQUEST_ID_HEADER } from '#lib/http/request-headers.ts';
import { ruleOn, type Ruling } from '#lib/http/request-rules.ts';
import { BARE_POLICY, contentSecurityPolicy } from '#lib/http/security-headers.ts';
import { runtime } from '#lib/runtime.ts';

// Next would trust what these headers say about the request's own address.
const UNTRUSTED = ['x-forwarded-port', 'forwarded', 'x-original-url', 'x-rewrite-url'];

/**
 * Handles every request first, static files included: applies the rules, and gives the request an id and, if it passes,
 * a content security policy with a nonce. The HTTP server has set the other security headers already.
 */
export function proxy(request: NextRequest): NextResponse {
  const { env, log } = runtime();
  const requestId = randomUUID();
  const { method, headers } = request;
  const { pathname, search } = request.nextUrl;
  const hasSessionCookie = request.cookies.has(sessionCookieName(env.origin));
  const ruling: Ruling = isFromInside(headers.get(INSIDE_HEADER))
    ? { kind: 'pass' }
    : ruleOn({ method, pathname, search, headers, hasSessionCookie }, env.origin);
  if (ruling.kind === 'refuse')
    log.warn({ event: ruling.event, status: ruling.status, method, pathname, requestId }, 'request refused');

  const response = ruling.kind === 'pass' ? pass(request, requestId, env.origin) : answer(ruling, env.origin);
  response.headers.set('x-request-id', requestId);
  return response;
}

function pass(request: NextRequest, requestId: string, origin: string): NextResponse {
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'));
  const headers = new Headers(request.headers);
  for (const name of UNTRUSTED) headers.delete(name);
  // Next compares Origin with this header. The rules have compared it with the configured origin already.
  headers.set('x-forwarded-host', new URL(origin).host);
  headers.set(REQUEST_ID_HEADER, requestId);
  headers.set(INSIDE_HEADER, insideMark());
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  // Next reads the nonce here and adds it to its scripts and styles.
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  if (!request.nextUrl.pathname.startsWith('/_next/static/')) response.headers.set('cache-control', 'no-store');
  return response;
}

function answer(ruling: Exclude<Ruling, { kind: 'pass' }>, origin: string): NextResponse {
  const headers = { 'content-security-policy': BARE_POLICY, 'cache-control': 'no-store' };
  if (ruling.kind === 'redirect')
    return NextResponse.redirect(new URL(ruling.location, origin), { status: ruling.status, headers });
  return new NextResponse(`${ruling.words}\n`, {
    status: ruling.status,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8', ...ruling.headers },
  });
}
