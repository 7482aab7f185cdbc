import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import NextAuth, { type AuthOptions } from 'next-auth';
import { cookies } from 'next/headers';
import { NextRequest } from 'next/server';
import { authCookies, cookieOptions } from './cookies.ts';
import { PROVIDER_ID } from './oidc-provider.ts';

/** The two steps of a sign-in, as paths below /api/auth. */
export const STEP_OUT = `signin/${PROVIDER_ID}`;
export const STEP_BACK = `callback/${PROVIDER_ID}`;

/**
 * next-auth's answer to the start of a sign-in: a redirect to the identity provider, or to its error page. Call it only
 * after the Origin check: that replaces next-auth's CSRF token, whose cookie a server-rendered form can't set.
 * @param wished path to return to afterwards, already checked
 */
export async function nextAuthOut(options: AuthOptions, origin: string, wished: string): Promise<Response> {
  const jar = await cookies();
  const { name } = authCookies(origin).csrfToken;
  const csrfToken = randomBytes(32).toString('hex');
  const proof = createHash('sha256').update(`${csrfToken}${options.secret}`).digest('hex');
  jar.set(name, `${csrfToken}|${proof}`, cookieOptions(origin));
  const request = new NextRequest(new URL(`/api/auth/${STEP_OUT}`, origin), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, callbackUrl: wished }).toString(),
  });
  const answered = await ask(request, STEP_OUT, options);
  jar.delete({ name, ...cookieOptions(origin) });
  return answered;
}

/** next-auth's answer to the provider's redirect: a redirect with the session cookie, or to a page that says why not. */
export const nextAuthBack = (options: AuthOptions, request: NextRequest): Promise<Response> =>
  ask(request, STEP_BACK, options);

async function ask(request: NextRequest, step: string, options: AuthOptions): Promise<Response> {
  const answered: unknown = await NextAuth(request, { params: { nextauth: step.split('/') } }, options);
  if (answered instanceof Response) return answered;
  throw new Error('next-auth did not answer with a Response.');
}
