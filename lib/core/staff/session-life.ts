/** Without a request of a person for this long, a session is over. */
export const SESSION_IDLE_MS = 30 * 60_000;

/** After this long a session is over, whatever happened in it. */
export const SESSION_ABSOLUTE_MS = 12 * 60 * 60_000;

/** `lastSeenAt` is written at most this often. */
export const SESSION_TOUCH_MS = 60_000;

/** How a session stands at an instant. At exactly 30 idle minutes, and at exactly 12 hours, it is over. */
export function sessionState(
  session: { lastSeenAt: Date; expiresAt: Date },
  now: Date,
): 'live' | 'idle_too_long' | 'expired' {
  if (now >= session.expiresAt) return 'expired';
  return now.getTime() - session.lastSeenAt.getTime() >= SESSION_IDLE_MS ? 'idle_too_long' : 'live';
}
