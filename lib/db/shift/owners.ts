import { gt, isNotNull, or, type SQL } from 'drizzle-orm';
import { staff } from '#drizzle/schema/staff.ts';

/** What `ownerNow` needs to know of the owner: select it with a left join of `staff` by the owner's id. */
export const OWNER_STANDING = { disabledAt: staff.disabledAt, awayUntil: staff.awayUntil };

/** Whether what a member of staff has belongs to the team now: they are disabled or away, as `ownerNow` says. */
export const isAbsent = (now: Date): SQL | undefined => or(isNotNull(staff.disabledAt), gt(staff.awayUntil, now));
