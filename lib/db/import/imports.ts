import { and, asc, count, desc, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import { importRows } from '#drizzle/schema/import-rows.ts';
import { imports } from '#drizzle/schema/imports.ts';
import type { ImportCounts } from '#lib/core/import/import.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

export type StoredImport = typeof imports.$inferSelect;

/** Adds an import whose file is being read. Returns its id. */
export async function insertImport(
  db: Executor,
  { staffId, name, ...file }: { fileName: string; staffId: string | null; name: string; at: Date },
): Promise<string> {
  const id = newId();
  await db.insert(imports).values({
    id,
    fileName: file.fileName,
    state: 'reading',
    createdByStaffId: staffId,
    createdBy: name,
    createdAt: file.at,
  });
  return id;
}

/** The whole file was read: it is judged next. */
export async function endReading(
  tx: Transaction,
  importId: string,
  file: { sha256: Buffer; byteCount: number; rowCount: number },
): Promise<void> {
  await tx
    .update(imports)
    .set({ ...file, state: 'judging' })
    .where(and(eq(imports.id, importId), eq(imports.state, 'reading')));
}

/** Nothing of the file can be used. @param refusal why, as a sentence */
export async function refuseImport(
  db: Executor,
  importId: string,
  refusal: string,
  at: Date,
  sha256: Buffer | null = null,
): Promise<void> {
  await db
    .update(imports)
    .set({ state: 'refused', refusal, finishedAt: at, ...(sha256 !== null && { sha256 }) })
    .where(and(eq(imports.id, importId), inArray(imports.state, ['reading', 'judging'])));
}

/** As the index has it. */
const IS_WAITING = sql`${imports.state} in ('reading', 'judging', 'running')`;

/** The imports that a worker must go on with, the oldest first. */
export const waitingImports = async (db: Executor): Promise<string[]> => {
  const rows = await db
    .select({ id: imports.id })
    .from(imports)
    .where(and(IS_WAITING, ne(imports.state, 'reading')))
    .orderBy(asc(imports.createdAt));
  return rows.map(({ id }) => id);
};

/** Uploads that began before this and never ended. */
export const givenUpUploads = async (db: Executor, before: Date): Promise<string[]> => {
  const rows = await db
    .select({ id: imports.id })
    .from(imports)
    .where(and(IS_WAITING, eq(imports.state, 'reading'), lt(imports.createdAt, before)));
  return rows.map(({ id }) => id);
};

export async function findImport(db: Executor, importId: string): Promise<StoredImport | null> {
  const [row] = await db.select().from(imports).where(eq(imports.id, importId));
  return row ?? null;
}

/** An import, locked to the end of the transaction; null if there is none. */
export async function lockImport(tx: Transaction, importId: string): Promise<StoredImport | null> {
  const [row] = await tx.select().from(imports).where(eq(imports.id, importId)).for('no key update');
  return row ?? null;
}

/** How many imports the list shows. */
export const IMPORTS_SHOWN = 50;

/** The newest imports. */
export const listImports = (db: Executor): Promise<StoredImport[]> =>
  db.select().from(imports).orderBy(desc(imports.createdAt), desc(imports.id)).limit(IMPORTS_SHOWN);

/** Other imports of the same file, the newest first. */
export const otherImportsOf = (db: Executor, { id, sha256 }: StoredImport): Promise<StoredImport[]> =>
  sha256 === null
    ? Promise.resolve([])
    : db
        .select()
        .from(imports)
        .where(and(eq(imports.sha256, sha256), ne(imports.id, id)))
        .orderBy(desc(imports.createdAt))
        .limit(5);

/** How far the present step is. */
export async function setDone(tx: Executor, importId: string, doneCount: number): Promise<void> {
  await tx.update(imports).set({ doneCount }).where(eq(imports.id, importId));
}

/** The dry run is over. */
export async function endJudging(tx: Transaction, importId: string, counts: ImportCounts): Promise<void> {
  await tx
    .update(imports)
    .set({ state: 'judged', counts, doneCount: sql`${imports.rowCount}` })
    .where(and(eq(imports.id, importId), eq(imports.state, 'judging')));
}

/** Lets an import run. The audit entry of the acceptance must be written before, in the same transaction. */
export async function startRunning(
  tx: Transaction,
  importId: string,
  accepted: { staffId: string; name: string; at: Date },
): Promise<void> {
  await tx
    .update(imports)
    .set({
      state: 'running',
      doneCount: 0,
      acceptedByStaffId: accepted.staffId,
      acceptedBy: accepted.name,
      acceptedAt: accepted.at,
    })
    .where(eq(imports.id, importId));
}

export async function endRunning(tx: Transaction, importId: string, at: Date): Promise<void> {
  await tx.update(imports).set({ state: 'done', finishedAt: at }).where(eq(imports.id, importId));
}

/** What went in and what didn't, counted from the rows. */
export async function countOutcomes(
  db: Executor,
  importId: string,
): Promise<{ importedRows: number; notImportedRows: number; assignedKeys: number }> {
  const [row] = await db
    .select({
      importedRows: count(sql`case when ${importRows.outcome} = 'imported' then 1 end`),
      notImportedRows: count(sql`case when ${importRows.outcome} = 'not_imported' then 1 end`),
      assignedKeys: count(importRows.keyId),
    })
    .from(importRows)
    .where(eq(importRows.importId, importId));
  return row ?? { importedRows: 0, notImportedRows: 0, assignedKeys: 0 };
}
