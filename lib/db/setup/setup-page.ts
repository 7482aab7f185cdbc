import { asc, desc, eq, isNull } from 'drizzle-orm';
import { setupEvents } from '#drizzle/schema/setup-events.ts';
import { setups } from '#drizzle/schema/setups.ts';
import { staff } from '#drizzle/schema/staff.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
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

/** Whom a setup can be handed over to: everybody who may sign in. */
export const staffWhoWork = (db: Executor): Promise<{ staffId: string; name: string; role: StaffRole }[]> =>
  db
    .select({ staffId: staff.id, name: staff.name, role: staff.role })
    .from(staff)
    .where(isNull(staff.disabledAt))
    .orderBy(asc(staff.name));
