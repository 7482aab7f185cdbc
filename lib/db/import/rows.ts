import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { importRows } from '#drizzle/schema/import-rows.ts';
import type { ImportCells, ImportOutcome, ImportProblem, ImportVerdict } from '#lib/core/import/import.ts';
import type { StagedRow } from '#lib/core/import/read-row.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/** Adds rows of a file as they were read. */
export async function insertRows(
  db: Executor,
  importId: string,
  rows: readonly { line: number; cells: ImportCells; problems: readonly ImportProblem[] }[],
): Promise<void> {
  const staged = rows.map((row) => ({ id: newId(), ...row }));
  await db.execute(sql`
    insert into ${importRows} (id, import_id, line, cells, problems)
    select id, ${importId}::uuid, line, cells, problems
    from jsonb_to_recordset(${JSON.stringify(staged)}::jsonb) as staged (id uuid, line int, cells jsonb, problems jsonb)`);
}

const STAGED = {
  id: importRows.id,
  line: importRows.line,
  cells: importRows.cells,
  problems: importRows.problems,
};

/** The next rows of a file, after a line. */
export const stagedRows = (db: Executor, importId: string, afterLine: number, limit: number): Promise<StagedRow[]> =>
  db
    .select(STAGED)
    .from(importRows)
    .where(and(eq(importRows.importId, importId), gt(importRows.line, afterLine)))
    .orderBy(asc(importRows.line))
    .limit(limit);

export type ResultRow = StagedRow & { verdict: ImportVerdict | null; outcome: ImportOutcome | null };

/** The next rows of a file with what the dry run says of them and what became of them, after a line. */
export const resultRows = (db: Executor, importId: string, afterLine: number, limit: number): Promise<ResultRow[]> =>
  db
    .select({ ...STAGED, verdict: importRows.verdict, outcome: importRows.outcome })
    .from(importRows)
    .where(and(eq(importRows.importId, importId), gt(importRows.line, afterLine)))
    .orderBy(asc(importRows.line))
    .limit(limit);

/** What a file names its customers, their external ids and AWS accounts, a row each. */
export const namesInFile = async (
  db: Executor,
  importId: string,
): Promise<{ customer: string; externalId: string | null; awsAccountId: string | null }[]> => {
  const { rows } = await db.execute<{ customer: string; external_id: string | null; aws_account: string | null }>(sql`
    select distinct coalesce(cells ->> 'customer', '') as customer, cells ->> 'external_id' as external_id,
      cells ->> 'aws_account' as aws_account
    from ${importRows} where import_id = ${importId}`);
  return rows.map(({ customer, external_id: externalId, aws_account: awsAccountId }) => ({
    customer,
    externalId,
    awsAccountId,
  }));
};

export type RowVerdict = {
  id: string;
  groupNo: number;
  verdict: ImportVerdict;
  problems: readonly ImportProblem[];
};

/** Writes what the dry run says of rows. */
export async function writeVerdicts(tx: Executor, verdicts: readonly RowVerdict[]): Promise<void> {
  await tx.execute(sql`
    update ${importRows} set group_no = judged."groupNo", verdict = judged.verdict, problems = judged.problems
    from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb)
      as judged (id uuid, "groupNo" int, verdict text, problems jsonb)
    where ${importRows.id} = judged.id`);
}

/** All rows of the next customers that are still to be imported, in the order in which they go in. */
export async function nextGroups(
  tx: Transaction,
  importId: string,
  atLeast: number,
): Promise<(StagedRow & { groupNo: number })[]> {
  const { rows } = await tx.execute<StagedRow & { group_no: number }>(sql`
    with open as (
      select group_no from ${importRows}
      where import_id = ${importId} and outcome is null and verdict in ('new', 'changed')
      order by group_no limit ${atLeast})
    select id, line, cells, problems, group_no from ${importRows}
    where import_id = ${importId} and outcome is null and verdict in ('new', 'changed')
      and group_no between (select min(group_no) from open) and (select max(group_no) from open)
    order by group_no, line`);
  return rows.map(({ group_no: groupNo, ...row }) => ({ ...row, groupNo }));
}

export type RowOutcome = {
  id: string;
  outcome: ImportOutcome;
  keyId: string | null;
  workspaceId: string | null;
  problems: readonly ImportProblem[];
};

/** Writes what became of rows. Those that didn't go in count as bad from now on. */
export async function writeOutcomes(tx: Transaction, outcomes: readonly RowOutcome[]): Promise<void> {
  await tx.execute(sql`
    update ${importRows} set outcome = done.outcome, key_id = done."keyId", workspace_id = done."workspaceId",
      problems = done.problems, verdict = case when done.outcome = 'imported' then ${importRows.verdict} else 'bad' end
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb)
      as done (id uuid, outcome text, "keyId" uuid, "workspaceId" uuid, problems jsonb)
    where ${importRows.id} = done.id`);
}

/** One customer may have thousands of rows, which go in as a whole, and another import may have the lock. */
export async function allowLongStatements(tx: Transaction): Promise<void> {
  await tx.execute(
    sql`select set_config('statement_timeout', '300000', true), set_config('lock_timeout', '15000', true)`,
  );
}
