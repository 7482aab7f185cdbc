import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { IMPORT_OUTCOMES, IMPORT_VERDICTS, type ImportCells, type ImportProblem } from '#lib/core/import/import.ts';
import { instant, oneOf } from './columns.ts';
import { imports } from './imports.ts';

/**
 * One row of an imported file. What the file says never changes, and neither does what became of the row. An assignment of
 * origin `import` names its row, and a trigger compares them.
 */
export const importRows = pgTable(
  'import_rows',
  {
    id: uuid('id').primaryKey(),
    importId: uuid('import_id')
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    /** The line of the file on which the row begins; the header is line 1. */
    line: integer('line').notNull(),
    cells: jsonb('cells').$type<ImportCells>().notNull(),
    /** Rows of one customer have the same number. A provider comes before their clients. */
    groupNo: integer('group_no'),
    verdict: text('verdict', { enum: IMPORT_VERDICTS }),
    problems: jsonb('problems').$type<readonly ImportProblem[]>().notNull().default([]),
    outcome: text('outcome', { enum: IMPORT_OUTCOMES }),
    keyId: uuid('key_id'),
    workspaceId: uuid('workspace_id'),
    parkedAt: instant('parked_at'),
    parkedBy: text('parked_by'),
    parkedOwnerId: uuid('parked_owner_id'),
    parkedOwner: text('parked_owner'),
    closedAt: instant('closed_at'),
    closedBy: text('closed_by'),
  },
  (table) => [
    check('import_rows_verdict_known', oneOf(table.verdict, IMPORT_VERDICTS)),
    check('import_rows_outcome_known', oneOf(table.outcome, IMPORT_OUTCOMES)),
    check(
      'import_rows_parked_whole',
      sql`num_nulls(${table.parkedAt}, ${table.parkedBy}, ${table.parkedOwnerId}, ${table.parkedOwner}) in (0, 4)`,
    ),
    check('import_rows_closed_parked', sql`${table.closedAt} is null or ${table.parkedAt} is not null`),
    // readRows: the rows of an import in the order of the file.
    unique('import_rows_line').on(table.importId, table.line),
    // nextGroups: the customers that are still to be imported, providers first.
    index('import_rows_open_groups')
      .on(table.importId, table.groupNo)
      .where(sql`${table.outcome} is null and ${table.verdict} in ('new', 'changed')`),
    // badRows: the rows with problems.
    index('import_rows_bad')
      .on(table.importId, table.line)
      .where(sql`${table.verdict} = 'bad'`),
    // listParked: parked rows that nobody has closed, the oldest first.
    index('import_rows_parked')
      .on(table.parkedAt, table.id)
      .where(sql`${table.parkedAt} is not null and ${table.closedAt} is null`),
  ],
);
