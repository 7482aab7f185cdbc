import { and, gt, inArray, isNotNull, or, type SQL } from 'drizzle-orm';
import { staff } from '#drizzle/schema/staff.ts';
import type { Executor } from '#lib/db/database.ts';

/**
 * What `ownerOf` needs to know of the owner: select it with a left join of `staff` by the owner's id. The id is first,
 * because Drizzle takes a joined row whose first column is null for a missing one.
 */
export const OWNER_STANDING = { id: staff.id, disabledAt: staff.disabledAt, awayUntil: staff.awayUntil };

/** Whether what a member of staff has belongs to the team now: they are disabled or away, as `ownerNow` says. */
export const isAbsent = (now: Date): SQL | undefined => or(isNotNull(staff.disabledAt), gt(staff.awayUntil, now));

/** Those of these people who are disabled or away. */
export async function absentAmong(db: Executor, staffIds: readonly string[], now: Date): Promise<ReadonlySet<string>> {
  if (staffIds.length === 0) return new Set();
  const found = await db
    .select({ id: staff.id })
    .from(staff)
    .where(and(inArray(staff.id, [...staffIds]), isAbsent(now)));
  return new Set(found.map(({ id }) => id));
}
