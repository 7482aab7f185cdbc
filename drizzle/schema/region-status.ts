import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

export type ControlResult = {
  result: 'allowed' | 'denied' | 'wrong_state' | 'could_not_tell';
  action: string;
  error: string | null;
};

/** What we know of our own side of a region; shared by all processes. Filled by the control probe. */
export const regionStatus = pgTable('region_status', {
  region: text('region').primaryKey(),
  revision: integer('revision').notNull().default(0),
  control: jsonb('control').$type<ControlResult>(),
  controlCheckedAt: instant('control_checked_at'),
  incident: text('incident'),
  incidentSince: instant('incident_since'),
  lastConclusiveAt: instant('last_conclusive_at'),
});
