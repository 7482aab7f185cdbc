import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import type { AuditAction } from '#lib/core/staff/staff-actions.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import { closeParked, giveParked, lockParked, parkRows } from '#lib/db/import/bad-rows.ts';
import { lockImport } from '#lib/db/import/imports.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

export type ParkRefusal = 'not_found' | 'not_judged' | 'nothing_to_park' | 'closed';

type ParkDeps = { db: Database; clock: () => Date };

/** Keeps the rows of an import that somebody must correct as a worklist, owned by the person who parks them. */
export const parkBadRows = (
  { db, clock }: ParkDeps,
  importId: string,
  by: By,
): Promise<Result<{ rows: number }, ParkRefusal>> =>
  db.transaction(async (tx) => {
    const at = clock();
    const stored = await lockImport(tx, importId);
    if (stored === null) return refuse('not_found');
    if (!['judged', 'running', 'done'].includes(stored.state)) return refuse('not_judged');
    const rows = await parkRows(tx, importId, { staffId: by.actor.staffId, name: by.actor.name, at });
    if (rows === 0) return refuse('nothing_to_park');
    await record(tx, { action: 'import.parked', importId, after: { fileName: stored.fileName, rows } }, at, by);
    return ok({ rows });
  });

/** Makes the person the owner of a parked row. */
export const takeParkedRow = (deps: ParkDeps, rowId: string, by: By): Promise<Result<null, ParkRefusal>> =>
  onParked(deps, rowId, by, { action: 'import.row_taken' }, (tx) =>
    giveParked(tx, rowId, { staffId: by.actor.staffId, name: by.actor.name }),
  );

/** Closes a parked row: it was settled, or nobody needs it anymore. */
export const closeParkedRow = (deps: ParkDeps, rowId: string, by: By): Promise<Result<null, ParkRefusal>> =>
  onParked(deps, rowId, by, { action: 'import.row_closed' }, (tx) =>
    closeParked(tx, rowId, { name: by.actor.name, at: deps.clock() }),
  );

const onParked = (
  { db, clock }: ParkDeps,
  rowId: string,
  by: By,
  { action }: { action: Extract<AuditAction, `import.row_${string}`> },
  write: (tx: Transaction) => Promise<void>,
): Promise<Result<null, ParkRefusal>> =>
  db.transaction(async (tx) => {
    const row = await lockParked(tx, rowId);
    if (row === null) return refuse('not_found');
    if (row.closedAt !== null) return refuse('closed');
    await write(tx);
    await record(tx, { action, importId: row.importId, after: { line: row.line, owner: row.owner } }, clock(), by);
    return ok(null);
  });

async function record(
  tx: Transaction,
  { action, importId, after }: { action: AuditAction; importId: string; after: Record<string, unknown> },
  at: Date,
  { actor, requestId }: By,
): Promise<void> {
  await announceChange(tx, { kind: 'import', id: importId });
  await appendAudit(
    tx,
    { action, actor, targetType: 'import', targetId: importId, customerId: null, before: null, after, reason: null },
    at,
    requestId,
  );
}
