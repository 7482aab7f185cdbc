import type { StaffActor } from '#lib/core/staff/audit.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import type { Database } from '#lib/db/database.ts';
import { deleteSession } from '#lib/db/staff/sessions.ts';

/** Ends a session for good: its cookie no longer works. A session that had already ended is not audited again. */
export async function signOut(
  deps: { db: Database; clock: () => Date },
  input: { sessionId: string },
  actor: StaffActor,
  requestId: string | null,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await deleteSession(tx, input.sessionId))) return;
    await appendAudit(
      tx,
      {
        action: 'staff.signed_out',
        actor,
        targetType: 'staff',
        targetId: actor.staffId,
        customerId: null,
        before: null,
        after: null,
        reason: null,
      },
      deps.clock(),
      requestId,
    );
  });
}
