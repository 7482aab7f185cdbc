import type { StaffActor } from '#lib/core/staff/audit.ts';
import { evidenceLine } from '#lib/core/evidence/evidence-words.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { insertEvents } from '#lib/db/verdict/key-history.ts';
import type { Database } from '#lib/db/database.ts';
import { closeProductionErrorRow } from '#lib/db/evidence/evidence.ts';

export type CloseProductionErrorRefusal = 'not_open';

/**
 * Closes an error from production: the same action has succeeded in production since, or a person has another reason.
 * Nothing else closes one: no test of ours, no time, no other error (H14). The key becomes due, and the next check judges
 * without it.
 */
export async function closeProductionError(
  deps: { db: Database; clock: () => Date },
  input: { evidenceId: string; reason: string },
  actor: StaffActor,
  requestId: string | null = null,
): Promise<Result<{ customerKeyId: string }, CloseProductionErrorRefusal>> {
  const at = deps.clock();
  return deps.db.transaction(async (tx) => {
    const closed = await closeProductionErrorRow(tx, input.evidenceId, {
      at,
      staffId: actor.staffId,
      name: actor.name,
      reason: input.reason,
    });
    if (closed === null) return refuse('not_open');
    const { key, evidence } = closed;
    const asOf = evidence.asOf.toISOString();
    await insertEvents(
      tx,
      key,
      [{ kind: 'production_error_closed', evidenceId: evidence.id, asOf, reason: input.reason }],
      at,
      null,
    );
    await announceChange(tx, { kind: 'key', id: key.customerKeyId });
    await appendAudit(
      tx,
      {
        action: 'key.production_error_closed',
        actor,
        targetType: 'customer_key',
        targetId: key.customerKeyId,
        customerId: key.customerId,
        before: { evidenceId: evidence.id, asOf, summary: evidenceLine(evidence.content) },
        after: null,
        reason: input.reason,
      },
      at,
      requestId,
    );
    return ok({ customerKeyId: key.customerKeyId });
  });
}
