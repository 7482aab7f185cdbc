import 'server-only';
import type { AuthOptions } from 'next-auth';
import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import { callbackPath } from '#lib/auth/callback-path.ts';
import { cookieOptions, sessionCookieName } from '#lib/auth/cookies.ts';
import type { ProviderMetadata } from '#lib/auth/discovery.ts';
import { nextAuthBack, nextAuthOut, STEP_BACK, STEP_OUT } from '#lib/auth/next-auth-step.ts';
import { authOptions } from '#lib/auth/options.ts';
import { actorOf, readSession } from '#lib/auth/session.ts';
import type { Logger } from '#lib/config/log.ts';
import type { StaffActor } from '#lib/core/staff/audit.ts';
import type { Result } from '#lib/core/result.ts';
import type { SignedIn, SignIn, SignInRefusal } from '#lib/core/staff/sign-in.ts';
import { runtime } from '#lib/runtime.ts';
import { keepAppearance, keepShortcuts } from './browser-preferences.ts';
import { navigation } from './navigation.ts';
import { foreignOriginWords, judgeOrigin } from './origin.ts';
import { newReference } from './reference.ts';
import { REQUEST_ID_HEADER } from './request-headers.ts';
import { signInProblem, type SignInProblem } from './sign-in-words.ts';

/** One request to /api/auth, with the actions it may lead to. */
export type AuthRequest = {
  request: NextRequest;
  /** The path below /api/auth. */
  step: string;
  discover: () => Promise<ProviderMetadata>;
  signIn: (signIn: SignIn, requestId: string | null) => Promise<Result<SignedIn, SignInRefusal>>;
  signOut: (sessionId: string, actor: StaffActor, requestId: string | null) => Promise<void>;
};

const METHODS = new Map([
  [STEP_OUT, 'POST'],
  [STEP_BACK, 'GET'],
  ['signout', 'POST'],
]);

/**
 * Sign-in and sign-out. Three addresses exist: to the identity provider, back from it, and sign-out. next-auth's other
 * addresses (session, providers, csrf, its pages) are not served, because Keydesk doesn't use them.
 */
export async function authRoute(auth: AuthRequest): Promise<Response> {
  const { request, step } = auth;
  const isPost = request.method === 'POST';
  const wanted = METHODS.get(step);
  if (wanted === undefined) return words(404, 'There is nothing at this address.');
  if (request.method !== wanted) return words(405, `This address takes ${wanted}.`, { allow: wanted });

  const { env, log } = runtime();
  const origin = judgeOrigin(request.headers, env.origin);
  if (isPost && !origin.ok) {
    log.warn(
      { event: 'malicious_csrf', reason: origin.reason, step, requestId: requestIdOf(request) },
      'request refused',
    );
    return words(403, foreignOriginWords(env.origin));
  }
  if (step === 'signout') return leave(auth);
  return isPost ? toProvider(auth) : fromProvider(auth);
}

async function toProvider(auth: AuthRequest): Promise<Response> {
  const { env } = runtime();
  const attempt = newAttempt();
  const form = new URLSearchParams(await auth.request.text());
  const wished = callbackPath(form.get('callbackUrl'), env.origin);
  const options = await optionsOf(auth, attempt);
  if (options === null) return toSignInPage('Discovery', attempt, wished);
  const answered = await nextAuthOut(options, env.origin, wished);
  const location = new URL(answered.headers.get('location') ?? '/', env.origin);
  const setCookies = answered.headers.getSetCookie();
  if (location.origin === env.origin) return toSignInPage(problemIn(location), attempt, wished, setCookies);
  return navigation(location.href, setCookies);
}

