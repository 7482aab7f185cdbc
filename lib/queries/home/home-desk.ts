import { findingCodeOf, lastFaultOf, verdictOf } from '#lib/db/stored-vocabulary.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { isWorkerAtWork } from '#lib/core/probe/worker-at-work.ts';
import { LATE_MS } from '#lib/core/pages/deletion-axis.ts';
import { FAILED_IN_A_ROW, ourFaults, type OurSide } from '#lib/core/pages/home-faults.ts';
import {
  LONGEST_DEADLINE_MS,
  REGION_CAUSES,
  type ChangedKey,
  type HomeKey,
  type ToldKey,
} from '#lib/core/pages/home-groups.ts';
import type { HomeIncident, HomePage, HomeRow } from '#lib/core/pages/home-page.ts';
import {
  departureRow,
  replacementNeedsUs,
  replacementRow,
  setupNeedsUs,
  setupRow,
  setupWaitingRow,
  setupWaitsForCustomer,
} from '#lib/core/pages/home-row-words.ts';
import { COUNTED_TO } from '#lib/core/pages/list-count.ts';
import { longestWaitFirst } from '#lib/core/pages/setup-list-page.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { controlAnswer } from '#lib/core/verdict/control-answer.ts';
import { regionState, type RegionFreshness } from '#lib/core/verdict/region-freshness.ts';
import { countByCause, type CauseCount } from '#lib/db/home/counts.ts';
import { failedChecks, type FailedChecks } from '#lib/db/home/failed-checks.ts';
import {
  keysOfCause,
  keysWithDeadline,
  MOST_OF_OURS,
  ourKeys,
  promisedKeys,
  toldKeys,
  untoldKeys,
  type HomeKeyRow,
  type SentKeyRow,
} from '#lib/db/home/home-keys.ts';
import { lastBeat } from '#lib/db/verdict/heartbeats.ts';
import { countStillDenied, readRegionConditions, type RegionConditions } from '#lib/db/verdict/regions.ts';
import { readDepartureList } from '#lib/queries/departure/departure-page.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { readRegionFreshness } from '#lib/queries/probe/region-freshness.ts';
import { readReplacementList } from '#lib/queries/replacement/replacement-list.ts';
import { readOpenSetups } from '#lib/queries/setup/setup-list.ts';

/** Keys that no check could judge, and keys that none has reached yet. */
const FAILED = ['permission_tests_overdue'];
const NEVER = ['never_checked', 'imported_not_tested'];

/** What Home shows to everybody, whoever reads it: all but what is new since their own hand-over. */
export type HomeDesk = {
  now: Date;
  regions: readonly RegionFreshness[];
  inIncident: ReadonlySet<string>;
  workerGone: HomePage['workerGone'];
  incidents: readonly HomeIncident[];
  unchecked: HomePage['unchecked'];
  faults: readonly HomeRow[];
  /** Setups, replacements and departures that wait for us; `alarms`: replacements that somebody must look at now. */
  alarms: readonly HomeRow[];
  work: readonly HomeRow[];
  /** Setups whose customer was told that the key fails its tests. */
  waitingSetups: readonly HomeRow[];
  /** The open replacements of keys that they would replace. */
  replacementsOf: ReadonlyMap<string, string>;
  keys: {
    promised: readonly ToldKey[];
    ours: readonly HomeKey[];
    untold: readonly HomeKey[];
    dated: readonly HomeKey[];
    told: readonly ToldKey[];
  };
  /** Whether each kind of key was read to its end, so that its count is exact. */
  whole: { promised: boolean; ours: boolean; untold: boolean; dated: boolean; told: boolean };
};

/** A key of Home as core places it. */
export const homeKey = (row: HomeKeyRow): HomeKey => ({
  id: row.id,
  customerId: row.customerId,
  customerName: row.customerName,
  times: { workingDays: row.workingDays, timeZone: row.timeZone },
  region: row.region,
  role: row.role,
  verdict: verdictOf(row),
  notUsableSince: row.notUsableSince,
  deadlineAt: row.deadlineAt,
  nextAction: row.nextAction,
  toldBefore: row.toldBefore,
  promisedFor: row.promisedFor,
});
const sentKey = (row: SentKeyRow): ToldKey => ({ ...homeKey(row), sent: row.sent });
/** The same of a key whose status changed, with the status before. */
export const changedKey = (
  row: HomeKeyRow & { before: { verdict: string; cause: string | null } | null },
): ChangedKey => ({
  ...homeKey(row),
  verdictSince: row.verdictSince,
  before: row.before === null ? null : verdictOf(row.before),
});

const isWhole = (found: readonly unknown[]): boolean => found.length <= COUNTED_TO;
const sumOf = (counts: readonly CauseCount[]): number => counts.reduce((sum, { n }) => sum + n, 0);
const plainRow = (row: Omit<HomeRow, 'status'>): HomeRow => ({ ...row, status: null });

function ourSideOf(
  freshness: RegionFreshness,
  { controlKeyArn }: HostingRegion,
  conditions: RegionConditions | undefined,
  counts: readonly CauseCount[],
  failed: readonly FailedChecks[],
  faultKeys: ReadonlyMap<CauseCount, readonly HomeKeyRow[]>,
): OurSide {
  return {
    freshness,
    control: controlAnswer(controlKeyArn, conditions?.control ?? null, conditions?.controlClaimedAt ?? null),
    clockSkewMs: conditions?.clockSkewMs ?? null,
    causes: counts.flatMap((count) => {
      const code = findingCodeOf(count.cause);
      const keys = (faultKeys.get(count) ?? []).map((key) => ({ ...homeKey(key), since: key.verdictSince }));
      return count.region === freshness.region && code !== null && REGION_CAUSES.includes(code)
        ? [{ cause: code, n: count.n, keys }]
        : [];
    }),
    failed: failed
      .filter(({ region, repeated }) => region === freshness.region && repeated > 0)
      .map(({ fault, repeated, repeatedKeyId }) => ({
        fault: lastFaultOf(fault),
        n: repeated,
        keyId: repeated === 1 ? repeatedKeyId : null,
      })),
  };
}

