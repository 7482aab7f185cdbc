import { TOLD_CHANNELS } from '#lib/core/customer/told.ts';
import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, smallint, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Basis } from '#lib/core/replacement/line-facts.ts';
import type { MoveTest } from '#lib/core/replacement/move-test.ts';
import {
  REPLACEMENT_SOURCES,
  REPLACEMENT_STATES,
  REPLACEMENT_TEXTS,
  ROLL_BACK_REASONS,
} from '#lib/core/replacement/replacement.ts';
import { REJECT_REASONS } from '#lib/core/replacement/text-input.ts';
import { codeForm, instant, oneOf } from './columns.ts';
import { contacts } from './contacts.ts';
import { customerKeys } from './customer-keys.ts';
import { customers } from './customers.ts';
import { ownershipProofs } from './ownership-proofs.ts';
import { probeReports } from './probe-reports.ts';
import { staff } from './staff.ts';
import type { AsStored } from './stored.ts';
import { workspaces } from './workspaces.ts';

/** A customer's request to use new keys instead of old ones, which may span workspaces. */
export const replacements = pgTable(
  'replacements',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    source: text('source', { enum: REPLACEMENT_SOURCES }).notNull(),
    /** Why the customer replaces the key, or what we noticed. */
    reason: text('reason').notNull(),
    ticket: text('ticket'),
    /** The day that the customer named. */
    plannedFor: instant('planned_for'),
    askedByContactId: uuid('asked_by_contact_id').references(() => contacts.id),
    askedByName: text('asked_by_name').notNull(),
    ownerStaffId: uuid('owner_staff_id').references(() => staff.id),
    ownerName: text('owner_name').notNull(),
    createdByStaffId: uuid('created_by_staff_id')
      .notNull()
      .references(() => staff.id),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    revision: integer('revision').notNull().default(1),
  },
  (table) => [
    check('replacements_source_known', oneOf(table.source, REPLACEMENT_SOURCES)),
    check('replacements_reason_given', sql`length(${table.reason}) >= 10`),
    // findTickets: by the beginning of the ticket.
    index('replacements_ticket').on(sql`lower(${table.ticket}) text_pattern_ops`),
    // openReplacementsOf: what a person has.
    index('replacements_owner').on(table.ownerStaffId),
    // replacementsOfCustomer: newest first.
    index('replacements_customer').on(table.customerId, table.createdAt.desc()),
  ],
);

