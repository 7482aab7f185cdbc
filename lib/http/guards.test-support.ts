import type { SignedInStaff } from '#lib/auth/session.ts';
import { createLogger } from '#lib/config/log.ts';
import type { NoSession } from '#lib/core/staff/session-life.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { ok, refuse } from '#lib/core/result.ts';
import type { GuardContext } from './guard-action.ts';

export const ORIGIN = 'https://desk.acme.test';

export const staffWith = (role: StaffRole): SignedInStaff => ({
  staffId: '0199d2a0-0000-7000-8000-000000000001',
  name: 'Aidan Agent',
  role,
  sessionId: '0199d2a0-0000-7000-8000-000000000002',
  expiresAt: new Date('2026-03-14T21:00:00Z'),
});

/** A request with a signed-in role, or without a session, and the log lines it leads to. */
export function guardedRequest(
  who: StaffRole | NoSession,
  headers: Record<string, string> = { origin: ORIGIN },
): { context: GuardContext; logged: Record<string, unknown>[] } {
  const logged: Record<string, unknown>[] = [];
  const isRole = who === 'viewer' || who === 'agent' || who === 'approver' || who === 'admin';
  const context: GuardContext = {
    origin: ORIGIN,
    headers: new Headers(headers),
    requestId: 'request-1',
    readStaff: async () => (isRole ? ok(staffWith(who)) : refuse(who)),
    log: createLogger({ name: 'test', level: 'debug' }, { write: (line) => void logged.push(JSON.parse(line)) }),
    rethrow: (thrown) => {
      if (thrown instanceof NextsOwnRedirect) throw thrown;
    },
  };
  return { context, logged };
}

export class NextsOwnRedirect extends Error {}
