/** What can depend on a key. A kind that a report doesn't name was never reported, which is not zero (H19). */
export const DEPENDENT_KINDS = [
  'restore_points',
  'archives',
  'locked_versions',
  'copies_elsewhere',
  'granted_resources',
  'jobs',
  'running_restores',
  'failed_moves',
  'legal_holds',
] as const;
export type DependentKind = (typeof DEPENDENT_KINDS)[number];

/** Each kind in the plural, as the page lists it. */
export const DEPENDENT_KIND_WORDS: Readonly<Record<DependentKind, string>> = {
  restore_points: 'restore points',
  archives: 'archives',
  locked_versions: 'soft-deleted or locked versions',
  copies_elsewhere: 'copies in other regions',
  granted_resources: 'resources with grants',
  jobs: 'backup and archive jobs, paused ones included',
  running_restores: 'running restores',
  failed_moves: 'failed moves',
  legal_holds: 'legal holds',
};

/** How the last backup or restore with a key went. */
export type LastRun = { at: Date; result: 'succeeded' | 'failed' };

/** One report about one key. */
export type Dependents = {
  counts: Readonly<Partial<Record<DependentKind, number>>>;
  /** When the oldest thing that depends on the key was made. */
  oldestAt: Date | null;
  nextRunAt: Date | null;
  /** The last real backup, and the key that it used. */
  lastBackup: (LastRun & { arn: string }) | null;
  lastRestore: LastRun | null;
};

/** A report as it is kept: who counted, when, and when it came. */
export type ReportedDependents = Dependents & { asOf: Date; receivedAt: Date; reportedBy: string };

/** How far the clock of another system may be ahead of ours. */
export const CLOCKS_APART_MS = 5 * 60_000;
/** A count is current this long (H19). */
const CURRENT_MS = 24 * 60 * 60_000;

/** How far two reports may lie apart: after a longer gap nobody knows what was so meanwhile (H19). The database checks it. */
export const REPORT_GAP_HOURS = 26;

/**
 * From when a report can say that nothing depends on a key: one that came late says so only for the last day. Else two
 * reports of a minute, one with a time of last week, would do for a week in which everybody could see the zero (H19).
 */
export const zeroCountsFrom = ({ asOf, receivedAt }: { asOf: Date; receivedAt: Date }): Date =>
  new Date(Math.max(asOf.getTime(), receivedAt.getTime() - CURRENT_MS));

/** How much a count still says. One from the future never counts as current (H26). */
export const countAge = (asOf: Date, now: Date): 'current' | 'old' | 'clock_error' => {
  const ageMs = now.getTime() - asOf.getTime();
  return ageMs < -CLOCKS_APART_MS ? 'clock_error' : ageMs > CURRENT_MS ? 'old' : 'current';
};

/** The kinds that a report doesn't name. */
export const neverReported = ({ counts }: Pick<Dependents, 'counts'>): DependentKind[] =>
  DEPENDENT_KINDS.filter((kind) => counts[kind] === undefined);

/** Whether a report says that nothing depends on the key: every kind, and each is zero. */
export const saysNothingDepends = ({ counts }: Pick<Dependents, 'counts'>): boolean =>
  DEPENDENT_KINDS.every((kind) => counts[kind] === 0);
