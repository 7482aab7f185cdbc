import type { StaffActor } from '#lib/core/staff/audit.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import type { Database } from '#lib/db/database.ts';
import { endSessionsOf } from '#lib/db/staff/sessions.ts';
import { enableStaffRow, findStaff } from '#lib/db/staff/staff.ts';

export type EnableStaffRefusal = 'not_found' | 'already_enabled' | 'superseded';

/** Allows a disabled member of staff to sign in again. The identity provider then gives the role. */
export async function enableStaff(
  deps: { db: Database; clock: () => Date },
  input: { staffId: string; revision: number; reason: string | null },
  actor: StaffActor,
  requestId: string | null,
): Promise<Result<null, EnableStaffRefusal>> {
  return deps.db.transaction(async (tx) => {
    const member = await findStaff(tx, input.staffId);
    if (member === null) return refuse('not_found');
    if (member.disabledAt === null) return refuse('already_enabled');
    if (!(await enableStaffRow(tx, member.id, input.revision))) return refuse('superseded');
    // Sessions of before, which disabling ended, must never be valid again.
    await endSessionsOf(tx, member.id);
    await appendAudit(
      tx,
      {
        action: 'staff.enabled',
        actor,
        targetType: 'staff',
        targetId: member.id,
        customerId: null,
        before: { disabled: true },
        after: { disabled: false },
        reason: input.reason,
      },
      deps.clock(),
      requestId,
    );
    return ok(null);
  });
}
