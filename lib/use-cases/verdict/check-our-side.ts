import {
  besideEarlier,
  deniedIn,
  NO_REGION_VIEW,
  type ControlSeen,
  type ProbeControl,
  type RegionView,
} from '#lib/core/verdict/control.ts';
import { announceChange } from '#lib/db/announce.ts';
import { actionsOf, customerSideDenials, requiredDenials } from '#lib/core/probe/denials.ts';
import { countDenials, denialsBegan } from '#lib/core/verdict/count-denials.ts';
import { organizationNamed } from '#lib/core/verdict/decide.ts';
import { ourSideWorks } from '#lib/core/verdict/denial.ts';
import { incidentStart } from '#lib/core/verdict/incident.ts';
import { isConclusive } from '#lib/core/verdict/judge.ts';
import { isInFuture, isWithin } from '#lib/core/probe/clock-error.ts';
import { CHECK_TIMEOUT_MS } from '#lib/core/probe/probe-key.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import type { Database } from '#lib/db/database.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import {
  claimControl,
  CONTROL_EVERY_MS,
  countDeniedTogether,
  countLostWith,
  countStillDenied,
  openIncident,
  readRegionStatus,
  closeIncident,
  storeControl,
  type NoticedLoss,
  type RegionStatus,
} from '#lib/db/verdict/regions.ts';

export type CheckOurSideDeps = {
  db: Database;
  clock: () => Date;
  regions: readonly HostingRegion[];
  probeControl: ProbeControl;
};

/** The least time that a control key check gets, however long the check took before. */
const LEAST_CONTROL_MS = 1_000;
/**
 * The control key is checked once a minute. An older answer comes from a process that crashed before its own answer
 * came.
 */
const CONTROL_VALID_MS = 2 * 60_000;
const CONTROL_WAIT_MS = 2_000;
const CONTROL_POLL_MS = 100;

/**
 * Looks at our own side before a denial is judged: the control key, other customers of the region, and whether many
 * customers lost access together. It makes no call when nothing was denied.
 * @param timeLeftMs what is left of the check's time limit
 */
export async function checkOurSide(
  deps: CheckOurSideDeps,
  key: StoredKey,
  report: ProbeReport,
  timeLeftMs: number,
): Promise<RegionView> {
  const region = findRegion(deps.regions, key.record.region);
  const roleCoversEveryKey = region?.roleCoversEveryKey ?? false;
  const hasControlKey = region !== undefined && region.controlKeyArn !== null;
  const nothingKnown = { ...NO_REGION_VIEW, roleCoversEveryKey, hasControlKey };
  if (region === undefined || requiredDenials(report).length === 0) return nothingKnown;

  const asked = hasControlKey ? await askControl(deps, region.code, timeLeftMs) : null;
  const now = deps.clock();
  const status = await readRegionStatus(deps.db, region.code);
  const begun = denialsBegan(key.record.check, report, now) ?? report.startedAt;
  const deniedActions = actionsOf(requiredDenials(report));
  const control = asked !== null && speaksFor(asked, deniedActions, begun, report.startedAt, now) ? asked : null;
  const view: RegionView = {
    roleCoversEveryKey,
    hasControlKey,
    control,
    othersAllowedAt: successesOfOthers(status, key, now),
    deniedTogether: await countDeniedTogether(deps.db, region.code, now, noticedLoss(key, report, now)),
    ...(await incidentOf(deps, region.code, status, now)),
    lostWithThis: await countLostWith(deps.db, region.code, key.record.check, now),
  };
  const denied = actionsOf(customerSideDenials(report));
  // A denial whose message names our side neither begins nor ends an incident.
  if (denied.length === 0) return view;
  const incidentSince = incidentStart(view, hasPassed(view, status, denied, begun), now);
  if (incidentSince !== null) await openIncident(deps.db, region.code, incidentSince, denied);
  else if (status.incidentSince !== null) await closeIncident(deps.db, region.code, status.incidentSince);
  if ((incidentSince === null) !== (status.incidentSince === null))
    await announceChange(deps.db, { kind: 'region', id: region.code });
  return { ...view, incidentSince };
}