/** One workspace of a request: its old key and its new one. Triggers refuse every move that could lose data. */
export const replacementLines = pgTable(
  'replacement_lines',
  {
    id: uuid('id').primaryKey(),
    replacementId: uuid('replacement_id')
      .notNull()
      .references(() => replacements.id),
    position: smallint('position').notNull(),
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    region: text('region').notNull(),
    oldKeyId: uuid('old_key_id')
      .notNull()
      .references(() => customerKeys.id),
    state: text('state', { enum: REPLACEMENT_STATES }).notNull(),
    stateAt: instant('state_at').notNull(),
    newKeyId: uuid('new_key_id').references(() => customerKeys.id),
    keyReceivedAt: instant('key_received_at'),
    /** The last dry-run ReEncrypt between the two keys. */
    moveTest: jsonb('move_test').$type<AsStored<MoveTest>>(),
    /** A contact who confirmed another AWS account, or an approver's exception (H17). */
    confirmedAt: instant('confirmed_at'),
    confirmedBy: text('confirmed_by'),
    confirmedByStaffId: uuid('confirmed_by_staff_id').references(() => staff.id),
    confirmedHow: text('confirmed_how'),
    confirmedContactId: uuid('confirmed_contact_id').references(() => contacts.id),
    /** When somebody asked for the approval, and who. */
    askedAt: instant('asked_at'),
    askedBy: text('asked_by'),
    /** The approval that holds; none while it waits for one, or after it became void. */
    approvalId: uuid('approval_id'),
    switchedAt: instant('switched_at'),
    switchedBy: text('switched_by'),
    firstReportId: uuid('first_report_id').references(() => probeReports.id),
    secondReportId: uuid('second_report_id').references(() => probeReports.id),
    proofReportId: uuid('proof_report_id').references(() => probeReports.id),
    ownershipProofId: uuid('ownership_proof_id').references(() => ownershipProofs.id),
    /** How many restore points depended on the old key when it was switched, as reported; null where nothing was. */
    restorePointsBefore: integer('restore_points_before'),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
    acknowledgedHow: text('acknowledged_how'),
    firstBackupAt: instant('first_backup_at'),
    firstBackupBy: text('first_backup_by'),
    releasedAt: instant('released_at'),
    rolledBackAt: instant('rolled_back_at'),
    rolledBackBy: text('rolled_back_by'),
    rolledBackReason: text('rolled_back_reason', { enum: ROLL_BACK_REASONS }),
    /** Why it was rejected, as the customer may read it. */
    rejectedReason: text('rejected_reason', { enum: REJECT_REASONS }),
    /** Why it was rejected, withdrawn or rolled back, in the words of the person. */
    endNote: text('end_note'),
  },
  (table) => [
    unique('replacement_lines_position').on(table.replacementId, table.position),
    check('replacement_lines_few', sql`${table.position} between 0 and 49`),
    check('replacement_lines_state_known', oneOf(table.state, REPLACEMENT_STATES)),
    check('replacement_lines_reason_known', oneOf(table.rolledBackReason, ROLL_BACK_REASONS)),
    check('replacement_lines_rejected_known', oneOf(table.rejectedReason, REJECT_REASONS)),
    check('replacement_lines_rejected_whole', sql`(${table.rejectedReason} is null) = (${table.state} <> 'rejected')`),
    check('replacement_lines_key_received', sql`(${table.newKeyId} is null) = (${table.keyReceivedAt} is null)`),
    check(
      'replacement_lines_confirmed_whole',
      sql`num_nulls(${table.confirmedAt}, ${table.confirmedBy}, ${table.confirmedByStaffId}, ${table.confirmedHow}) in (0, 4)`,
    ),
    check(
      'replacement_lines_switched_whole',
      sql`num_nulls(${table.switchedAt}, ${table.switchedBy}, ${table.firstReportId}, ${table.secondReportId}, ${table.proofReportId}, ${table.ownershipProofId}) in (0, 6)`,
    ),
    check(
      'replacement_lines_acknowledged_whole',
      sql`num_nulls(${table.acknowledgedAt}, ${table.acknowledgedBy}, ${table.acknowledgedHow}) in (0, 3)`,
    ),
    check(
      'replacement_lines_rolled_back_whole',
      sql`num_nulls(${table.rolledBackAt}, ${table.rolledBackBy}, ${table.rolledBackReason}) in (0, 3)`,
    ),
    check('replacement_lines_backup_after', sql`${table.firstBackupAt} is null or ${table.acknowledgedAt} is not null`),
    // insertReplacement: refuses a second request for one workspace before the first is switched or ended.
    uniqueIndex('replacement_lines_one_open')
      .on(table.workspaceId)
      .where(sql`${table.state} in ('announced', 'requested', 'testing', 'awaiting_approval', 'approved', 'switched')`),
    // linesOfKey: the lines that a key is the old one of. The trigger key_release_gate reads them too.
    index('replacement_lines_old_key').on(table.oldKeyId),
    // linesOfKey: the lines that a key is the new one of.
    index('replacement_lines_new_key').on(table.newKeyId),
    // openReplacements: what the list shows.
    index('replacement_lines_unfinished')
      .on(table.replacementId)
      .where(sql`${table.state} not in ('released', 'rejected', 'withdrawn')`),
  ],
);

/** What each person did to a line, so that none of them approves it. Rows are only added. */
export const replacementParts = pgTable(
  'replacement_parts',
  {
    id: uuid('id').primaryKey(),
    lineId: uuid('line_id')
      .notNull()
      .references(() => replacementLines.id),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id),
    part: text('part').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [
    // partsOf, and the triggers: who took part.
    unique('replacement_parts_once').on(table.lineId, table.staffId, table.part),
    check('replacement_parts_part_form', codeForm(table.part)),
  ],
);

