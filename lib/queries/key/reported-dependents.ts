import type { LastRun, ReportedDependents } from '#lib/core/service/dependents.ts';
import type { findKeyPage } from '#lib/db/key/key-page.ts';

type Stored = NonNullable<Awaited<ReturnType<typeof findKeyPage>>>['dependents'];

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
const lastRun = <Run extends { at: string; result: LastRun['result'] }>(run: Run | null) =>
  run === null ? null : { ...run, at: new Date(run.at) };

/** A stored report with its instants. */
export function reportedDependents(stored: Stored): ReportedDependents | null {
  if (stored === null) return null;
  const { content, ...reported } = stored;
  return {
    ...reported,
    counts: content.counts,
    oldestAt: instant(content.oldestAt),
    nextRunAt: instant(content.nextRunAt),
    lastBackup: lastRun(content.lastBackup),
    lastRestore: lastRun(content.lastRestore),
  };
}
