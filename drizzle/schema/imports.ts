import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { IMPORT_STATES, type ImportCounts } from '#lib/core/import/import.ts';
import { bytes, instant, oneOf } from './columns.ts';

/**
 * A file of customers and keys that somebody uploaded. A trigger lets it run only once an approver has accepted it, with an
 * audit entry that names the hash of the file.
 */
export const imports = pgTable(
  'imports',
  {
    id: uuid('id').primaryKey(),
    fileName: text('file_name').notNull(),
    state: text('state', { enum: IMPORT_STATES }).notNull(),
    /** Null until the whole file was read. */
    sha256: bytes('sha256'),
    byteCount: integer('byte_count').notNull().default(0),
    rowCount: integer('row_count').notNull().default(0),
    /** How many rows the present step has done. */
    doneCount: integer('done_count').notNull().default(0),
    /** What the dry run found. */
    counts: jsonb('counts').$type<ImportCounts>(),
    /** Why nothing of the file can be used, as a sentence. */
    refusal: text('refusal'),
    createdByStaffId: uuid('created_by_staff_id'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    acceptedByStaffId: uuid('accepted_by_staff_id'),
    acceptedBy: text('accepted_by'),
    acceptedAt: instant('accepted_at'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    check('imports_state_known', oneOf(table.state, IMPORT_STATES)),
    check('imports_hash_form', sql`octet_length(${table.sha256}) = 32`),
    check('imports_accepted_whole', sql`(${table.acceptedBy} is null) = (${table.acceptedAt} is null)`),
    // listImports: the newest first.
    index('imports_newest').on(table.createdAt.desc().nullsFirst(), table.id.desc().nullsFirst()),
    // waitingImports: those that a worker must go on with, and uploads that were given up.
    index('imports_waiting')
      .on(table.createdAt)
      .where(sql`${table.state} in ('reading', 'judging', 'running')`),
    // otherImportsOf: the same file, uploaded before.
    index('imports_sha256').on(table.sha256),
  ],
);
