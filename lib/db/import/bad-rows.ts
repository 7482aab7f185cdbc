import { and, asc, count, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { importRows } from '#drizzle/schema/import-rows.ts';
import { imports } from '#drizzle/schema/imports.ts';
import type { StagedRow } from '#lib/core/import/read-row.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';

const IS_BAD = sql`${importRows.verdict} = 'bad'`;

/** A row that somebody must correct: not one that stays out because of another row of its customer. */
const HAS_PROBLEM = sql`${importRows.problems} <> '[]'::jsonb`;

/** The rows that have a problem, or are about a customer with one, after a line. */
export const badRows = (db: Executor, importId: string, afterLine: number, limit: number): Promise<StagedRow[]> =>
  db
    .select({ id: importRows.id, line: importRows.line, cells: importRows.cells, problems: importRows.problems })
    .from(importRows)
    .where(and(eq(importRows.importId, importId), IS_BAD, gt(importRows.line, afterLine)))
    .orderBy(asc(importRows.line))
    .limit(limit);

export type ParkedCounts = { parked: number; closed: number; toPark: number };

/** How many rows with a problem are parked and open, were closed since, and aren't parked. */
export async function countParked(db: Executor, importId: string): Promise<ParkedCounts> {
  const [row] = await db
    .select({ parked: count(importRows.parkedAt), closed: count(importRows.closedAt), all: count() })
    .from(importRows)
    .where(and(eq(importRows.importId, importId), IS_BAD, HAS_PROBLEM));
  const { parked, closed, all } = row ?? { parked: 0, closed: 0, all: 0 };
  return { parked: parked - closed, closed, toPark: all - parked };
}

/** Parks the rows with a problem that aren't parked. @returns how many */
export async function parkRows(
  tx: Transaction,
  importId: string,
  owner: { staffId: string; name: string; at: Date },
): Promise<number> {
  const parked = await tx
    .update(importRows)
    .set({ parkedAt: owner.at, parkedBy: owner.name, parkedOwnerId: owner.staffId, parkedOwner: owner.name })
    .where(and(eq(importRows.importId, importId), IS_BAD, HAS_PROBLEM, isNull(importRows.parkedAt)))
    .returning({ id: importRows.id });
  return parked.length;
}

/** How many parked rows the worklist shows. */
export const PARKED_SHOWN = 200;
const IS_OPEN = and(isNotNull(importRows.parkedAt), isNull(importRows.closedAt));

/** Parked rows that nobody has closed, the oldest first; one more than are shown. */
export const listParked = (db: Executor) =>
  db
    .select({ row: importRows, fileName: imports.fileName })
    .from(importRows)
    .innerJoin(imports, eq(imports.id, importRows.importId))
    .where(IS_OPEN)
    .orderBy(asc(importRows.parkedAt), asc(importRows.id))
    .limit(PARKED_SHOWN + 1);

/** How many parked rows nobody has closed. */
export const countOpenParked = (db: Executor): Promise<number> => db.$count(importRows, IS_OPEN);

/** A parked row, locked; null if there is none with this id. */
export async function lockParked(
  tx: Transaction,
  rowId: string,
): Promise<{ importId: string; line: number; owner: string | null; closedAt: Date | null } | null> {
  const [row] = await tx
    .select({
      importId: importRows.importId,
      line: importRows.line,
      owner: importRows.parkedOwner,
      closedAt: importRows.closedAt,
    })
    .from(importRows)
    .where(and(eq(importRows.id, rowId), isNotNull(importRows.parkedAt)))
    .for('no key update');
  return row ?? null;
}

export async function giveParked(
  tx: Transaction,
  rowId: string,
  owner: { staffId: string; name: string },
): Promise<void> {
  await tx
    .update(importRows)
    .set({ parkedOwnerId: owner.staffId, parkedOwner: owner.name })
    .where(eq(importRows.id, rowId));
}

export async function closeParked(tx: Transaction, rowId: string, by: { name: string; at: Date }): Promise<void> {
  await tx.update(importRows).set({ closedAt: by.at, closedBy: by.name }).where(eq(importRows.id, rowId));
}