/** An approver's word that a line may go on although its old key is not usable. Rows are only added. */
export const replacementOverrides = pgTable(
  'replacement_overrides',
  {
    id: uuid('id').primaryKey(),
    lineId: uuid('line_id')
      .notNull()
      .references(() => replacementLines.id),
    newKeyId: uuid('new_key_id')
      .notNull()
      .references(() => customerKeys.id),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id),
    by: text('by').notNull(),
    at: instant('at').notNull(),
    reason: text('reason').notNull(),
  },
  (table) => [
    // One for each new key of a line: another key is another decision.
    unique('replacement_overrides_once').on(table.lineId, table.newKeyId),
    check('replacement_overrides_reason_given', sql`length(${table.reason}) >= 10`),
  ],
);

/** An approval: who gave it, for which window, and what it rested on. It only ever becomes void. */
export const replacementApprovals = pgTable(
  'replacement_approvals',
  {
    id: uuid('id').primaryKey(),
    lineId: uuid('line_id')
      .notNull()
      .references(() => replacementLines.id),
    newKeyId: uuid('new_key_id')
      .notNull()
      .references(() => customerKeys.id),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id),
    by: text('by').notNull(),
    at: instant('at').notNull(),
    /** The last characters of the new key's id, as the person typed them. */
    typed: text('typed').notNull(),
    validFrom: instant('valid_from').notNull(),
    validUntil: instant('valid_until').notNull(),
    basis: jsonb('basis').$type<Basis>().notNull(),
    voidAt: instant('void_at'),
    voidWhy: text('void_why'),
  },
  (table) => [
    check(
      'replacement_approvals_window',
      sql`${table.validUntil} > ${table.validFrom} and ${table.validUntil} > ${table.at}`,
    ),
    check('replacement_approvals_void_whole', sql`(${table.voidAt} is null) = (${table.voidWhy} is null)`),
  ],
);

/** What people and checks did in a request, for its page. Rows are only added. */
export const replacementEvents = pgTable(
  'replacement_events',
  {
    id: uuid('id').primaryKey(),
    replacementId: uuid('replacement_id')
      .notNull()
      .references(() => replacements.id),
    /** Null where it is about the whole request. */
    lineId: uuid('line_id').references(() => replacementLines.id),
    at: instant('at').notNull(),
    /** Who did it; null for a check. */
    by: text('by'),
    kind: text('kind').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    check('replacement_events_kind_form', codeForm(table.kind)),
    // eventsOfReplacement: newest first.
    index('replacement_events_replacement').on(table.replacementId, table.at.desc(), table.id.desc()),
  ],
);

/** A text of a request as it was when somebody copied it, and whether a person told the customer (H18). */
export const replacementTexts = pgTable(
  'replacement_texts',
  {
    id: uuid('id').primaryKey(),
    replacementId: uuid('replacement_id')
      .notNull()
      .references(() => replacements.id),
    kind: text('kind', { enum: REPLACEMENT_TEXTS }).notNull(),
    subject: text('subject').notNull(),
    body: text('body').notNull(),
    frozenAt: instant('frozen_at').notNull(),
    frozenBy: text('frozen_by').notNull(),
    toldAt: instant('told_at'),
    toldBy: text('told_by'),
    toldTo: text('told_to'),
    toldChannel: text('told_channel', { enum: TOLD_CHANNELS }),
    /** Of each old key whose problem the text tells, what it tells of it, as `customer_keys.tell_digest` was then. */
    tells: jsonb('tells').$type<Record<string, string>>(),
  },
  (table) => [
    check('replacement_texts_kind_known', oneOf(table.kind, REPLACEMENT_TEXTS)),
    check('replacement_texts_channel_known', oneOf(table.toldChannel, TOLD_CHANNELS)),
    check(
      'replacement_texts_told_whole',
      sql`num_nulls(${table.toldAt}, ${table.toldBy}, ${table.toldTo}, ${table.toldChannel}) in (0, 4)`,
    ),
    // textsOfReplacement: newest first.
    index('replacement_texts_replacement').on(table.replacementId, table.frozenAt.desc()),
  ],
);
