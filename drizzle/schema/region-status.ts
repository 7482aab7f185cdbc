import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { ControlSeen } from '#lib/core/verdict/control.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { instant } from './columns.ts';
import type { AsStored } from './stored.ts';

export type StoredControl = AsStored<ControlSeen>;
/** Per action the latest successes, newest first, one per customer and AWS account: a key's own success proves nothing. */
export type StoredSuccesses = Partial<
  Record<RequiredAction, { awsAccountId: string; customerId: string; at: string }[]>
>;

/** What we know about our own side in a region, shared by all processes. */
export const regionStatus = pgTable('region_status', {
  region: text('region').primaryKey(),
  /** The last control key check. */
  control: jsonb('control').$type<StoredControl>(),
  /** When a control key check began: there is at most one per minute. */
  controlClaimedAt: instant('control_claimed_at'),
  controlCheckedAt: instant('control_checked_at'),
  successes: jsonb('successes').$type<StoredSuccesses>().notNull().default({}),
  /** Since when denials are on hold because many customers lost access together (H25). */
  incidentSince: instant('incident_since'),
  /** The actions denied in this incident. It ends only when they pass again. */
  incidentActions: jsonb('incident_actions').$type<RequiredAction[]>().notNull().default([]),
  /** When a person last recorded that our own side was checked and works, who, and what they found (H25). */
  ourSideCheckedAt: instant('our_side_checked_at'),
  ourSideCheckedBy: text('our_side_checked_by'),
  ourSideCheckedNote: text('our_side_checked_note'),
  /** When KMS last answered about a customer's key, whatever it said (H7). */
  answeredAt: instant('answered_at'),
  /** When we last called KMS about a customer's key. */
  askedAt: instant('asked_at'),
  /** When the first call failed that got no answer since the last one; null while KMS answers. */
  silentSince: instant('silent_since'),
  /** AWS's clock minus ours at the last check, and when that was. */
  clockSkewMs: integer('clock_skew_ms'),
  clockSeenAt: instant('clock_seen_at'),
  /** No scheduled checks in this region until then, because KMS throttled us (H24). */
  pausedUntil: instant('paused_until'),
  throttledInARow: integer('throttled_in_a_row').notNull().default(0),
});
