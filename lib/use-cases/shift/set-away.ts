import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { findStaff, setAwayUntil } from '#lib/db/staff/staff.ts';
import type { ShiftDeps } from './hand-over-shift.ts';

export type SetAwayRefusal = 'not_found' | 'disabled' | 'date_passed' | 'too_far' | 'not_away';

const LONGEST_ABSENCE_MS = 366 * 24 * 60 * 60 * 1000;

/**
 * Records until when a member of staff is away, or that they are back (null). Meanwhile what they have belongs to the
 * team (`ownerNow`): nothing else is written, so the absence ends by itself.
 */
export async function setAway(
  { db, clock }: ShiftDeps,
  { staffId, until }: { staffId: string; until: Date | null },
  { actor, requestId }: By,
): Promise<Result<null, SetAwayRefusal>> {
  const at = clock();
  if (until !== null && until <= at) return refuse('date_passed');
  if (until !== null && until.getTime() - at.getTime() > LONGEST_ABSENCE_MS) return refuse('too_far');
  return db.transaction(async (tx) => {
    const member = await findStaff(tx, staffId);
    if (member === null) return refuse('not_found');
    if (member.disabledAt !== null) return refuse('disabled');
    const isAway = member.awayUntil !== null && member.awayUntil > at;
    if (until === null && !isAway) return refuse('not_away');
    await setAwayUntil(tx, staffId, until);
    await appendAudit(
      tx,
      {
        ...(until === null ? ({ action: 'staff.back' } as const) : ({ action: 'staff.away' } as const)),
        actor,
        targetType: 'staff',
        targetId: staffId,
        customerId: null,
        before: { awayUntil: member.awayUntil?.toISOString() ?? null },
        after: { awayUntil: until?.toISOString() ?? null },
        reason: null,
      },
      at,
      requestId,
    );
    // Every page names owners.
    await announceChange(tx, { kind: 'many' });
    return ok(null);
  });
}
