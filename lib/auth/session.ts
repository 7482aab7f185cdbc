import type { Actor } from '#lib/core/staff/audit.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { isTouchDue, sessionState } from '#lib/core/staff/session-life.ts';
import type { Database } from '#lib/db/database.ts';
import { deleteSession, findSession, touchSession } from '#lib/db/staff/sessions.ts';
import { hashSessionToken } from './session-token.ts';

/** A member of staff with a live session. */
export type SignedInStaff = {
  staffId: string;
  name: string;
  role: StaffRole;
  sessionId: string;
  /** The latest end of the session; inactivity can end it earlier. */
  expiresAt: Date;
};

/** Why a request has no session. */
export type NoSession = 'signed_out' | 'idle_too_long' | 'expired' | 'disabled';

/** The member of staff as the audit log records them. */
export const actorOf = ({ staffId, name, role, sessionId }: SignedInStaff): Extract<Actor, { kind: 'staff' }> => ({
  kind: 'staff',
  staffId,
  name,
  role,
  sessionId,
});

/**
 * The member of staff whose session a token belongs to. An ended session, or one whose owner is disabled, is deleted at
 * the person's next request.
 * @param byPerson whether a person makes this request: only those requests keep a session alive
 */
export async function readSession(
  deps: { db: Database; clock: () => Date },
  token: string | undefined,
  byPerson: boolean,
): Promise<Result<SignedInStaff, NoSession>> {
  const tokenHash = token === undefined ? null : hashSessionToken(token);
  const found = tokenHash === null ? null : await findSession(deps.db, tokenHash);
  if (found === null) return refuse('signed_out');

  const now = deps.clock();
  const state = found.disabledAt === null ? sessionState(found, now) : 'disabled';
  if (state !== 'live') {
    // Polling notices the end first. The row stays, so that the person's next request can say why the session ended.
    if (byPerson) await deleteSession(deps.db, found.sessionId);
    return refuse(state);
  }
  if (byPerson && isTouchDue(found, now)) await touchSession(deps.db, found.sessionId, now);
  const { staffId, name, role, sessionId, expiresAt } = found;
  return ok({ staffId, name, role, sessionId, expiresAt });
}
