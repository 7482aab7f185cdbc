import type { Appearance } from '#lib/core/staff/appearance.ts';
import type { Database } from '#lib/db/database.ts';
import { updateAppearance } from '#lib/db/staff/staff.ts';

/** Keeps a person's own theme and density, for all their browsers. It is a preference, so it isn't audited. */
export const setAppearance = ({ db }: { db: Database }, staffId: string, appearance: Appearance): Promise<void> =>
  updateAppearance(db, staffId, appearance);