async function incidentsOf(
  deps: ReadDeps,
  regions: readonly RegionFreshness[],
  conditions: ReadonlyMap<string, RegionConditions>,
  now: Date,
): Promise<HomeIncident[]> {
  const held = regions.flatMap((one) => {
    const { incident } = regionState(one, now.getTime());
    return incident === null ? [] : [{ region: one.region, sinceMs: incident.sinceMs }];
  });
  return Promise.all(
    held.map(async ({ region, sinceMs }) => {
      const since = sinceMs === null ? null : new Date(sinceMs);
      const checkedAt = conditions.get(region)?.ourSideCheckedAt ?? null;
      return {
        region,
        since: since?.toISOString() ?? null,
        customers: (await countStillDenied(deps.db, region, since ?? now, now)).customers,
        checked: since !== null && checkedAt !== null && checkedAt >= since,
      };
    }),
  );
}

/**
 * Reads what Home shows to everybody. Each kind of key is read to at most one more than are counted, by an index of its
 * own, so it costs the same at any size of the fleet.
 */
export async function readHomeDesk(deps: ReadDeps, staff: { role: StaffRole }): Promise<HomeDesk> {
  const { db } = deps;
  const now = deps.clock();
  const [
    regions,
    conditions,
    counts,
    failed,
    beat,
    setups,
    replacements,
    departures,
    ours,
    untold,
    dated,
    told,
    promised,
  ] = await Promise.all([
    readRegionFreshness(deps),
    readRegionConditions(db),
    countByCause(db, [...REGION_CAUSES, ...FAILED, ...NEVER]),
    failedChecks(db, [...FAILED, ...NEVER], FAILED_IN_A_ROW),
    lastBeat(db, 'worker'),
    readOpenSetups(deps, null),
    readReplacementList(deps, staff, false),
    readDepartureList(deps, staff),
    ourKeys(db, REGION_CAUSES),
    untoldKeys(db, REGION_CAUSES),
    keysWithDeadline(db, new Date(now.getTime() - LATE_MS), new Date(now.getTime() + LONGEST_DEADLINE_MS)),
    toldKeys(db, REGION_CAUSES),
    promisedKeys(db),
  ]);
  const workerAtWork = isWorkerAtWork(beat, now);
  const ofOurSide = counts.filter(({ cause }) =>
    REGION_CAUSES.some((code) => code === cause && cause !== 'region_incident'),
  );
  const faultKeys = new Map(
    await Promise.all(
      ofOurSide.map(async (count) => [count, await keysOfCause(db, count.region, count.cause)] as const),
    ),
  );
  const hosted = regions.flatMap((freshness) => {
    const region = deps.regions.find(({ code }) => code === freshness.region);
    return region === undefined
      ? []
      : [ourSideOf(freshness, region, conditions.get(region.code), counts, failed.found, faultKeys)];
  });
  const waiting = replacements.items.filter(replacementNeedsUs);
  const ofCauses = (region: string, causes: readonly string[]): number =>
    sumOf(counts.filter((count) => count.region === region && causes.includes(count.cause)));
  const keptIn = (region: string): number =>
    failed.found.reduce((sum, one) => (one.region === region ? sum + one.n : sum), 0);
  // Where this many keys have a fault of a region, the others may come after all entries that are read.
  const regionWide = sumOf(counts.filter(({ cause }) => REGION_CAUSES.some((code) => code === cause)));
  return {
    now,
    regions,
    inIncident: new Set(regions.flatMap((one) => (one.incidentSinceMs === null ? [] : [one.region]))),
    workerGone: workerAtWork ? null : { since: beat?.toISOString() ?? null },
    incidents: await incidentsOf(deps, regions, conditions, now),
    unchecked: regions
      .map(({ region }) => ({
        region,
        failed: ofCauses(region, FAILED),
        kept: { n: keptIn(region), exact: failed.whole },
        never: ofCauses(region, NEVER),
      }))
      .filter((one) => one.failed + one.kept.n + one.never > 0),
    faults: ourFaults(hosted, now, { workerAtWork }),
    alarms: waiting.filter(({ alarm }) => alarm !== null).map((item) => plainRow(replacementRow(item))),
    work: [
      ...setups.items
        .filter(setupNeedsUs)
        .toSorted(longestWaitFirst)
        .map((item) => plainRow(setupRow(item))),
      ...waiting.filter(({ alarm }) => alarm === null).map((item) => plainRow(replacementRow(item))),
      ...departures.items.flatMap((item) => departureRow(item) ?? []).map(plainRow),
    ],
    waitingSetups: setups.items.filter(setupWaitsForCustomer).map((item) => plainRow(setupWaitingRow(item))),
    replacementsOf: new Map(
      replacements.items.flatMap(({ id, oldKeys }) => oldKeys.map((key) => [key.id, id] as const)),
    ),
    keys: {
      promised: promised.map(sentKey),
      ours: ours.map(homeKey),
      untold: untold.map(homeKey),
      dated: dated.map(homeKey),
      // Only what a person recorded as sent waits for the customer.
      told: told.filter(({ sent }) => sent !== null).map(sentKey),
    },
    whole: {
      promised: isWhole(promised),
      ours: isWhole(ours) && regionWide < MOST_OF_OURS,
      untold: isWhole(untold),
      dated: isWhole(dated),
      told: isWhole(told),
    },
  };
}