/** The loss of access that this report shows first. It counts with the stored ones, or the third customer would wait. */
function noticedLoss({ customerId, awsAccountId, record: { check } }: StoredKey, report: ProbeReport, now: Date) {
  const { lostAt, lostAfter } = countDenials(check, report, isConclusive(report), false, now);
  if (lostAt === null || check.lostAt !== null) return null;
  return { customerId, awsAccountId, lostAt, lostAfter, denialGroup: organizationNamed(report) } satisfies NoticedLoss;
}

/** The region's incident, and who is still denied since it began. A start in the future is none (H26). */
export async function incidentOf(
  { db }: Pick<CheckOurSideDeps, 'db'>,
  region: string,
  { incidentSince: since, ourSideCheckedAt }: RegionStatus,
  now: Date,
): Promise<Pick<RegionView, 'incidentSince' | 'stillDenied' | 'ourSideCheckedAt'>> {
  const incidentSince = since !== null && isInFuture(since, now) ? now : since;
  const stillDenied =
    incidentSince === null ? NO_REGION_VIEW.stillDenied : await countStillDenied(db, region, incidentSince, now);
  return { incidentSince, stillDenied, ourSideCheckedAt };
}

/** Whether our own side works for this denial's actions, and for all actions that the incident is about. */
const hasPassed = (
  view: RegionView,
  { incidentSince, incidentActions }: RegionStatus,
  denied: readonly RequiredAction[],
  begun: Date,
): boolean => ourSideWorks(view, [...new Set([...denied, ...incidentActions])], incidentSince ?? begun);

/**
 * What the control key allowed before a denial began, or long ago, does not count: our side may have failed since. A
 * denial within the last minute counts, because the control key is not checked again that soon.
 */
function speaksFor(
  seen: ControlSeen,
  denied: readonly RequiredAction[],
  begun: Date,
  askedAt: Date,
  now: Date,
): boolean {
  if (!isWithin(seen.at, CONTROL_VALID_MS, now)) return false;
  const deniedTheSame = deniedIn(seen).some((action) => denied.some((asked) => asked === action));
  return seen.at >= begun || (deniedTheSame && seen.at.getTime() > askedAt.getTime() - CONTROL_EVERY_MS);
}

/** Checks the control key, once a minute in all processes together. The others wait for the first one's answer. */
async function askControl(deps: CheckOurSideDeps, region: string, timeLeftMs: number): Promise<ControlSeen | null> {
  if (await claimControl(deps.db, region, deps.clock())) {
    const answered = await deps.probeControl(region, Math.max(LEAST_CONTROL_MS, timeLeftMs));
    if (answered === null) return null;
    const control = besideEarlier(answered, (await readRegionStatus(deps.db, region)).control);
    await storeControl(deps.db, region, control, deps.clock());
    return control;
  }
  const deadline = performance.now() + CONTROL_WAIT_MS;
  let status = await readRegionStatus(deps.db, region);
  while (isBeingAsked(status, deps.clock()) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, CONTROL_POLL_MS));
    status = await readRegionStatus(deps.db, region);
  }
  return status.control;
}

/** A process that claimed the check and gave no answer within a check's time has crashed. */
const isBeingAsked = ({ controlClaimedAt, controlCheckedAt }: RegionStatus, now: Date): boolean =>
  controlClaimedAt !== null &&
  (controlCheckedAt === null || controlCheckedAt < controlClaimedAt) &&
  now.getTime() - controlClaimedAt.getTime() < CHECK_TIMEOUT_MS;

/** When each action was last allowed to somebody else: another customer in another AWS account. */
function successesOfOthers({ successes }: RegionStatus, key: StoredKey, now: Date): RegionView['othersAllowedAt'] {
  const at: Partial<Record<RequiredAction, Date>> = {};
  for (const [action, seen] of Object.entries(successes)) {
    const other = seen.find(
      ({ awsAccountId, customerId, at: allowedAt }) =>
        awsAccountId !== key.awsAccountId && customerId !== key.customerId && !isInFuture(new Date(allowedAt), now),
    );
    if (other) at[action as RequiredAction] = new Date(other.at);
  }
  return at;
}
