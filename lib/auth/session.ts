import type { Actor } from '#lib/core/staff/audit.ts';
import type { StaffRole } from '#lib/core/staff/capability.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { sessionState } from '#lib/core/staff/session-life.ts';
import type { Database } from '#lib/db/database.ts';
import { deleteSession, findSession, touchSession } from '#lib/db/staff/sessions.ts';
import { hashSessionToken } from './session-token.ts';

/** A member of staff with a live session, as guards and pages know them. */
export type SignedInStaff = {
  staffId: string;
  name: string;
  email: string;
  role: StaffRole;
  sessionId: string;
  /** The end of the session whatever happens; idleness may end it earlier. */
  expiresAt: Date;
};

/** Why a request has nobody behind it. */
export type NoSession = 'signed_out' | 'idle_too_long' | 'expired' | 'disabled';

/** As the audit names them. */
export const actorOf = ({ staffId, name, role, sessionId }: SignedInStaff): Extract<Actor, { kind: 'staff' }> => ({
  kind: 'staff',
  staffId,
  name,
  role,
  sessionId,
});

/**
 * Whose session a token is. A session that is over, or whose owner is disabled, is deleted at a person's next request.
 * @param byPerson whether a person's request asks: only those keep an idle session from ending
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
    // Polling finds a dead session first; the person's own next step must still be told why it ended.
    if (byPerson) await deleteSession(deps.db, found.sessionId);
    return refuse(state);
  }
  if (byPerson) await touchSession(deps.db, found.sessionId, now);
  const { staffId, name, email, role, sessionId, expiresAt } = found;
  return ok({ staffId, name, email, role, sessionId, expiresAt });
}
