import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { staff } from '#drizzle/schema/staff.ts';
import type { Appearance } from '#lib/core/staff/appearance.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { StaffRow } from '#lib/core/staff/staff-row.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/** A person as the identity provider describes them. (issuer, subject) is the identity; the rest can change. */
export type StaffIdentity = { issuer: string; subject: string; name: string; email: string; role: StaffRole };

const MEMBER = {
  id: staff.id,
  name: staff.name,
  email: staff.email,
  role: staff.role,
  disabledAt: staff.disabledAt,
  lastSignInAt: staff.lastSignInAt,
  awayUntil: staff.awayUntil,
  revision: staff.revision,
};

/** Everyone who has ever signed in, by name. */
export async function listStaff(db: Executor): Promise<StaffRow[]> {
  return db.select(MEMBER).from(staff).orderBy(asc(staff.name), asc(staff.id));
}

export async function findStaff(db: Executor, staffId: string): Promise<StaffRow | null> {
  const [found] = await db.select(MEMBER).from(staff).where(eq(staff.id, staffId));
  return found ?? null;
}

/** The member of staff with an identity, or null if they have never signed in. */
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
 * Records a sign-in: adds a row, or updates the name, email and role of the existing one.
 * @returns the row's id and what the person chose for themselves, or null, with nothing written, if the person is disabled
 */
export async function recordSignIn(
  tx: Transaction,
  identity: StaffIdentity,
  at: Date,
): Promise<{ staffId: string; appearance: Appearance; shortcuts: boolean } | null> {
  const { name, email, role } = identity;
  const [written] = await tx
    .insert(staff)
    .values({ id: newId(), ...identity, lastSignInAt: at, createdAt: at })
    .onConflictDoUpdate({
      target: [staff.issuer, staff.subject],
      // Only a changed role raises the revision: a sign-in must not stop an admin who is about to disable the person.
      set: { name, email, role, lastSignInAt: at, revision: sql`${staff.revision} + (${staff.role} <> ${role})::int` },
      setWhere: isNull(staff.disabledAt),
    })
    .returning({ id: staff.id, theme: staff.theme, density: staff.density, shortcuts: staff.singleKeyShortcuts });
  if (written === undefined) return null;
  const { id, theme, density, shortcuts } = written;
  return {
    staffId: id,
    appearance: { theme: theme ?? 'system', density: density ?? 'normal' },
    shortcuts: shortcuts ?? true,
  };
}

/** Keeps how pages look for a person. It isn't part of what admins see, so the revision stays. */
export async function updateAppearance(db: Executor, staffId: string, appearance: Appearance): Promise<void> {
  await db.update(staff).set(appearance).where(eq(staff.id, staffId));
}

/** The same for whether single keys are shortcuts for a person. */
export async function updateShortcuts(db: Executor, staffId: string, on: boolean): Promise<void> {
  await db.update(staff).set({ singleKeyShortcuts: on }).where(eq(staff.id, staffId));
}

/** Locks the rows of all enabled admins to the end of the transaction, so that two can't disable each other at once. */
export async function lockEnabledAdmins(tx: Transaction): Promise<string[]> {
  const admins = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.role, 'admin'), isNull(staff.disabledAt)))
    .orderBy(asc(staff.id))
    .for('update');
  return admins.map(({ id }) => id);
}

/** Returns whether the row was changed: it must be enabled and at the given revision. */
export async function disableStaffRow(tx: Transaction, staffId: string, revision: number, at: Date): Promise<boolean> {
  const changed = await tx
    .update(staff)
    .set({ disabledAt: at, revision: revision + 1 })
    .where(and(eq(staff.id, staffId), eq(staff.revision, revision), isNull(staff.disabledAt)))
    .returning({ id: staff.id });
  return changed.length > 0;
}

/** Returns whether the row was changed: it must be disabled and at the given revision. */
export async function enableStaffRow(tx: Transaction, staffId: string, revision: number): Promise<boolean> {
  const changed = await tx
    .update(staff)
    .set({ disabledAt: null, revision: revision + 1 })
    .where(and(eq(staff.id, staffId), eq(staff.revision, revision), isNotNull(staff.disabledAt)))
    .returning({ id: staff.id });
  return changed.length > 0;
}

/** Sets until when a person is away; null where they aren't. */
export const setAwayUntil = async (tx: Transaction, staffId: string, awayUntil: Date | null): Promise<void> =>
  void (await tx.update(staff).set({ awayUntil }).where(eq(staff.id, staffId)));