async function fromProvider(auth: AuthRequest): Promise<Response> {
  const { env, log } = runtime();
  const attempt = newAttempt();
  if (auth.request.nextUrl.searchParams.get('error') === 'access_denied') {
    log.info({ event: 'authn_login_fail', reason: 'cancelled' }, 'sign-in refused');
    return toSignInPage('Canceled', attempt);
  }
  const options = await optionsOf(auth, attempt);
  if (options === null) return toSignInPage('Discovery', attempt);
  const answered = await nextAuthBack(options, auth.request);
  const location = new URL(answered.headers.get('location') ?? '/sign-in', env.origin);
  const setCookies = answered.headers.getSetCookie();
  // next-auth's own error pages are not served; our sign-in page has words for their codes.
  const failed = location.pathname.startsWith('/api/auth/') || location.pathname === '/sign-in';
  if (failed) return toSignInPage(problemIn(location), attempt, '/', setCookies);
  return redirectTo(`${location.pathname}${location.search}`, setCookies);
}

/** One step of a sign-in. The log lines of its faults and the page of a failed one carry the same reference. */
type Attempt = { reference: string; log: Logger };

function newAttempt(): Attempt {
  const reference = newReference();
  return { reference, log: runtime().log.child({ reference }) };
}

/** next-auth's options for this request, or null while the identity provider does not answer. */
async function optionsOf({ request, discover, signIn }: AuthRequest, { log }: Attempt): Promise<AuthOptions | null> {
  const { env } = runtime();
  try {
    return authOptions({
      env,
      log,
      metadata: await discover(),
      userAgent: request.headers.get('user-agent'),
      previousToken: request.cookies.get(sessionCookieName(env.origin))?.value,
      signIn: async (judged) => {
        try {
          const admitted = await signIn(judged, requestIdOf(request));
          if (admitted.ok) {
            await keepAppearance(admitted.value.appearance);
            await keepShortcuts(admitted.value.shortcuts);
          }
          return admitted;
        } catch (error) {
          // next-auth logs nothing of this error and puts its message into the address it redirects to.
          log.error({ event: 'authn_fault', error }, 'sign-in failed');
          throw error;
        }
      },
    });
  } catch (error) {
    log.error({ event: 'authn_fault', error }, 'the identity provider does not answer');
    return null;
  }
}

const problemIn = (location: URL): SignInProblem => signInProblem(location.searchParams.get('error'));

/** Redirects to our own page, which has words for the problem. */
function toSignInPage(
  problem: SignInProblem,
  { reference, log }: Attempt,
  wished = '/',
  setCookies: readonly string[] = [],
): Response {
  if (problem === 'Failed') log.warn({ event: 'authn_login_fail', reason: 'failed' }, 'sign-in refused');
  const query = new URLSearchParams({
    error: problem,
    ...(problem === 'Failed' && { reference }),
    ...(wished !== '/' && { callbackUrl: wished }),
  });
  return redirectTo(`/sign-in?${query}`, setCookies);
}

/** Ends the session on the server and clears what the browser stored. */
async function leave({ request, signOut }: AuthRequest): Promise<Response> {
  const { env, db, clock, log } = runtime();
  const jar = await cookies();
  const name = sessionCookieName(env.origin);
  const session = await readSession({ db, clock }, jar.get(name)?.value, false);
  if (session.ok) {
    await signOut(session.value.sessionId, actorOf(session.value), requestIdOf(request));
    log.info({ event: 'authn_logout', staffId: session.value.staffId }, 'signed out');
  }
  jar.delete({ name, ...cookieOptions(env.origin) });
  const response = redirectTo('/sign-in?ended=by_you', []);
  response.headers.set('clear-site-data', '"cache", "storage"');
  return response;
}

function redirectTo(location: string, setCookies: readonly string[]): Response {
  const response = new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
  for (const cookie of setCookies) response.headers.append('set-cookie', cookie);
  return response;
}

const requestIdOf = (request: NextRequest): string | null => request.headers.get(REQUEST_ID_HEADER);

const words = (status: number, text: string, headers: Record<string, string> = {}): Response =>
  new Response(`${text}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
