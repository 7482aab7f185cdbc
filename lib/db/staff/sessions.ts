import { and, eq, gt, inArray, lte, or, sql } from 'drizzle-orm';
import { sessions } from '#drizzle/schema/sessions.ts';
import { staff } from '#drizzle/schema/staff.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { SESSION_IDLE_MS, SESSION_TOUCH_MS } from '#lib/core/staff/session-life.ts';
import { announceSessionEnd } from '#lib/db/announce.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { prepared } from '#lib/db/prepared.ts';

/** A session and its member of staff, from one query. `sessionState` decides whether it is still valid. */
export type StoredSession = {
  sessionId: string;
  lastSeenAt: Date;
  expiresAt: Date;
  staffId: string;
  name: string;
  role: StaffRole;
  disabledAt: Date | null;
};

const STORED_SESSION = {
  sessionId: sessions.id,
  lastSeenAt: sessions.lastSeenAt,
  expiresAt: sessions.expiresAt,
  staffId: staff.id,
  name: staff.name,
  role: staff.role,
  disabledAt: staff.disabledAt,
};

const sessionByToken = prepared('session_by_token', (db, name) =>
  db
    .select(STORED_SESSION)
    .from(sessions)
    .innerJoin(staff, eq(staff.id, sessions.staffId))
    .where(eq(sessions.tokenHash, sql.placeholder('tokenHash')))
    .prepare(name),
);

export async function findSession(db: Executor, tokenHash: Buffer): Promise<StoredSession | null> {
  const [found] = await sessionByToken(db).execute({ tokenHash });
  return found ?? null;
}

export async function insertSession(
  db: Executor,
  session: { id: string; tokenHash: Buffer; staffId: string; userAgent: string | null; at: Date; expiresAt: Date },
): Promise<void> {
  const { at, ...row } = session;
  await db.insert(sessions).values({ ...row, createdAt: at, lastSeenAt: at });
}

/** Records a person's request, at most once a minute. It doesn't revive a session that has ended. */
export async function touchSession(db: Executor, sessionId: string, at: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: at })
    .where(
      and(
        eq(sessions.id, sessionId),
        lte(sessions.lastSeenAt, before(at, SESSION_TOUCH_MS)),
        gt(sessions.lastSeenAt, before(at, SESSION_IDLE_MS)),
        gt(sessions.expiresAt, at),
      ),
    );
}

/** Ends a session, and its streams. Returns whether this call ended it. */
export async function deleteSession(db: Executor, sessionId: string): Promise<boolean> {
  const ended = await db.delete(sessions).where(eq(sessions.id, sessionId)).returning({ id: sessions.id });
  if (ended.length > 0) await announceSessionEnd(db, { kind: 'session', id: sessionId });
  return ended.length > 0;
}

/** Deletes all sessions of one member of staff, and ends their streams. Returns how many there were. */
export async function endSessionsOf(db: Executor, staffId: string): Promise<number> {
  const ended = await db.delete(sessions).where(eq(sessions.staffId, staffId)).returning({ id: sessions.id });
  if (ended.length > 0) await announceSessionEnd(db, { kind: 'staff', id: staffId });
  return ended.length;
}

/**
 * Ends all sessions of a member of staff who was disabled in the same transaction. Their rows stay, so that an open page
 * can say why; each is deleted at its browser's next request, or when the person is enabled.
 * @returns how many there were
 */
export async function expireSessionsOf(tx: Transaction, staffId: string, at: Date): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ expiresAt: sql`least(${sessions.expiresAt}, ${at.toISOString()}::timestamptz)` })
    .where(eq(sessions.staffId, staffId))
    .returning({ id: sessions.id });
  await announceSessionEnd(tx, { kind: 'staff', id: staffId });
  return ended.length;
}

/** The rows of several sessions; one that is missing has ended. */
export async function findSessionsById(db: Executor, sessionIds: readonly string[]): Promise<StoredSession[]> {
  return db
    .select(STORED_SESSION)
    .from(sessions)
    .innerJoin(staff, eq(staff.id, sessions.staffId))
    .where(inArray(sessions.id, [...sessionIds]));
}

/** At a sign-in, deletes the browser's previous session and the person's expired ones. */
export async function deleteSessionsReplacedBy(
  db: Executor,
  signIn: { staffId: string; previousTokenHash: Buffer | null; at: Date },
): Promise<void> {
  const { staffId, previousTokenHash, at } = signIn;
  const over = or(lte(sessions.expiresAt, at), lte(sessions.lastSeenAt, before(at, SESSION_IDLE_MS)));
  await db.delete(sessions).where(and(eq(sessions.staffId, staffId), over));
  if (previousTokenHash !== null) await db.delete(sessions).where(eq(sessions.tokenHash, previousTokenHash));
}

const before = (at: Date, ms: number): Date => new Date(at.getTime() - ms);
