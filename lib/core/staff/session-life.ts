/** A session ends after this long without a request by the person. */
export const SESSION_IDLE_MS = 30 * 60_000;

/** A session ends after this long, no matter what happened in it. */
export const SESSION_ABSOLUTE_MS = 12 * 60 * 60_000;

/** `lastSeenAt` is written at most this often. */
export const SESSION_TOUCH_MS = 60_000;

/** Why a request has no session. */
export type NoSession = 'signed_out' | 'idle_too_long' | 'expired' | 'disabled';

/** The state of a session at a point in time. It ends at exactly 30 idle minutes and at exactly 12 hours. */
export function sessionState(
  session: { lastSeenAt: Date; expiresAt: Date },
  now: Date,
): 'live' | 'idle_too_long' | 'expired' {
  if (now >= session.expiresAt) return 'expired';
  return now.getTime() - session.lastSeenAt.getTime() >= SESSION_IDLE_MS ? 'idle_too_long' : 'live';
}

/** Whether a person's request must be recorded now: once a minute is enough to know 30 idle ones. */
export const isTouchDue = ({ lastSeenAt }: { lastSeenAt: Date }, now: Date): boolean =>
  now.getTime() - lastSeenAt.getTime() >= SESSION_TOUCH_MS;
