import type { StaffActor } from '#lib/core/staff/audit.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { Database } from '#lib/db/database.ts';
import { revokeTokenRow } from '#lib/db/service/tokens.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

/** Revokes a token: its next request is refused. It can't be taken back; a new token can be made. */
export async function revokeToken(
  { db, clock }: { db: Database; clock: () => Date },
  { id, reason }: { id: string; reason: string },
  actor: StaffActor,
  requestId: string | null,
): Promise<Result<null, 'not_found'>> {
  const at = clock();
  return db.transaction(async (tx) => {
    const name = await revokeTokenRow(tx, id, { at, by: actor.name, reason });
    if (name === null) return refuse('not_found');
    const about = { targetType: 'service_token', targetId: id, customerId: null } as const;
    await appendAudit(
      tx,
      { action: 'token.revoked', actor, ...about, before: null, after: { name }, reason },
      at,
      requestId,
    );
    return ok(null);
  });
}
