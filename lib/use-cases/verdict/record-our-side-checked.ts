import type { StaffActor } from '#lib/core/staff/audit.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database } from '#lib/db/database.ts';
import { makeDeniedKeysDue, storeOurSideChecked } from '#lib/db/verdict/regions.ts';

export type OurSideCheckedRefusal = 'no_incident';

/**
 * Records that a person looked at our own side of a region during an incident and found it in order. Only then may a text
 * say that the cause is on a customer's side while many are denied together (H25). The denied keys become due.
 */
export async function recordOurSideChecked(
  deps: { db: Database; clock: () => Date },
  input: { region: string; reason: string },
  actor: StaffActor,
  requestId: string | null = null,
): Promise<Result<{ region: string }, OurSideCheckedRefusal>> {
  const at = deps.clock();
  return deps.db.transaction(async (tx) => {
    const incidentSince = await storeOurSideChecked(tx, input.region, { at, by: actor.name, note: input.reason });
    if (incidentSince === null) return refuse('no_incident');
    await makeDeniedKeysDue(tx, input.region, at);
    await announceChange(tx, { kind: 'region', id: input.region });
    await appendAudit(
      tx,
      {
        action: 'region.our_side_checked',
        actor,
        // A region has no ID, so the entry is about the person who answers for it.
        targetType: 'staff',
        targetId: actor.staffId,
        customerId: null,
        before: { incidentSince: incidentSince.toISOString() },
        after: { region: input.region },
        reason: input.reason,
      },
      at,
      requestId,
    );
    return ok({ region: input.region });
  });
}
