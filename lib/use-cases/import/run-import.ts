import { elsewhereIn } from '#lib/core/import/elsewhere.ts';
import { firstCheckAt } from '#lib/core/import/first-check.ts';
import { addProblem, groupRows, type ImportGroup } from '#lib/core/import/groups.ts';
import { judgeCustomer, type CustomerPlan, type Elsewhere, type Judged } from '#lib/core/import/judge-customer.ts';
import type { Book } from '#lib/core/import/book.ts';
import { readRow } from '#lib/core/import/read-row.ts';
import { nameForm } from '#lib/core/customer/name-form.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { announceChange } from '#lib/db/announce.ts';
import { isPassing, violatedConstraint, type Transaction } from '#lib/db/database.ts';
import { addKeys, assignImported, placeKeys, type PlacedKey } from '#lib/db/import/add-keys.ts';
import { addCustomers, addParts, lockForImport, lockKnown } from '#lib/db/import/add-planned.ts';
import { readBook } from '#lib/db/import/book.ts';
import {
  countOutcomes,
  endRunning,
  findImport,
  lockImport,
  setDone,
  type StoredImport,
} from '#lib/db/import/imports.ts';
import { allowLongStatements, namesInFile, nextGroups, writeOutcomes, type RowOutcome } from '#lib/db/import/rows.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import type { ImportDeps } from './judge-import.ts';

export type RunDeps = ImportDeps & { policy: CheckPolicy };

/** Rows in one transaction, unless one customer has more: it holds its locks for less than a second. */
const ROWS_AT_ONCE = 250;
/** How often a part is tried again when somebody else changed the same customers meanwhile. */
const TRIES = 5;

/**
 * Imports the customers that the dry run found good, in parts of whole customers: each part is in or out as a whole. A run
 * that was killed goes on where it stopped. What changed in the book since the dry run is judged again, with its lock.
 * The audit log gets one entry at the end.
 * @param isStopped whether the run ends after the present part
 */
export async function runImport(
  deps: RunDeps,
  importId: string,
  isStopped: () => boolean = () => false,
): Promise<void> {
  const { db, clock } = deps;
  if ((await findImport(db, importId))?.state !== 'running') return;
  const elsewhere = elsewhereIn(await namesInFile(db, importId));
  let more = true;
  while (more && !isStopped()) more = await importPart(deps, importId, elsewhere);
  if (more) return;
  await db.transaction(async (tx) => {
    const stored = await lockImport(tx, importId);
    if (stored?.state !== 'running') return;
    const at = clock();
    const counted = await countOutcomes(tx, importId);
    await endRunning(tx, importId, at);
    await announceChange(tx, { kind: 'import', id: importId });
    await appendAudit(
      tx,
      {
        action: 'import.finished',
        actor: { kind: 'system', job: 'import' },
        targetType: 'import',
        targetId: importId,
        customerId: null,
        before: null,
        after: { fileName: stored.fileName, sha256: stored.sha256?.toString('hex'), ...counted },
        reason: null,
      },
      at,
      null,
    );
  });
}

type InFile = Omit<Elsewhere, 'good'>;

/** One part, tried again with one customer alone where others get in the way. @returns whether more is left */
async function importPart(deps: RunDeps, importId: string, inFile: InFile): Promise<boolean> {
  for (let tried = 1; ; tried += 1)
    try {
      return await importOnce(deps, importId, inFile, { rows: tried < 3 ? ROWS_AT_ONCE : 1, refused: null });
    } catch (error) {
      const constraint = violatedConstraint(error);
      if (constraint === null && !isPassing(error)) throw error;
      if (tried < TRIES) continue;
      if (constraint === null) throw error;
      // The database refuses this customer whatever we read of the book: it is left out, and its rows say why.
      return importOnce(deps, importId, inFile, { rows: 1, refused: constraint });
    }
}

const importOnce = (
  { db, clock, regions, policy }: RunDeps,
  importId: string,
  inFile: InFile,
  { rows: atLeast, refused }: { rows: number; refused: string | null },
): Promise<boolean> =>
  db.transaction(async (tx) => {
    await allowLongStatements(tx);
    const stored = await lockImport(tx, importId);
    if (stored?.state !== 'running') return false;
    const at = clock();
    const staged = await nextGroups(tx, importId, atLeast);
    if (staged.length === 0) return false;
    const groups = groupRows(staged.map((row) => readRow(row, { regions, now: at })));
    await lockForImport(tx, {
      forms: groups.map(({ name }) => nameForm(name)),
      accounts: groups.flatMap(({ rows }) =>
        rows.flatMap(({ key, awsAccountId }) => [key?.parts.awsAccountId ?? [], awsAccountId ?? []].flat()),
      ),
    });
    if (refused !== null)
      for (const { rows } of groups) for (const row of rows) addProblem(row, null, 'refused', refused);
    await lockKnown(tx, groups);
    const book = await readBook(tx, groups);
    const judged = judgeAgain(groups, book, inFile);
    const keys = await write(tx, stored, judged, { book, at, policy });
    const keyOfRow = new Map(keys.map((key) => [key.row.id, key]));
    const outcomes = judged.flatMap(({ group, verdict }) =>
      group.rows.map(({ id, problems }): RowOutcome => {
        const key = keyOfRow.get(id);
        const outcome = verdict === 'bad' ? 'not_imported' : 'imported';
        return { id, outcome, keyId: key?.keyId ?? null, workspaceId: key?.workspaceId ?? null, problems };
      }),
    );
    // First the rows, then what they allow.
    await writeOutcomes(tx, outcomes);
    await assignImported(tx, keys, at);
    await setDone(tx, importId, stored.doneCount + outcomes.length);
    await announceChange(tx, { kind: 'many' });
    return true;
  });

function judgeAgain(groups: readonly ImportGroup[], book: Book, inFile: InFile): Judged[] {
  const good = new Set<string>();
  return groups.map((group) => {
    const judged = judgeCustomer(group, book, { ...inFile, good });
    if (judged.verdict !== 'bad') good.add(group.key);
    return judged;
  });
}

async function write(
  tx: Transaction,
  stored: StoredImport,
  judged: readonly Judged[],
  { book, at, policy }: { book: Book; at: Date; policy: CheckPolicy },
): Promise<PlacedKey[]> {
  const plans = judged.flatMap(({ plan }): CustomerPlan[] => (plan === null ? [] : [plan]));
  if (plans.length === 0) return [];
  const acceptedBy = stored.acceptedBy ?? '';
  const reason = `Import of “${stored.fileName}”.`;
  const placed = await addCustomers(tx, plans, book, at);
  const workspaceIds = await addParts(tx, placed, book, { acceptedBy, reason, at });
  const keys = placeKeys(placed, book, workspaceIds);
  const keyCount = stored.counts?.keys ?? keys.length;
  await addKeys(tx, keys, { importId: stored.id, acceptedBy, reason, at }, ({ row }) =>
    firstCheckAt(at, row.line / (stored.rowCount + 2), keyCount, policy),
  );
  return keys;
}
