import { sql } from 'drizzle-orm';
import { check, index, pgTable, smallint, text, unique, uniqueIndex, uuid, boolean } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import { ownershipProofs } from './ownership-proofs.ts';
import { probeReports } from './probe-reports.ts';
import { setups } from './setups.ts';
import { workspaces } from './workspaces.ts';

/**
 * One workspace of a setup, which goes its own way to "you may start". What cleared it stays as it was: a trigger checks
 * it when `cleared_at` is set, and refuses every later change of it.
 */
export const setupLines = pgTable(
  'setup_lines',
  {
    id: uuid('id').primaryKey(),
    setupId: uuid('setup_id')
      .notNull()
      .references(() => setups.id),
    position: smallint('position').notNull(),
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    /** The workspace's region. */
    region: text('region').notNull(),
    /** Who attested that the workspace exists in that region. */
    workspaceAttestedBy: text('workspace_attested_by'),
    workspaceAttestedAt: instant('workspace_attested_at'),
    /** Who attested that there is no backup or archive job yet, or what was decided about the data that exists. */
    jobsAttestedBy: text('jobs_attested_by'),
    jobsAttestedAt: instant('jobs_attested_at'),
    existingData: text('existing_data'),
    /** The key that the customer sent. */
    keyId: uuid('key_id').references(() => customerKeys.id),
    keyReceivedAt: instant('key_received_at'),
    /** Whether the customer's policy copy has the grant statement; null while nobody has pasted it. */
    grantStatement: boolean('grant_statement'),
    /** Who recorded that our product uses this ARN and that its role made an encrypt/decrypt call with it. */
    ourSideBy: text('our_side_by'),
    ourSideAt: instant('our_side_at'),
    ourSideHow: text('our_side_how'),
    ourSideArn: text('our_side_arn'),
    clearedBy: text('cleared_by'),
    clearedAt: instant('cleared_at'),
    clearedArn: text('cleared_arn'),
    firstReportId: uuid('first_report_id').references(() => probeReports.id),
    secondReportId: uuid('second_report_id').references(() => probeReports.id),
    proofReportId: uuid('proof_report_id').references(() => probeReports.id),
    ownershipProofId: uuid('ownership_proof_id').references(() => ownershipProofs.id),
    /** When somebody recorded that the customer was told; `sent_texts` has who, how, and the words. */
    toldAt: instant('told_at'),
    /** When the first backup should have run; without it, somebody must look. Null while nobody was told. */
    firstBackupDueAt: instant('first_backup_due_at'),
    /** The other key that the first backup used instead, until it is settled. */
    otherKeyArn: text('other_key_arn'),
    otherKeyAt: instant('other_key_at'),
    /** When the line ended without being cleared: the setup was withdrawn, or the workspace left it. */
    endedAt: instant('ended_at'),
    /** When the first backup with this key was recorded, and by whom. */
    firstBackupAt: instant('first_backup_at'),
    firstBackupBy: text('first_backup_by'),
  },
  (table) => [
    unique('setup_lines_position').on(table.setupId, table.position),
    // insertSetup: refuses a second open line of one workspace.
    uniqueIndex('setup_lines_one_open')
      .on(table.workspaceId)
      .where(sql`${table.clearedAt} is null and ${table.endedAt} is null`),
    // findKeyPage: the setup that a key came with.
    index('setup_lines_key').on(table.keyId),
    // readLines: what is not finished.
    index('setup_lines_unfinished')
      .on(table.setupId, table.position)
      .where(sql`${table.firstBackupAt} is null and ${table.endedAt} is null`),
    check('setup_lines_key_received', sql`(${table.keyId} is null) = (${table.keyReceivedAt} is null)`),
    check(
      'setup_lines_cleared_whole',
      sql`num_nulls(${table.clearedBy}, ${table.clearedAt}, ${table.clearedArn}, ${table.firstReportId}, ${table.secondReportId}, ${table.proofReportId}, ${table.ownershipProofId}) in (0, 7)`,
    ),
    check(
      'setup_lines_our_side_whole',
      sql`num_nulls(${table.ourSideBy}, ${table.ourSideAt}, ${table.ourSideHow}, ${table.ourSideArn}) in (0, 4)`,
    ),
    check('setup_lines_cleared_or_ended', sql`${table.clearedAt} is null or ${table.endedAt} is null`),
    check('setup_lines_told_after', sql`${table.toldAt} is null or ${table.clearedAt} is not null`),
    check('setup_lines_due_after', sql`${table.firstBackupDueAt} is null or ${table.toldAt} is not null`),
    check('setup_lines_other_key_whole', sql`num_nulls(${table.otherKeyArn}, ${table.otherKeyAt}) in (0, 2)`),
    check('setup_lines_backup_after', sql`${table.firstBackupAt} is null or ${table.toldAt} is not null`),
  ],
);
