import type { AuthOptions } from 'next-auth';
import type { Adapter, AdapterUser } from 'next-auth/adapters';
import type { Env } from '#lib/config/env.ts';
import type { Logger } from '#lib/config/log.ts';
import type { Result } from '#lib/core/result.ts';
import { SESSION_ABSOLUTE_MS } from '#lib/core/staff/session-life.ts';
import type { NoEntryReason, SignedIn, SignIn, SignInRefusal } from '#lib/core/staff/sign-in.ts';
import { callbackPath } from './callback-path.ts';
import { judgeClaims } from './claims.ts';
import { authCookies } from './cookies.ts';
import type { ProviderMetadata } from './discovery.ts';
import { oidcProvider } from './oidc-provider.ts';
import { hashSessionToken, newSessionToken } from './session-token.ts';

/** What one request of a sign-in needs. */
type SignInRequest = {
  env: Pick<Env, 'origin' | 'authSecret' | 'oidc'>;
  log: Logger;
  metadata: ProviderMetadata;
  userAgent: string | null;
  /** The session token that the browser sent, if any. Its session ends when the new one begins. */
  previousToken: string | undefined;
  /** Writes the staff row, the session and the audit entry, or refuses. */
  signIn: (signIn: SignIn) => Promise<Result<SignedIn, SignInRefusal>>;
};

const LONGEST_USER_AGENT = 300;

const noEntry = (reason: NoEntryReason): string => `/no-entry?reason=${reason}`;

/**
 * next-auth's options for one request. Keydesk uses only two steps of next-auth: to the identity provider and back. The
 * session is written in `signIn`, the only step that knows all claims and can refuse with a page of ours.
 */
export function authOptions(request: SignInRequest): AuthOptions {
  const { env, log } = request;
  const token = newSessionToken();
  return {
    secret: env.authSecret,
    useSecureCookies: env.origin.startsWith('https:'),
    cookies: authCookies(env.origin),
    providers: [oidcProvider(env.oidc, request.metadata)],
    pages: { signIn: '/sign-in', error: '/sign-in' },
    session: { strategy: 'database', maxAge: SESSION_ABSOLUTE_MS / 1000, generateSessionToken: () => token },
    adapter: sessionAdapter(),
    callbacks: {
      redirect: ({ url }) => `${env.origin}${callbackPath(url, env.origin)}`,
      signIn: ({ profile }) => admit(request, token, { ...profile }),
    },
    logger: {
      error: (code, metadata) =>
        log.error({ event: 'authn_fault', nextAuth: code, error: errorOf(metadata) }, 'sign-in failed'),
      warn: (code) => log.warn({ event: 'authn_warning', nextAuth: code }, 'next-auth warns'),
      debug: () => undefined,
    },
  };
}

async function admit(request: SignInRequest, token: string, claims: Record<string, unknown>): Promise<true | string> {
  const { env, log } = request;
  const judged = judgeClaims(claims, env.oidc);
  if (!judged.ok) {
    log.warn({ event: 'authn_login_fail', reason: judged.reason }, 'sign-in refused');
    if (judged.reason === 'no_email' || judged.reason === 'email_unverified') return noEntry(judged.reason);
    return '/sign-in?error=OAuthCallback';
  }
  const tokenHash = hashSessionToken(token);
  if (tokenHash === null) throw new Error('A new session token is malformed.');
  const { issuer, subject } = judged.value.identity;
  const admitted = await request.signIn({
    ...judged.value,
    tokenHash,
    previousTokenHash: request.previousToken === undefined ? null : hashSessionToken(request.previousToken),
    userAgent: request.userAgent?.slice(0, LONGEST_USER_AGENT) ?? null,
  });
  if (!admitted.ok) {
    log.warn({ event: 'authn_login_fail', reason: admitted.reason, issuer, subject }, 'sign-in refused');
    return noEntry(admitted.reason);
  }
  log.info({ event: 'authn_login_success', staffId: admitted.value.staffId, method: 'oidc' }, 'signed in');
  return true;
}

/**
 * next-auth's storage. `admit` has written everything before next-auth calls it, so the adapter only names the person
 * and passes the token on. It never finds an old session: next-auth would keep that session's token.
 */
function sessionAdapter(): Adapter {
  const person = (id: string): AdapterUser => ({ id, email: '', emailVerified: null });
  return {
    getUserByAccount: ({ providerAccountId }) => person(providerAccountId),
    getSessionAndUser: () => null,
    // The cookie expires by the browser's real time, the session by the runtime's clock.
    createSession: ({ sessionToken, userId }) => ({
      sessionToken,
      userId,
      expires: new Date(Date.now() + SESSION_ABSOLUTE_MS),
    }),
  };
}

/** Keeps only the error of what next-auth logs: the other fields can hold claims. */
const errorOf = (metadata: unknown): unknown =>
  metadata instanceof Error || typeof metadata !== 'object' || metadata === null
    ? metadata
    : (Reflect.get(metadata, 'error') ?? Reflect.get(metadata, 'message'));
