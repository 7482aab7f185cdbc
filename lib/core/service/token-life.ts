const DAY_MS = 24 * 60 * 60_000;

/** The longest life of a token, in days: somebody looks at it once a year. */
export const LONGEST_LIFE_DAYS = 366;
export const USUAL_LIFE_DAYS = 90;

/** When a token that is made now expires. */
export const expiryAfter = (days: number, now: Date): Date => new Date(now.getTime() + days * DAY_MS);

export type TokenState = 'live' | 'expired' | 'revoked';

/** Whether a token may be used. A revoked one stays revoked, whatever the clock says. */
export const tokenState = (token: { expiresAt: Date; revokedAt: Date | null }, now: Date): TokenState =>
  token.revokedAt !== null ? 'revoked' : token.expiresAt <= now ? 'expired' : 'live';

/** People are told this many days before a token expires: enough to put a new one into the other system. */
const EXPIRES_SOON_DAYS = 14;

/** The state of a token as its list shows it: a live one that expires soon is named. */
export function shownTokenState(
  token: { expiresAt: Date; revokedAt: Date | null },
  now: Date,
): TokenState | 'expires_soon' {
  const state = tokenState(token, now);
  return state === 'live' && token.expiresAt < expiryAfter(EXPIRES_SOON_DAYS, now) ? 'expires_soon' : state;
}

/** The day of an instant in UTC, as `2026-03-14`: a token's first use of each is audited. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
