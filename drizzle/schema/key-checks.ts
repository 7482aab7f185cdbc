import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { ProbeAction } from '#lib/core/probe/actions.ts';
import type { ProbeFault } from '#lib/core/probe/report.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import { instant } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import type { StoredFinding } from './stored.ts';

/** Last conclusive answers as stored: instants as ISO text. */
export type StoredActionResults = Partial<
  Record<ProbeAction, { result: ActionResult['result']; at: string; real?: true }>
>;

/**
 * The hot row of a key: every check writes it, no list is sorted by it, and no index but `next_check_at` moves with it.
 */
export const keyChecks = pgTable(
  'key_checks',
  {
    keyId: uuid('key_id')
      .primaryKey()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    /** Bumped by every check: the guard of a result's write. */
    revision: integer('revision').notNull().default(0),
    /** Set when a check begins: a second asker within 15 s gets the first one's result (H24). */
    claimedAt: instant('claimed_at'),
    /** Set when the sweep planned the key, so that it is not planned twice while its batch waits. */
    plannedAt: instant('planned_at'),
    nextCheckAt: instant('next_check_at').notNull(),
    lastAttemptAt: instant('last_attempt_at'),
    lastConclusiveAt: instant('last_conclusive_at'),
    lastUsableAt: instant('last_usable_at'),
    /** When DescribeKey last gave the facts (H13). */
    lastDescribedAt: instant('last_described_at'),
    /** When a real round trip last worked. */
    lastProofAt: instant('last_proof_at'),
    /** Why the last attempt told nothing; null where it told something. */
    lastFault: text('last_fault').$type<ProbeFault>(),
    actions: jsonb('actions').$type<StoredActionResults>().notNull().default({}),
    denialCount: integer('denial_count').notNull().default(0),
    firstDenialAt: instant('first_denial_at'),
    inconclusiveCount: integer('inconclusive_count').notNull().default(0),
    spanLastSeenAt: instant('span_last_seen_at'),
    spanCheckCount: integer('span_check_count').notNull().default(0),
    /** The report that the page shows: the last kept one that told something of the grid. */
    lastReportId: uuid('last_report_id'),
    /** What the last conclusive check concluded, worst first; healthy keys have none, or notes. */
    findings: jsonb('findings').$type<StoredFinding[]>().notNull().default([]),
  },
  (table) => [
    // planSweep: the keys that are due.
    index('key_checks_next_check').on(table.nextCheckAt),
    // countDeniedTogether: keys whose denial began within the last half hour; it moves only with a denial.
    index('key_checks_first_denial')
      .on(table.firstDenialAt)
      .where(sql`${table.firstDenialAt} is not null`),
  ],
);
