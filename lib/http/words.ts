import type { NoSession } from '#lib/core/staff/session-life.ts';

/** Why a request has no session, as shown on screen. */
export const NO_SESSION_WORDS = {
  signed_out: 'You are not signed in.',
  idle_too_long: 'You were signed out after 30 minutes of inactivity.',
  expired: 'You were signed out 12 hours after you signed in.',
  disabled: 'Your access to Keydesk was disabled by an admin.',
} as const satisfies Record<NoSession, string>;
