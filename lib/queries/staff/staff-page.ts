import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { StaffRow } from '#lib/core/staff/staff-row.ts';
import type { Database } from '#lib/db/database.ts';
import { listStaff } from '#lib/db/staff/staff.ts';

/** Everybody who ever signed in. */
export async function readStaffPage(
  deps: { db: Database; clock: () => Date },
  viewer: { role: StaffRole },
): Promise<{ now: Date; members: StaffRow[] }> {
  if (!can(viewer.role, 'staff:manage')) throw new Error(`The role ${viewer.role} may not see staff.`);
  return { now: deps.clock(), members: await listStaff(deps.db) };
}
