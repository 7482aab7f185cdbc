import { desc, eq, inArray } from 'drizzle-orm';
import { probeReports } from '#drizzle/schema/probe-reports.ts';
import { setupEvents } from '#drizzle/schema/setup-events.ts';
import { setups } from '#drizzle/schema/setups.ts';
import type { Executor } from '#lib/db/database.ts';

const EVENTS_SHOWN = 200;
const SETUPS_SHOWN = 20;

/** What happened in a setup, newest first. */
export const eventsOfSetup = (db: Executor, setupId: string): Promise<(typeof setupEvents.$inferSelect)[]> =>
  db
    .select()
    .from(setupEvents)
    .where(eq(setupEvents.setupId, setupId))
    .orderBy(desc(setupEvents.at), desc(setupEvents.id))
    .limit(EVENTS_SHOWN);

/** When reports began, by their ids. */
export async function startsOfReports(db: Executor, ids: readonly string[]): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: probeReports.id, startedAt: probeReports.startedAt })
    .from(probeReports)
    .where(inArray(probeReports.id, [...ids]));
  return new Map(rows.map(({ id, startedAt }) => [id, startedAt]));
}

/** The ids of one customer's setups, newest first, and whether there are more than are shown. */
export async function setupsOfCustomer(db: Executor, customerId: string): Promise<{ ids: string[]; more: boolean }> {
  const rows = await db
    .select({ id: setups.id })
    .from(setups)
    .where(eq(setups.customerId, customerId))
    .orderBy(desc(setups.createdAt), desc(setups.id))
    .limit(SETUPS_SHOWN + 1);
  return { ids: rows.slice(0, SETUPS_SHOWN).map(({ id }) => id), more: rows.length > SETUPS_SHOWN };
}
