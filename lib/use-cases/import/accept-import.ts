import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database } from '#lib/db/database.ts';
import { lockImport, startRunning } from '#lib/db/import/imports.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

export type AcceptRefusal = 'not_found' | 'not_judged' | 'nothing_to_import' | 'superseded';

/**
 * An approver accepts what the dry run found: the good customers go in, and the ownership of their keys is accepted with
 * them. The audit entry has the hash of the file; a trigger lets no import run without it.
 * @param saw how many keys the person was shown: another number is refused
 */
export const acceptImport = (
  { db, clock }: { db: Database; clock: () => Date },
  { importId, saw }: { importId: string; saw: number },
  { actor, requestId }: By,
): Promise<Result<{ importId: string }, AcceptRefusal>> =>
  db.transaction(async (tx) => {
    const at = clock();
    const stored = await lockImport(tx, importId);
    if (stored === null) return refuse('not_found');
    const { counts, sha256, fileName } = stored;
    if (stored.state !== 'judged' || counts === null || sha256 === null) return refuse('not_judged');
    if (counts.keys !== saw) return refuse('superseded');
    if (counts.newCustomers + counts.changedCustomers === 0) return refuse('nothing_to_import');
    await appendAudit(
      tx,
      {
        action: 'import.accepted',
        actor,
        targetType: 'import',
        targetId: importId,
        customerId: null,
        before: null,
        after: { fileName, sha256: sha256.toString('hex'), ...counts },
        reason: null,
      },
      at,
      requestId,
    );
    await startRunning(tx, importId, { staffId: actor.staffId, name: actor.name, at });
    await announceChange(tx, { kind: 'import', id: importId });
    return ok({ importId });
  });
