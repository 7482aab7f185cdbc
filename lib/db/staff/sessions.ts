import { and, eq, gt, lte, or } from 'drizzle-orm';
import { sessions } from '#drizzle/schema/sessions.ts';
import { staff } from '#drizzle/schema/staff.ts';
import type { StaffRole } from '#lib/core/staff/capability.ts';
import { SESSION_IDLE_MS, SESSION_TOUCH_MS } from '#lib/core/staff/session-life.ts';
import type { Executor } from '#lib/db/database.ts';

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

export async function findSession(db: Executor, tokenHash: Buffer): Promise<StoredSession | null> {
  const [found] = await db
    .select({
      sessionId: sessions.id,
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
      staffId: staff.id,
      name: staff.name,
      role: staff.role,
      disabledAt: staff.disabledAt,
    })
    .from(sessions)
    .innerJoin(staff, eq(staff.id, sessions.staffId))
    .where(eq(sessions.tokenHash, tokenHash));
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

/** Ends a session. Returns whether this call ended it. */
export async function deleteSession(db: Executor, sessionId: string): Promise<boolean> {
  const ended = await db.delete(sessions).where(eq(sessions.id, sessionId)).returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends all sessions of one member of staff. Returns how many there were. */
export async function endSessionsOf(db: Executor, staffId: string): Promise<number> {
  const ended = await db.delete(sessions).where(eq(sessions.staffId, staffId)).returning({ id: sessions.id });
  return ended.length;
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
