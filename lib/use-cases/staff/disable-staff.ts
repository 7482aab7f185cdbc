import type { StaffActor } from '#lib/core/staff/audit.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database } from '#lib/db/database.ts';
import { openItemsOf } from '#lib/db/shift/open-items.ts';
import { expireSessionsOf } from '#lib/db/staff/sessions.ts';
import { disableStaffRow, findStaff, lockEnabledAdmins } from '#lib/db/staff/staff.ts';

export type DisableStaffRefusal = 'not_found' | 'yourself' | 'last_admin' | 'already_disabled' | 'superseded';

/**
 * Disables a member of staff: all their sessions end in the same transaction, they can't sign in again, and what they
 * have open belongs to the team.
 * @returns how many sessions ended, or why nothing was written
 */
export async function disableStaff(
  deps: { db: Database; clock: () => Date },
  input: { staffId: string; revision: number; reason: string | null },
  actor: StaffActor,
  requestId: string | null,
): Promise<Result<{ endedSessions: number }, DisableStaffRefusal>> {
  if (input.staffId === actor.staffId) return refuse('yourself');
  const at = deps.clock();
  return deps.db.transaction(async (tx) => {
    const enabledAdmins = await lockEnabledAdmins(tx);
    const member = await findStaff(tx, input.staffId);
    if (member === null) return refuse('not_found');
    if (member.disabledAt !== null) return refuse('already_disabled');
    // Also when the acting admin is about to lose the role: somebody must remain who can enable staff.
    if (enabledAdmins.length === 1 && enabledAdmins[0] === member.id) return refuse('last_admin');
    if (!(await disableStaffRow(tx, member.id, input.revision, at))) return refuse('superseded');

    const endedSessions = await expireSessionsOf(tx, member.id, at);
    // From now on `ownerNow` reads what they have as the team's.
    const toTeam = (await openItemsOf(tx, member.id, at)).length;
    await appendAudit(
      tx,
      {
        action: 'staff.disabled',
        actor,
        targetType: 'staff',
        targetId: member.id,
        customerId: null,
        before: { disabled: false, role: member.role },
        after: { disabled: true, endedSessions, toTeam },
        reason: input.reason,
      },
      at,
      requestId,
    );
    if (toTeam > 0) await announceChange(tx, { kind: 'many' });
    return ok({ endedSessions });
  });
}
