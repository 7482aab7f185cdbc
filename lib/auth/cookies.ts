import type { CookiesOptions } from 'next-auth';

const SIGN_IN_WITHIN_SECONDS = 15 * 60;

const isHttps = (origin: string): boolean => origin.startsWith('https:');

// __Host- binds a cookie to this host over https. Browsers refuse the prefix on plain http, even on loopback.
const named = (origin: string, name: string): string => `${isHttps(origin) ? '__Host-' : ''}${name}`;

/** Name of the cookie that holds the session token. */
export const sessionCookieName = (origin: string): string => named(origin, 'keydesk-session');

/** Options of every sign-in cookie. Lax, because the redirect back from the identity provider is cross-site. */
export const cookieOptions = (origin: string) =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps(origin) }) as const;

/** next-auth's cookies under our names: the session cookie, and those that exist only during a sign-in. */
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
