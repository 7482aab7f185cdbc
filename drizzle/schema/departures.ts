import { TOLD_CHANNELS } from '#lib/core/customer/told.ts';
import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { DEPARTURE_PATHS, DEPARTURE_STEPS, DEPARTURE_TEXTS } from '#lib/core/departure/departure.ts';
import { instant, oneOf } from './columns.ts';
import { customers } from './customers.ts';
import { workspaces } from './workspaces.ts';

/** A customer who leaves with some workspaces, or whose data is to become unreadable. */
export const departures = pgTable(
  'departures',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    path: text('path', { enum: DEPARTURE_PATHS }).notNull(),
    reason: text('reason').notNull(),
    ticket: text('ticket'),
    startedAt: instant('started_at').notNull(),
    startedBy: text('started_by').notNull(),
    /** The signed request that data becomes unreadable: who signed it, when, and where it is kept. */
    requestedBy: text('requested_by'),
    requestedAt: instant('requested_at'),
    requestReference: text('request_reference'),
    requestRecordedBy: text('request_recorded_by'),
    requestRecordedAt: instant('request_recorded_at'),
    /** When it ended without its last step: the customer stays. */
    withdrawnAt: instant('withdrawn_at'),
    withdrawnBy: text('withdrawn_by'),
    withdrawReason: text('withdraw_reason'),
    revision: integer('revision').notNull().default(1),
  },
  (table) => [
    check('departures_path_known', oneOf(table.path, DEPARTURE_PATHS)),
    check(
      'departures_request_whole',
      sql`num_nulls(${table.requestedBy}, ${table.requestedAt}, ${table.requestReference}, ${table.requestRecordedBy}, ${table.requestRecordedAt}) in (0, 5)`,
    ),
    check(
      'departures_withdrawn_whole',
      sql`num_nulls(${table.withdrawnAt}, ${table.withdrawnBy}, ${table.withdrawReason}) in (0, 3)`,
    ),
    // findTickets: by the beginning of the ticket.
    index('departures_ticket').on(sql`lower(${table.ticket}) text_pattern_ops`),
    // listDepartures: newest first.
    index('departures_newest').on(table.startedAt.desc().nullsFirst(), table.id.desc().nullsFirst()),
    // exceptionsOfDepartures: the departures of a customer.
    index('departures_customer').on(table.customerId),
  ],
);

/** The workspaces with which a customer leaves. */
export const departureWorkspaces = pgTable(
  'departure_workspaces',
  {
    departureId: uuid('departure_id')
      .notNull()
      .references(() => departures.id),
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    /** When the departure was withdrawn. */
    endedAt: instant('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.departureId, table.workspaceId] }),
    // insertDeparture: refuses a second departure of one workspace. leavingWorkspaces: which workspaces leave.
    uniqueIndex('departure_workspaces_one_open')
      .on(table.workspaceId)
      .where(sql`${table.endedAt} is null`),
  ],
);

/** A step that was done: who recorded it, when, and what they saw. Rows are only added, in order. */
export const departureSteps = pgTable(
  'departure_steps',
  {
    departureId: uuid('departure_id')
      .notNull()
      .references(() => departures.id),
    step: text('step', { enum: DEPARTURE_STEPS }).notNull(),
    doneAt: instant('done_at').notNull(),
    doneBy: text('done_by').notNull(),
    evidence: text('evidence').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.departureId, table.step] }),
    check('departure_steps_step_known', oneOf(table.step, DEPARTURE_STEPS)),
    check('departure_steps_evidence_given', sql`length(${table.evidence}) >= 10`),
  ],
);

/** An approver's exception from H20: the customer accepted the loss in writing. Rows are only added. */
export const departureExceptions = pgTable(
  'departure_exceptions',
  {
    id: uuid('id').primaryKey(),
    departureId: uuid('departure_id')
      .notNull()
      .references(() => departures.id),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    reason: text('reason').notNull(),
    /** Where the customer's written acceptance of the loss is kept. */
    acceptance: text('acceptance').notNull(),
    /** Until when it holds: then somebody looks at it again. */
    reviewAt: instant('review_at').notNull(),
  },
  (table) => [
    check('departure_exceptions_reason_given', sql`length(${table.reason}) >= 10`),
    check('departure_exceptions_review_later', sql`${table.reviewAt} > ${table.at}`),
    // findDeparture: the exceptions of a departure, newest first.
    index('departure_exceptions_departure').on(table.departureId, table.at.desc()),
  ],
);

/** A text of a departure as it was when somebody copied it, and whether a person told the customer (H18). */
export const departureTexts = pgTable(
  'departure_texts',
  {
    id: uuid('id').primaryKey(),
    departureId: uuid('departure_id')
      .notNull()
      .references(() => departures.id),
    kind: text('kind', { enum: DEPARTURE_TEXTS }).notNull(),
    subject: text('subject').notNull(),
    body: text('body').notNull(),
    frozenAt: instant('frozen_at').notNull(),
    frozenBy: text('frozen_by').notNull(),
    toldAt: instant('told_at'),
    toldBy: text('told_by'),
    toldTo: text('told_to'),
    toldChannel: text('told_channel', { enum: TOLD_CHANNELS }),
  },
  (table) => [
    check('departure_texts_kind_known', oneOf(table.kind, DEPARTURE_TEXTS)),
    check('departure_texts_channel_known', oneOf(table.toldChannel, TOLD_CHANNELS)),
    check(
      'departure_texts_told_whole',
      sql`num_nulls(${table.toldAt}, ${table.toldBy}, ${table.toldTo}, ${table.toldChannel}) in (0, 4)`,
    ),
    // textsOfDeparture: newest first.
    index('departure_texts_departure').on(table.departureId, table.frozenAt.desc()),
  ],
);
