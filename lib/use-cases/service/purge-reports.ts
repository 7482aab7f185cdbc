import type { Database } from '#lib/db/database.ts';
import { purgeDependentReports } from '#lib/db/service/dependents.ts';

/** How long every report about dependents is kept. After that its id may be used again. */
export const REPORTS_KEPT_DAYS = 90;
const DAY_MS = 24 * 60 * 60_000;
/** So few that a run ends within a second. */
const AT_ONCE = 5_000;

/** Deletes old reports about dependents; the newest about each key stays. @returns how many */
export const purgeReports = ({ db, clock }: { db: Database; clock: () => Date }): Promise<number> =>
  purgeDependentReports(db, new Date(clock().getTime() - REPORTS_KEPT_DAYS * DAY_MS), AT_ONCE);
