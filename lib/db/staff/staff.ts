import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { staff } from '#drizzle/schema/staff.ts';
import type { StaffRole } from '#lib/core/staff/capability.ts';
import type { StaffRow } from '#lib/core/staff/staff-row.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/** Who the identity provider says somebody is. (issuer, subject) is the identity; the rest may change. */
export type StaffIdentity = { issuer: string; subject: string; name: string; email: string; role: StaffRole };

const MEMBER = {
  id: staff.id,
  name: staff.name,
  email: staff.email,
  role: staff.role,
  disabledAt: staff.disabledAt,
  lastSignInAt: staff.lastSignInAt,
  revision: staff.revision,
};

/** Everybody who ever signed in, by name. */
export async function listStaff(db: Executor): Promise<StaffRow[]> {
  return db.select(MEMBER).from(staff).orderBy(asc(staff.name), asc(staff.id));
}

export async function findStaff(db: Executor, staffId: string): Promise<StaffRow | null> {
  const [found] = await db.select(MEMBER).from(staff).where(eq(staff.id, staffId));
  return found ?? null;
}

/** The member of staff of an identity, if they ever came in. */
export async function findIdentity(
  db: Executor,
  identity: Pick<StaffIdentity, 'issuer' | 'subject'>,
): Promise<StaffRow | null> {
  const [found] = await db
    .select(MEMBER)
    .from(staff)
    .where(and(eq(staff.issuer, identity.issuer), eq(staff.subject, identity.subject)));
  return found ?? null;
}

/**
 * Writes who signed in: a new row, or the known one with today's name, e-mail and role.
 * @returns the row's id, or null where the row is disabled: then nothing is written
 */
export async function recordSignIn(tx: Transaction, identity: StaffIdentity, at: Date): Promise<string | null> {
  const { name, email, role } = identity;
  const [written] = await tx
    .insert(staff)
    .values({ id: newId(), ...identity, lastSignInAt: at, createdAt: at })
    .onConflictDoUpdate({
      target: [staff.issuer, staff.subject],
      // Only a changed role is a change of the person; a mere sign-in must not stop an admin who is about to disable them.
      set: { name, email, role, lastSignInAt: at, revision: sql`${staff.revision} + (${staff.role} <> ${role})::int` },
      setWhere: isNull(staff.disabledAt),
    })
    .returning({ id: staff.id });
  return written?.id ?? null;
}

/** Holds the rows of all enabled admins until the transaction ends: two of them cannot disable each other at once. */
export async function lockEnabledAdmins(tx: Transaction): Promise<string[]> {
  const admins = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.role, 'admin'), isNull(staff.disabledAt)))
    .orderBy(asc(staff.id))
    .for('update');
  return admins.map(({ id }) => id);
}

/** Returns whether a row was changed: it must be enabled and at the revision that was looked at. */
export async function disableStaffRow(tx: Transaction, staffId: string, revision: number, at: Date): Promise<boolean> {
  const changed = await tx
    .update(staff)
    .set({ disabledAt: at, revision: revision + 1 })
    .where(and(eq(staff.id, staffId), eq(staff.revision, revision), isNull(staff.disabledAt)))
    .returning({ id: staff.id });
  return changed.length > 0;
}

/** Returns whether a row was changed: it must be disabled and at the revision that was looked at. */
export async function enableStaffRow(tx: Transaction, staffId: string, revision: number): Promise<boolean> {
  const changed = await tx
    .update(staff)
    .set({ disabledAt: null, revision: revision + 1 })
    .where(and(eq(staff.id, staffId), eq(staff.revision, revision), isNotNull(staff.disabledAt)))
    .returning({ id: staff.id });
  return changed.length > 0;
}
