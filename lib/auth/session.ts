import type { StaffActor } from '#lib/core/staff/audit.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { isTouchDue, sessionState, type NoSession } from '#lib/core/staff/session-life.ts';
import type { Database } from '#lib/db/database.ts';
import {
  deleteSession,
  findSession,
  findSessionsById,
  touchSession,
  type StoredSession,
} from '#lib/db/staff/sessions.ts';
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

/** The member of staff as the audit log records them. */
export const actorOf = ({ staffId, name, role, sessionId }: SignedInStaff): StaffActor => ({
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
  const state = stateOf(found, now);
  if (state !== 'live') {
    // Polling notices the end first. The row stays, so that the person's next request can say why the session ended.
    if (byPerson) await deleteSession(deps.db, found.sessionId);
    return refuse(state);
  }
  if (byPerson && isTouchDue(found, now)) await touchSession(deps.db, found.sessionId, now);
  const { staffId, name, role, sessionId, expiresAt } = found;
  return ok({ staffId, name, role, sessionId, expiresAt });
}

const stateOf = (session: StoredSession, now: Date): 'live' | NoSession =>
  session.disabledAt === null ? sessionState(session, now) : 'disabled';

/** Which of these sessions have ended, and why. One query, whatever their number; it keeps none of them alive. */
export async function endedAmong(
  deps: { db: Database; clock: () => Date },
  sessionIds: readonly string[],
): Promise<ReadonlyMap<string, NoSession>> {
  const found = new Map((await findSessionsById(deps.db, sessionIds)).map((session) => [session.sessionId, session]));
  const now = deps.clock();
  const ended = new Map<string, NoSession>();
  for (const id of sessionIds) {
    const session = found.get(id);
    const state = session === undefined ? 'signed_out' : stateOf(session, now);
    if (state !== 'live') ended.set(id, state);
  }
  return ended;
}
