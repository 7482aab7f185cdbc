import type { CookiesOptions } from 'next-auth';

const SIGN_IN_WITHIN_SECONDS = 15 * 60;

const isHttps = (origin: string): boolean => origin.startsWith('https:');

// __Host- binds a cookie to this very host over https. Browsers refuse the prefix on plain http, also on loopback.
const named = (origin: string, name: string): string => `${isHttps(origin) ? '__Host-' : ''}${name}`;

/** Name of the cookie that holds the session token. */
export const sessionCookieName = (origin: string): string => named(origin, 'keydesk-session');

/** What every cookie of sign-in is set with. Lax, because the way back from the identity provider is cross-site. */
export const cookieOptions = (origin: string) =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps(origin) }) as const;

/** The cookies of next-auth under our names: the session's, and those that live while a sign-in is under way. */
export function authCookies(origin: string) {
  const options = cookieOptions(origin);
  const brief = { ...options, maxAge: SIGN_IN_WITHIN_SECONDS };
  return {
    sessionToken: { name: sessionCookieName(origin), options },
    callbackUrl: { name: named(origin, 'keydesk-callback'), options: brief },
    csrfToken: { name: named(origin, 'keydesk-csrf'), options: brief },
    pkceCodeVerifier: { name: named(origin, 'keydesk-pkce'), options: brief },
    state: { name: named(origin, 'keydesk-state'), options: brief },
    nonce: { name: named(origin, 'keydesk-nonce'), options: brief },
  } satisfies CookiesOptions;
}
