import { sql } from 'drizzle-orm';
import { date, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { NamedState, RealFailure } from '#lib/core/finding/circumstances.ts';
import type { RecentChange } from '#lib/core/verdict/recent-changes.ts';
import type { ActionDenials } from '#lib/core/finding/confirmation.ts';
import type { ProbeAction } from '#lib/core/probe/actions.ts';
import type { CallCounts } from '#lib/core/probe/calls.ts';
import { instant } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import type { AsStored, StoredFinding } from './stored.ts';

/** The last conclusive answer per action in the form of whichever version stored it, with times as ISO text. */
export type StoredActionResults = Partial<
  Record<ProbeAction, { result: string; at: string; real?: true; explicitDeny?: true }>
>;

/**
 * The row of a key that every check writes. Claiming a check moves no indexed column, so PostgreSQL updates the row in
 * place; a result moves `next_check_at`, a loss of access `lost_at`, and a failed check `inconclusive_count`. No list is
 * sorted by this table.
 */
export const keyChecks = pgTable(
  'key_checks',
  {
    keyId: uuid('key_id')
      .primaryKey()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    /** Raised by every check. A result is written only if this hasn't changed since the check began. */
    revision: integer('revision').notNull().default(0),
    /** When a check began. Whoever asks within 15 s gets the result of that check (H24). */
    claimedAt: instant('claimed_at'),
    /** When the scheduler planned the key, so that it isn't planned again while its batch waits. */
    plannedAt: instant('planned_at'),
    nextCheckAt: instant('next_check_at').notNull(),
    lastAttemptAt: instant('last_attempt_at'),
    lastConclusiveAt: instant('last_conclusive_at'),
    lastUsableAt: instant('last_usable_at'),
    /** When DescribeKey last answered (H13). */
    lastDescribedAt: instant('last_described_at'),
    /** When an encrypt/decrypt test last passed. */
    lastProofAt: instant('last_proof_at'),
    /** Why the last check was inconclusive; null if it was conclusive. */
    lastFault: text('last_fault'),
    actions: jsonb('actions').$type<StoredActionResults>().notNull().default({}),
    denialCount: integer('denial_count').notNull().default(0),
    firstDenialAt: instant('first_denial_at'),
    /** What changed in the last minutes: KMS may still give older answers beside newer ones. */
    recentChanges: jsonb('recent_changes').$type<AsStored<RecentChange>[]>().notNull().default([]),
    /** The real calls that failed and did not succeed since (H2). */
    realFailures: jsonb('real_failures').$type<AsStored<RealFailure>[]>().notNull().default([]),
    /** The key state that any answer named last. */
    namedState: jsonb('named_state').$type<AsStored<NamedState>>(),
    /** The denials in a row of each action. */
    denials: jsonb('denials').$type<AsStored<ActionDenials>>().notNull().default({}),
    /** The latest loss of an action that AWS had allowed: when it was noticed, and when it was last allowed. */
    lostAt: instant('lost_at'),
    lostAfter: instant('lost_after'),
    /** The organization whose policy denies us, as AWS named it: its customers count once (H25). */
    denialGroup: text('denial_group'),
    inconclusiveCount: integer('inconclusive_count').notNull().default(0),
    spanLastSeenAt: instant('span_last_seen_at'),
    spanCheckCount: integer('span_check_count').notNull().default(0),
    /** The report that the page shows: the last one kept with an answer to a permission test. */
    lastReportId: uuid('last_report_id'),
    /** The calls that AWS answered on one UTC day; earlier days are in `key_call_days`. Null before the first check. */
    callsDay: date('calls_day', { mode: 'string' }),
    calls: jsonb('calls').$type<CallCounts>(),
    /** The findings of the last conclusive check, worst first. A healthy key has none, or notes only. */
    findings: jsonb('findings').$type<StoredFinding[]>().notNull().default([]),
  },
  (table) => [
    // takeDueKeys: the keys that are due.
    index('key_checks_next_check').on(table.nextCheckAt),
    // countDeniedTogether, countStillDenied, countLostWith: keys that lost access within some time.
    index('key_checks_lost')
      .on(table.lostAt)
      .where(sql`${table.lostAt} is not null`),
    // failedChecks: keys whose last check got no answer.
    index('key_checks_failed')
      .on(table.keyId)
      .where(sql`${table.inconclusiveCount} > 0`),
  ],
);
