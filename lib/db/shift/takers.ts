import { and, asc, eq, inArray, isNull, lte, or, type SQL } from 'drizzle-orm';
import { staff } from '#drizzle/schema/staff.ts';
import { can } from '#lib/core/staff/capability.ts';
import { STAFF_ROLES } from '#lib/core/staff/staff-actions.ts';
import type { Executor } from '#lib/db/database.ts';

/** Somebody to whom work can be handed over. */
export type Taker = { staffId: string; name: string };

const ROLES = STAFF_ROLES.filter((role) => can(role, 'shifts:hand_over'));

/** People who can work now: enabled, not away, and with a role for it. */
const canWork = (now: Date): SQL | undefined =>
  and(inArray(staff.role, ROLES), isNull(staff.disabledAt), or(isNull(staff.awayUntil), lte(staff.awayUntil, now)));

const TAKER = { staffId: staff.id, name: staff.name };

/** Everybody to whom work can be handed over now, by name. */
export const takers = (db: Executor, now: Date): Promise<Taker[]> =>
  db.select(TAKER).from(staff).where(canWork(now)).orderBy(asc(staff.name), asc(staff.id));

/** One of them; null where this person can't take anything now. */
export async function findTaker(db: Executor, staffId: string, now: Date): Promise<Taker | null> {
  const [found] = await db
    .select(TAKER)
    .from(staff)
    .where(and(eq(staff.id, staffId), canWork(now)));
  return found ?? null;
}
