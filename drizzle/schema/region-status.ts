import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { ControlSeen } from '#lib/core/verdict/control.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { instant } from './columns.ts';
import type { AsStored } from './stored.ts';

export type StoredControl = AsStored<ControlSeen>;
/** The latest successes of an action, newest first, one a customer and an AWS account: a key's own never speaks for it. */
export type StoredSuccesses = Partial<
  Record<RequiredAction, { awsAccountId: string; customerId: string; at: string }[]>
>;

/** What we know of our own side of a region; shared by all processes. */
export const regionStatus = pgTable('region_status', {
  region: text('region').primaryKey(),
  /** What the control key last answered. */
  control: jsonb('control').$type<StoredControl>(),
  /** Set when somebody begins to ask it: at most once a minute, whoever asks. */
  controlClaimedAt: instant('control_claimed_at'),
  controlCheckedAt: instant('control_checked_at'),
  successes: jsonb('successes').$type<StoredSuccesses>().notNull().default({}),
  /** Since when denials are held, because many customers turned together (H25). */
  incidentSince: instant('incident_since'),
  /** What was denied in it: it ends only when these pass again. */
  incidentActions: jsonb('incident_actions').$type<RequiredAction[]>().notNull().default([]),
  /** Until then the sweep asks nothing here, because KMS throttled us (H24). */
  pausedUntil: instant('paused_until'),
  throttledInARow: integer('throttled_in_a_row').notNull().default(0),
});
