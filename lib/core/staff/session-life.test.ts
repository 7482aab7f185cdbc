import { describe, expect, it } from 'vitest';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, sessionState } from '#lib/core/staff/session-life.ts';
import { after, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

const session = (idleMs: number, ageMs: number) => ({
  lastSeenAt: after(-idleMs),
  expiresAt: after(SESSION_ABSOLUTE_MS - ageMs),
});

describe('a session', () => {
  it.each([
    ['live', 0, 0],
    ['live', SESSION_IDLE_MS - 1, HOUR_MS],
    ['idle_too_long', SESSION_IDLE_MS, HOUR_MS],
    ['live', 0, SESSION_ABSOLUTE_MS - 1],
    ['expired', 0, SESSION_ABSOLUTE_MS],
    ['expired', SESSION_IDLE_MS, SESSION_ABSOLUTE_MS],
  ])('is %s after %i ms without a request, %i ms after sign-in', (state, idleMs, ageMs) => {
    expect(sessionState(session(idleMs, ageMs), NOW)).toBe(state);
  });

  it('ends after 30 idle minutes, and after 12 hours in any case', () => {
    expect([SESSION_IDLE_MS, SESSION_ABSOLUTE_MS]).toEqual([30 * 60_000, 12 * HOUR_MS]);
  });
});
