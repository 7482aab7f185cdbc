import type { Database } from '#lib/db/database.ts';
import { updateShortcuts } from '#lib/db/staff/staff.ts';

/** Keeps whether single keys are shortcuts for a person, for all their browsers. It is a preference, so it isn't audited. */
export const setShortcuts = ({ db }: { db: Database }, staffId: string, on: boolean): Promise<void> =>
  updateShortcuts(db, staffId, on);
